"""Files on disk: replaced all or none, owned by hash, copied, and known to be current."""
