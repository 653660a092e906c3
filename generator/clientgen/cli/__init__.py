"""The command line: arguments become calls of the other rooms, errors become messages."""
