"""The command line: parse arguments, call the other subpackages, turn errors into messages."""
