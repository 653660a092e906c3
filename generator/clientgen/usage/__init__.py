"""The meaning of a comparison for one code base: its calls, what of them breaks, and the repair."""
