"""The configuration: ``clientgen.toml`` as typed values.

An unknown key is refused with a suggestion, so that a misspelt setting is never ignored.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from clientgen.base.diagnostics import InputError
from clientgen.base.numbers import is_number
from clientgen.base.suggestions import suggestion
from clientgen.base.toml_file import read_toml

PlainName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
# Names that follow from a document may have letters of any script.
Identifier = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w*$")]
DottedName = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)+$")]
OneLine = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]
SemanticVersion = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Extract(_Table):
    """The source of the fragment."""

    upstream: str | None = Field(None, description="Path or https URL of the upstream document.")
    prefix: str | None = Field(None, description="Path prefix of the operations to take.")
    include: list[str] = Field(
        default_factory=list,
        description="[Selectors](customising.md#a-part-of-an-api) of the operations to take, "
        "instead of `prefix`: paths, patterns, `tag:`, `id:`.",
    )
    root: str | None = Field(
        None,
        description="Directory that holds every file the document refers to; the document's own "
        "when absent.",
    )
    max_size: int | None = Field(
        None, ge=1, description="Largest document to read, in MiB; 64 when absent."
    )
    fragment: str = Field(
        "openapi.yaml", description="The fragment in force, relative to the config."
    )
    overlay: str | None = Field(None, description="OpenAPI Overlay document with repairs.")
    follow: str | None = Field(None, description="https URL that `clientgen update` follows.")
    history: str | None = Field(None, description="Directory of earlier fragments.")
    trims: dict[str, list[str]] = Field(
        default_factory=dict, description="Schema name to the property names to keep."
    )

    @model_validator(mode="after")
    def _one_way_to_choose(self) -> Extract:
        if self.include and self.prefix is not None:
            raise ValueError("it has both `prefix` and `include`: write the prefix as an entry")
        return self


def _spdx(text: str) -> str:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        raise ValueError("it is no SPDX expression, such as MIT or Apache-2.0") from None


License = Annotated[str, AfterValidator(_spdx)]


class Author(_Table):
    """Somebody who wrote or maintains the package."""

    name: OneLine = Field(description="Name.")
    email: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="Address for mail."
    )


class Package(_Table):
    """The package that is written."""

    name: PlainName | None = Field(None, description="Import name of the package.")
    version: SemanticVersion = Field("0.1.0", description="Version of the emitted package.")
    distribution: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="Name of the distribution; derived from the package name when absent.",
    )
    out: str = Field("generated", description="Output directory, relative to the config.")
    changelog: str = Field(
        "CHANGELOG.md", description="The package's changelog, written by `clientgen update`."
    )
    emit: list[
        Literal[
            "package",
            "docs",
            "project",
            "cli",
            "editing",
            "reqwest",
            "testing",
            "typed-dicts",
            "waiting",
        ]
    ] = Field(default=["package"], description="What is written beside the package itself.")
    license: License | None = Field(
        None, description="SPDX expression in the emitted project; none is named when absent."
    )
    authors: tuple[Author, ...] = Field((), description="Authors in the emitted project.")
    urls: dict[OneLine, Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]] = Field(
        default_factory=dict, description="Label to address in the emitted project."
    )
    keep_renamed: bool = Field(
        True, description="Let `clientgen update` keep old names until the next major version."
    )


EnvironmentKey = Literal[
    "client_id", "client_secret", "access_token", "region", "base_url", "login_url", "log"
]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")]


class ErrorFieldSettings(_Table):
    """Members of error bodies; of several names the first one that is there counts."""

    message: tuple[str, ...] = Field(
        ("detail", "title", "message", "error_description", "error"),
        description="Text for people, as in RFC 9457 and in common use.",
    )
    code: tuple[str, ...] = Field(
        ("code", "error_code", "errorCode"), description="Stable key of the error."
    )
    correlation_id: tuple[str, ...] = Field((), description="Id of the request.")


class RateLimitSettings(_Table):
    """Response headers with the rate limit; of several the first one that is there counts."""

    allowed: tuple[HeaderName, ...] = Field(
        ("ratelimit-limit", "x-ratelimit-limit"), description="Requests allowed in the window."
    )
    used: tuple[HeaderName, ...] = Field(
        ("ratelimit-used", "x-ratelimit-used"), description="Requests made in the window."
    )
    reset: tuple[HeaderName, ...] = Field(
        ("ratelimit-reset", "x-ratelimit-reset"), description="Seconds until the window ends."
    )
    remaining: tuple[HeaderName, ...] = Field(
        ("ratelimit-remaining", "x-ratelimit-remaining"), description="Requests left in the window."
    )


class ServiceSettings(_Table):
    """Properties of the service that its document states only in prose, or not at all."""

    name: str | None = Field(None, description="Human name of the service.")
    api_host: str | None = Field(
        None, description="Base URL template with `{domain}` for services with regions."
    )
    login_host: str | None = Field(None, description="Login URL template with `{domain}`.")
    token_path: str = Field("/oauth/token", description="Path of the token endpoint.")
    regions: dict[PlainName, str] = Field(
        default_factory=dict, description="Region name to its domain."
    )
    default_region: PlainName | None = Field(None, description="Region used when none is given.")
    env_prefix: str | None = Field(
        None,
        pattern=r"^[A-Z][A-Z0-9_]*$",
        description="Prefix of the environment names read by `Client.from_env()`; derived from the"
        " package name when absent.",
    )
    env: dict[EnvironmentKey, Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]] = (
        Field({}, description="Environment name of each setting.")
    )
    grants: tuple[Literal["authorization_code", "saml2_bearer"], ...] = Field(
        (), description="OAuth grants to emit although the document does not name them."
    )
    organization_field: PlainName | None = Field(
        None, description="Member of SAML2 token requests that names the organisation."
    )
    correlation_header: HeaderName = Field(
        "X-Request-Id", description="Response header with the correlation id."
    )
    error_fields: ErrorFieldSettings = ErrorFieldSettings.model_validate({})
    rate_limit: RateLimitSettings = RateLimitSettings.model_validate({})
    retry_statuses: tuple[Annotated[int, Field(ge=400, le=599)], ...] = Field(
        (408, 413, 429, 502, 503, 504),
        description="Statuses worth another attempt of an operation that may be repeated.",
    )
    user_agent: str | None = Field(
        None,
        pattern=r"^[!-~]+( [!-~]+)*$",
        description="Value of User-Agent; package and version when absent.",
    )
    error_model: str | None = Field(None, description="Schema of every error body.")
    permissions_extension: str | None = Field(
        None, description="Extension of an operation that names the permissions it needs."
    )
    error_codes_extension: str | None = Field(
        None, description="Extension of a response that names its error codes."
    )
    audience_extensions: list[str] = Field(
        default_factory=list,
        description="Extensions of an operation that name its audience, such as `internal`; the "
        "first one that is set counts, and `true` means `preview`.",
    )


class PagingSettings(_Table):
    """One pagination convention, used by every GET operation that has its members.

    A property of a property is written with a dot: `meta.next_cursor`.
    """

    style: Literal["next-uri", "cursor", "last-id", "page", "offset", "link"] = Field(
        description="How the next page is found."
    )
    items: str = Field(
        "entities",
        description="Property of the response that holds the items; empty where the response is "
        "the list itself.",
    )
    next: str | None = Field(
        None, description="Property of the response that leads to the next page."
    )
    parameter: str = Field(
        "after",
        description="Query parameter, or property of the JSON body, that selects the page; empty "
        "takes the whole query of a link.",
    )
    size: str | None = Field(None, description="Query parameter of the page's size.")
    more: str | None = Field(
        None, description="Property of the response that is `false` on the last page."
    )
    total: str | None = Field(
        None, description="Property of the response with the number of items of all pages."
    )


def _paging_kind(value: object) -> str:
    return "" if isinstance(value, (dict, PagingSettings)) else " "


# Blank tags: errors name the key without the variant that was tried.
OperationPaging = Annotated[
    Annotated[PagingSettings, Tag("")] | Annotated[Literal[False], Tag(" ")],
    Discriminator(_paging_kind),
]


class ParameterSettings(_Table):
    """Overrides of one parameter."""

    name: Identifier | None = Field(None, description="Python name.")
    positional: bool = Field(False, description="Accept it by position.")
    encode_model: str | None = Field(
        None, description="Schema accepted besides text; sent as base64 of its JSON."
    )


class OperationSettings(_Table):
    """Overrides of one operation, keyed by operationId."""

    name: DottedName | None = Field(None, description="Python name such as `flows.instances.get`.")
    body: Identifier | None = Field(None, description="Name of the body argument.")
    event_body: bool = Field(
        False, description="The body is any JSON; text and bytes are sent as they are."
    )
    idempotent: bool | None = Field(None, description="Safe to repeat; derived from the method.")
    paging: OperationPaging | None = Field(
        None,
        description="The [convention](#paging) of this operation, whatever its method; `false` "
        "turns pagination off.",
    )
    parameters: dict[str, ParameterSettings] = Field(default_factory=dict)


class Names(_Table):
    """Names to use instead of those derived from the document."""

    words: dict[str, str] = Field(
        default_factory=dict, description="Run-together word to its snake_case form."
    )
    schemas: dict[str, Identifier] = Field(
        default_factory=dict, description="Schema name to class name."
    )
    properties: dict[str, Identifier] = Field(
        default_factory=dict, description="`Schema.property` to attribute name."
    )


class Alias(_Table):
    """A name of an earlier release that still works.

    Args:
        kind: a method, an argument of one, a model, or an entry of ``OPERATIONS``.
        old: dotted name from the client, class name or operationId of the earlier release; an
            argument has the present name of its method in front, ``things.get.thing_id``.
        new: the present name, in the same form.
        since: the release that renamed it; the next major release drops it.
    """

    kind: Literal["argument", "method", "model", "operation"]
    old: str
    new: str
    since: SemanticVersion

    @model_validator(mode="after")
    def _names(self) -> Alias:
        word = r"[^\W\d_]\w*"
        patterns = {
            "argument": rf"{word}(\.{word})+\.{word}",
            "method": rf"{word}(\.{word})+",
            "model": word,
        }
        for name in (self.old, self.new):
            words = name.split(".") if self.kind != "operation" else []
            fits = re.fullmatch(patterns.get(self.kind, r".+"), name, re.DOTALL)
            if fits is None or any(map(keyword.iskeyword, words)):
                article = "an" if self.kind in {"argument", "operation"} else "a"
                raise ValueError(f"{name!r} is no name of {article} {self.kind}")
        owners = {name.rpartition(".")[0] for name in (self.old, self.new)}
        if self.kind == "argument" and len(owners) > 1:
            raise ValueError(f"{self.old!r} and {self.new!r} are arguments of two methods")
        return self

    @property
    def until(self) -> str:
        """The release that drops the old name."""
        return f"{int(self.since.partition('.')[0]) + 1}.0.0"


class Review(_Table):
    """Your code that uses the package, for `clientgen diff` and `clientgen update`."""

    code: list[str] = Field(
        default_factory=list,
        description="Files and folders, relative to the config: reports tell which of their lines "
        "have to change.",
    )
    checker: Literal["mypy", "pyright"] = Field(
        "mypy", description="The type checker that reads them."
    )


class _AliasFile(_Table):
    alias: tuple[Alias, ...] = ()


class ConfigFile(_Table):
    """The content of ``clientgen.toml``."""

    model_config = ConfigDict(title="Config")

    extract: Extract = Extract.model_validate({})
    package: Package = Package.model_validate({})
    service: ServiceSettings = ServiceSettings.model_validate({})
    paging: list[PagingSettings] = []
    names: Names = Names.model_validate({})
    operations: dict[str, OperationSettings] = {}
    review: Review = Review.model_validate({})


class Config(ConfigFile):
    """The content of ``clientgen.toml`` and of ``aliases.toml`` beside it.

    Args:
        aliases: names of earlier releases that still work, from ``aliases.toml``.
        source: display name of the file; empty without one.
    """

    source: str = ""
    aliases: tuple[Alias, ...] = ()


ALIASES = "aliases.toml"
"""Name of the file beside the configuration that holds `Config.aliases`."""


def config_schema() -> dict[str, Any]:
    """Describe the configuration as a JSON Schema, for editors.

    Returns:
        The schema; ``docs/clientgen.schema.json`` is a copy of it.
    """
    schema = ConfigFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def load_config(path: Path) -> Config:
    """Read a configuration file.

    Args:
        path: the TOML file.

    Returns:
        The configuration with defaults filled in.

    Raises:
        InputError: the file cannot be read, is not TOML, or has an unknown key or value.
    """
    if path.exists() and not path.is_file():
        # A pipe gives its text once, and a run reads it twice: for its hash and for its settings.
        raise InputError("the configuration is no regular file", source=str(path))
    config = parse_config(read_toml(path, "configuration"), str(path))
    aliases = path.parent / ALIASES
    if not aliases.exists():
        return config
    try:
        found = _AliasFile.model_validate(read_toml(aliases, "configuration"))
    except ValidationError as error:
        raise _refusal(error, str(aliases), _AliasFile) from error
    return config.model_copy(update={"aliases": found.alias})


def parse_config(data: dict[str, Any], source: str) -> Config:
    """Check a parsed configuration.

    Args:
        data: the parsed TOML.
        source: display name for messages.

    Returns:
        The configuration.

    Raises:
        InputError: a key or value is not known; an unknown key gets a suggestion.
    """
    try:
        found = ConfigFile.model_validate(data)
    except ValidationError as error:
        raise _refusal(error, source, ConfigFile) from error
    return Config(**dict(found), source=source)


# How pydantic lists the values of a `Literal` in what it reports.
_QUOTED = re.compile(r"'([^']+)'")


def _refusal(error: ValidationError, source: str, table: type[_Table]) -> InputError:
    """Describe the first error in one sentence, with a suggestion for an unknown key."""
    first = error.errors(include_url=False)[0]
    location = [text for part in first["loc"] if (text := str(part)).strip()]
    key = ".".join(location)
    if first["type"] == "literal_error":
        known = _QUOTED.findall(first["ctx"]["expected"]) if "ctx" in first else []
        hint = suggestion(str(first["input"]), known)
        return InputError(f"setting {key!r}: {first['msg']}{hint}", source=source)
    if first["type"] != "extra_forbidden":
        return InputError(f"setting {key!r}: {first['msg']}", source=source)
    hint = suggestion(location[-1], _keys_beside(location, table))
    return InputError(f"unknown setting {key!r}{hint}", source=source)


def _keys_beside(location: list[str], table: type[_Table]) -> list[str]:
    """List the known keys of the table that holds an unknown one."""
    schema = table.model_json_schema()
    node: dict[str, Any] = schema
    for part in location[:-1]:
        if is_number(part) and "items" in node:
            node = node["items"]
        else:
            known = node.get("properties", {}).get(part)
            node = known if known is not None else node.get("additionalProperties") or {}
        node = _table_of(node, schema["$defs"])
    return list(node.get("properties", {}))


def _table_of(node: dict[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The table that a node of the JSON Schema means, in a union the one that is a table."""
    while "$ref" in node:
        node = definitions[node["$ref"].rsplit("/", 1)[1]]
    variants = [_table_of(v, definitions) for v in node.get("anyOf") or node.get("oneOf") or ()]
    return next((variant for variant in variants if "properties" in variant), node)
