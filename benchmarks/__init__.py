"""The benchmark: this project's package and generator beside the peers, on the same work."""
