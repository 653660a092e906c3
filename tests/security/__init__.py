"""Security as the document describes it, against servers that ask for it."""
