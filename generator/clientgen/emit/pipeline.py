"""The pipeline from a document to files, one call per stage."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientgen import __version__
from clientgen.api import Api, build_api
from clientgen.base.configuration import Config
from clientgen.base.diagnostics import Diagnostic, InputError, with_positions
from clientgen.document.extract import extract, to_openapi31
from clientgen.document.load import Document, read
from clientgen.document.load.bundle import bundle
from clientgen.document.repair import repair
from clientgen.document.screen import screen
from clientgen.document.validate import violations
from clientgen.emit.render import render, sources
from clientgen.emit.verify_output import VerificationError, verify
from clientgen.files.owned_files import with_manifest
from clientgen.plan import PackagePlan, plan_package
from clientgen.plan.unused_settings import unused_settings

ProgressCallback = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Generated:
    """A package, not yet written.

    Args:
        files: path below the output directory → text, manifest included.
        diagnostics: the problems that did not stop the run.
        read: absolute path of every file of the document → SHA-256 of its content.
    """

    plan: PackagePlan
    api: Api
    files: dict[str, str]
    diagnostics: tuple[Diagnostic, ...]
    read: Mapping[str, str]


def load_api(
    spec: str | Path | Document,
    overlay: str | Path | None = None,
    progress: ProgressCallback = lambda stage: None,
    *,
    prefix: str | None = None,
    include: Sequence[str] = (),
) -> tuple[Api, Document, list[Diagnostic]]:
    """Read, screen, validate and repair a document.

    Args:
        spec: where the document is, or the document itself.
        overlay: repairs to apply, if any.
        progress: called with the name of each stage as it begins.
        prefix: path prefix of the operations to take.
        include: selectors of the operations to take; all without any and without a prefix.

    Returns:
        The API, the repaired document, and the diagnostics.

    Raises:
        InputError: the document or the overlay cannot be used.
    """
    progress("load")
    screened = screen(spec if isinstance(spec, Document) else bundle(read(spec)))
    document = to_openapi31(extract(screened, prefix=prefix, include=include))
    progress("validate")
    # Published documents violate the standard in places that do no harm; what does is refused when
    # the IR is built. `clientgen validate` and --strict refuse them all.
    diagnostics = violations(document)
    if overlay is not None:
        progress("repair")
        document, unused_actions = repair(document, read(overlay))
        diagnostics += unused_actions
        document = screen(document)
    api = build_api(document)
    return api, document, [*document.diagnostics, *diagnostics, *api.diagnostics]


def generate(
    spec: str | Path | Document,
    config: Config,
    *,
    overlay: str | Path | None = None,
    prefix: str | None = None,
    include: Sequence[str] = (),
    changelog: str | None = None,
    package: str | None = None,
    templates: Path | None = None,
    progress: ProgressCallback = lambda stage: None,
) -> Generated:
    """Make a package of a document.

    Args:
        spec: where the document is, or the document itself.
        config: the user's settings.
        overlay: repairs to apply, if any.
        prefix: path prefix of the operations to take.
        include: selectors of the operations to take; all without any and without a prefix.
        changelog: the package's changelog, laid beside it with the other project files.
        package: import name, over the configuration's.
        templates: a directory whose files stand for the templates of the same name.
        progress: called with the name of each stage as it begins.

    Returns:
        The package, verified, not written.

    Raises:
        InputError: something given cannot be used.
        VerificationError: what was generated is not whole, by a mistake of the generator's own.
    """
    sources(templates)  # Without templates there is nothing to begin with.
    api, document, diagnostics = load_api(spec, overlay, progress, prefix=prefix, include=include)
    progress("plan")
    plan = plan_package(api, config, name=package)
    # A slice of the API that one command asked for has no use for most settings.
    chosen = config.extract
    is_usual = (prefix, list(include)) in ((None, []), (chosen.prefix, chosen.include))
    unused = unused_settings(config, api, plan) if is_usual else []
    if keyword.iskeyword(plan.name):
        raise InputError(f"{plan.name!r} is a word of Python and no import name")
    progress("render")
    files = render(plan, templates)
    if changelog and "project" in plan.emit:
        files["CHANGELOG.md"] = changelog
    progress("verify")
    try:
        verify(files, api, plan, templates)
    except VerificationError as error:
        if templates is None:
            raise
        raise InputError(
            f"with these templates the package does not fit together: {error}",
            source=str(templates),
        ) from error
    facts = {
        "generator": __version__,
        "package": plan.name,
        "version": plan.version,
        "api_version": plan.api_version.raw,
        "document_sha256": document.sha256,
    }
    return Generated(
        plan,
        api,
        with_manifest(files, plan.name, facts),
        (*diagnostics, *with_positions(plan.diagnostics, document), *unused),
        document.files,
    )
