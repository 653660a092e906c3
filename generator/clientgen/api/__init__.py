"""The API a document describes, as typed values independent of Python code and templates."""

from clientgen.api.api import (
    Api,
    IncomingRequest,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
    Server,
)
from clientgen.api.build import build_api
from clientgen.api.schema import Discriminator, Property, Schema

__all__ = [
    "Api",
    "Discriminator",
    "IncomingRequest",
    "MediaType",
    "Operation",
    "Parameter",
    "Property",
    "RequestBody",
    "Response",
    "Schema",
    "SecurityScheme",
    "Server",
    "build_api",
]
