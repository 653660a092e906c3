"""The contents of the usage page of a package: its own names, and the programs it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from keyword import iskeyword

from clientgen.base import prose
from clientgen.base.configuration import ServiceSettings
from clientgen.plan.example_calls import ExampleCalls
from clientgen.plan.example_source import Source, call
from clientgen.plan.exports import package_exports
from clientgen.plan.package import Method, PackagePlan, SchemePlan
from clientgen.plan.usage_recipes import Program, Recipes, plan_recipes

_GRANTS = {
    "authorization_code": 'AuthorizationCode("client id", refresh_token="...")',
    "client_credentials": 'ClientCredentials("client id", "client secret")',
    "password": 'PasswordGrant("user", "password")',
    "saml2_bearer": 'Saml2Bearer("client id", "client secret", "organisation", "assertion")',
}
_MEANINGS = {
    "access_token": "a ready token",
    "client_id": "OAuth client id; with its secret a token is fetched when one is needed",
    "client_secret": "its secret, sent as HTTP Basic",
    "region": "where the service is: a member of `Region`, its name in any spelling, or its domain",
    "base_url": "the root of the API, such as a gateway",
    "login_url": "the root of the login service",
}


@dataclass(frozen=True, slots=True)
class Credential:
    """One keyword of the clients that the environment may hold.

    Args:
        keyword: the keyword.
        variable: the environment variable.
        meaning: what it is, in Markdown.
    """

    keyword: str
    variable: str
    meaning: str


@dataclass(frozen=True, slots=True)
class UsagePlan:
    """Everything that the usage page prints besides the plan of its package.

    A program without lines is one that the package has no use for.

    Args:
        credentials: the keywords that the environment may hold.
        construct: makes a client of what is given.
        grants: makes a client of each grant.
        login: takes a user through the browser.
        server: puts an address together from the variables of the document.
        regions: names of some regions.
        options: time and attempts of one call and of some.
        retry_statuses: statuses worth another attempt.
        errors: tells errors apart.
        listing: walks a listing.
        stream: reads a stream.
        undeclared: calls what the document does not know.
        recipes: programs on entities.
        exports: the names that the package exports.
        has_files: whether request bodies may be files.
        has_forms: whether there are bodies of several media types, or forms.
        has_streams: whether responses are read as they come.
        has_permissions: whether the document names permissions.
        has_scopes: whether it names OAuth scopes.
    """

    credentials: tuple[Credential, ...]
    construct: Program
    grants: Program
    login: Program
    server: Program
    regions: tuple[str, ...]
    options: Program
    retry_statuses: tuple[int, ...]
    errors: Program
    listing: Program
    stream: Program
    undeclared: Program
    recipes: Recipes
    exports: frozenset[str]
    has_files: bool
    has_forms: bool
    has_streams: bool
    has_permissions: bool
    has_scopes: bool


def plan_usage(plan: PackagePlan, calls: ExampleCalls) -> UsagePlan:
    """Plan the usage page.

    Args:
        plan: the package.
        calls: writes calls of its methods.

    Returns:
        What its template prints besides the plan.
    """
    service = plan.service
    exports = frozenset(export.name for export in package_exports(plan))
    reading = _easiest(plan, _is_single_read) or _easiest(plan, lambda method: True)
    single = _easiest(plan, lambda m: _is_single_read(m) and bool(_needed(m)))
    listing = _easiest(plan, lambda m: m.paging is not None)
    stream = _easiest(plan, lambda m: m.response_class == "StreamBody")
    kinds = {media.kind for method in plan.methods for media in method.sends}
    media = [media for method in plan.methods for media in method.responses]
    statuses = ServiceSettings.model_fields["retry_statuses"].default
    return UsagePlan(
        credentials=tuple(_credentials(plan)),
        construct=_constructed(plan, calls),
        grants=tuple(_grants(plan, calls)),
        login=tuple(_login(calls)) if service.authorization_url else (),
        server=tuple(_server(plan, calls)),
        regions=tuple(name.upper() for name, _ in service.regions[:3]),
        options=tuple(_options(calls, reading)) if reading else (),
        retry_statuses=service.retry_statuses or tuple(statuses),
        errors=tuple(error_program(calls, single)) if single else (),
        listing=tuple(_listing(calls, listing)) if listing else (),
        stream=tuple(calls.program(stream, is_async=False)) if stream else (),
        undeclared=tuple(_undeclared(plan, calls)),
        recipes=plan_recipes(plan, calls),
        exports=exports,
        has_files=bool(kinds & {"multipart", "text", "binary"}),
        has_forms=bool(kinds),
        has_streams=any(found.kind in ("lines", "events", "binary") for found in media),
        has_permissions=any(method.permissions for method in plan.methods),
        has_scopes=any(method.scopes for method in plan.methods),
    )


def error_program(calls: ExampleCalls, method: Method) -> Iterator[str]:
    """Write a program that tells errors apart.

    Args:
        calls: writes calls.
        method: what is called.

    Returns:
        Its lines.
    """
    found = calls.call(method)
    body = [
        "    try:",
        *found.lines(indent=8),
        "    except NotFoundError as error:",
        "        print(error.path_arguments, error.code, error.body)",
        "    except APIError as error:",
        "        print(error)  # One line, without a secret.",
    ]
    yield from calls.around(body, [found], names=["APIError", "NotFoundError"])


def _needed(method: Method) -> int:
    return sum(not argument.default for argument in method.arguments)


def _is_single_read(method: Method) -> bool:
    return method.operation.method == "GET" and method.paging is None


def _easiest(plan: PackagePlan, fits: Callable[[Method], bool]) -> Method | None:
    """The method of a kind that needs least; public ones that are not deprecated first."""
    found = [method for method in plan.methods if fits(method)]

    def rank(method: Method) -> tuple[bool, bool, int, str]:
        is_public = method.audience == "public"
        return not is_public, method.operation.deprecated, _needed(method), method.path

    return min(found, key=rank, default=None)


def _credentials(plan: PackagePlan) -> Iterator[Credential]:
    service = plan.service
    yield from (
        Credential(scheme.argument, scheme.variable, _scheme_meaning(scheme))
        for scheme in service.arguments
    )
    yield from (
        Credential(name, variable, _MEANINGS[name])
        for name, variable in service.env.items()
        if name in _MEANINGS
    )


def _scheme_meaning(scheme: SchemePlan) -> str:
    key = f"scheme `{prose.markdown(scheme.key)}`"
    if scheme.kind == "basic":
        return f"{key}: a pair of user and password; in the environment `user:password`"
    if scheme.kind == "bearer":
        return f"{key}: a token, a function that gives one, or a grant"
    location = "query parameter" if scheme.kind == "query" else scheme.kind
    return f"{key}: the key that is sent in the {location} `{prose.markdown(scheme.name)}`"


def _address(plan: PackagePlan) -> list[tuple[str, Source]]:
    """The address, where the document has none."""
    base = plan.service.base_url
    if plan.service.regions or (base and not base.startswith("/")):
        return []
    return [("base_url", Source(prose.literal(f"https://api.example.com{base}")))]


def _client(plan: PackagePlan, given: list[tuple[str, Source]]) -> list[str]:
    made = call("Client", [*given, *_address(plan)])
    return [*made.lines("with ", " as client:"), "    print(client.base_url)"]


def _constructed(plan: PackagePlan, calls: ExampleCalls) -> Program:
    service = plan.service
    given: list[tuple[str, Source]] = []
    if service.schemes is None:
        given = [(name, Source('"..."')) for name in ("client_id", "client_secret")]
    elif service.arguments:
        scheme = service.arguments[0]
        is_pair = scheme.kind == "basic"
        given = [(scheme.argument, Source('("user", "password")' if is_pair else '"..."'))]
    names = ["Client"]
    if service.schemes is None and service.regions:
        names.append("Region")
        given.append(("region", Source(f"Region.{service.regions[0][0].upper()}")))
    return (*calls.imports(names), *_client(plan, given))


def _grants(plan: PackagePlan, calls: ExampleCalls) -> Iterator[str]:
    granted = sorted(plan.service.grants)
    made = [_GRANTS[name] for name in granted]
    if not made:
        return
    yield from calls.imports(["Client", *(text.partition("(")[0] for text in made)])
    for text in made:
        yield from _client(plan, [("auth", Source(text))])


def _login(calls: ExampleCalls) -> Iterator[str]:
    yield from calls.imports(["AUTHORIZATION_URL", "AuthorizationRequest"])
    made = 'AuthorizationRequest(AUTHORIZATION_URL, "client id", "https://app.example/back")'
    yield f"login = {made}"
    yield "print(login.url)  # To be opened in the browser of the user."


def _server(plan: PackagePlan, calls: ExampleCalls) -> Iterator[str]:
    if plan.service.servers:
        yield from calls.imports(["SERVERS"])
        server = plan.service.servers[0]
        given = [(n, Source(prose.literal(v))) for n, v in server.defaults if n.isidentifier()]
        address = call("SERVERS[0].url", [one for one in given if not iskeyword(one[0])][:1])
        yield f"print({address.flat})  # For base_url."


def _options(calls: ExampleCalls, method: Method) -> Iterator[str]:
    found = calls.call(method, request=True)
    body = [
        "    patient = client.with_options(deadline=900, retries=6)",
        *found.lines("request = ", indent=4),
        '    response = patient.send(request, timeout=3, headers={"X-Team": "a"})',
        "    print(response.status, response.request_id, response.attempts, response.elapsed)",
    ]
    yield from calls.around(body, [found])


def _listing(calls: ExampleCalls, method: Method) -> Iterator[str]:
    found = calls.call(method)
    body = [
        *found.lines("listing = ", indent=4),
        "    print(listing.first())",
        "    print(len(listing.to_list(limit=50)))",
        "    for page in listing.pages():",
        "        print(len(page.items), page.response.status)",
    ]
    yield from calls.around(body, [found])


def _undeclared(plan: PackagePlan, calls: ExampleCalls) -> Iterator[str]:
    """A path of the document does as well as any, and the fake service knows it."""
    method = _easiest(plan, lambda m: _is_single_read(m) or m.paging is not None)
    if method is None or _needed(method) or method.server or not method.operation.path.isascii():
        return
    path = prose.literal(method.operation.path.partition("#")[0])
    yield from calls.around(
        [f'    response = client.request("GET", {path})', "    print(response.status)"]
    )
