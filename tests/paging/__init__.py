"""Listings of services that page in their own ways."""
