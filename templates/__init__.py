"""The templates, and the runtime's verbatim sources: package data of `clientgen`."""
