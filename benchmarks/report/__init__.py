"""From raw samples to `docs/benchmarks.md` and its plots."""
