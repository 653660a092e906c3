"""Programs that write committed pages; never part of the generator."""
