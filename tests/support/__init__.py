"""What tests of several folders use: programs that are run, files and documents."""
