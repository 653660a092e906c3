"""The command line: parses arguments, calls the other packages, turns errors into messages."""
