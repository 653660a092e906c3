"""What every room may use: diagnostics, configuration, prose and small tools."""
