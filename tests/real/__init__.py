"""Published documents: what becomes of each, measured, and never worse than it was."""
