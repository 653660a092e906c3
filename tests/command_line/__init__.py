"""The command line that packages may have (``emit = ["cli"]``)."""
