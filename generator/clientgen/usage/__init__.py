"""What a comparison means for one code base: its calls, what of them breaks, and the repair."""
