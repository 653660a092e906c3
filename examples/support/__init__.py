"""What the examples run against when there is no organisation at hand."""
