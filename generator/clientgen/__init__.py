"""The code generator: an OpenAPI document in, a small typed client package out."""

__version__ = "0.1.0"
