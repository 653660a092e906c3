"""Files on disk: written all or none, owned by hash, copied, and known to be current."""
