"""Drives datamodel-code-generator: one call gives every class and every annotation of the package.

The library sees an allow-listed copy: shapes under our own names, no description, no extension, no
example. Each operation is added as one more object whose members are its arguments and its answer,
so that a signature's types and a model's types come from the same hand.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clientgen.base.prose import LINE, docstring, docstring_lines, literal
from clientgen.base.resources import TEMPLATES
from clientgen.types.names import PROBE
from clientgen.types.order import ModelText, in_order
from clientgen.types.plan import ChoicePlan, FieldPlan, ModelPlan, ModelsPlan, UpdatePlan
from clientgen.types.shapes import ANY, Shape, Shaper

_MODEL_TEMPLATES = TEMPLATES / "models"


@dataclass(frozen=True, slots=True)
class Probe:
    """Places outside the models whose annotation is wanted.

    Args:
        key: the owner, such as an operationId.
        shapes: place → its shape and whether it must be given.
    """

    key: str
    shapes: Mapping[str, tuple[Shape, bool]]


@dataclass(frozen=True, slots=True)
class ModelsText:
    """What the library made.

    Args:
        models: classes and aliases in the order to emit.
        hints: (key, place) → annotation.
        fields: class name → attribute name → annotation.
    """

    models: tuple[ModelText, ...]
    hints: Mapping[tuple[str, str], str]
    fields: Mapping[str, Mapping[str, str]]


def write_models(plan: ModelsPlan, shaper: Shaper, probes: Iterable[Probe]) -> ModelsText:
    """Have every class and annotation written.

    Args:
        plan: the classes.
        shaper: makes shapes of schemas.
        probes: further places whose annotation is wanted.

    Returns:
        The sources and annotations.
    """
    probe_list = list(probes)
    shapes: dict[str, Shape] = {}
    data: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for model in plan.models:
        shapes[model.name] = _object(
            {
                field.name: (shaper.member(field.schema), field.required or field.present)
                for field in model.fields
            }
        )
        data[model.name] = {"clientgen": _template_data(model)}
    for alias in plan.aliases:
        shapes[alias.name] = shaper.alias(alias.schema)
    for index, probe in enumerate(probe_list):
        numbered = {f"p{at}": entry for at, entry in enumerate(probe.shapes.values())}
        shapes[f"{PROBE}{index}"] = _object(numbered)
    return _collected(_generate(shapes, data), plan, probe_list)


def _object(members: Mapping[str, tuple[Shape, bool]]) -> Shape:
    return {
        "type": "object",
        "properties": {name: shape for name, (shape, _) in members.items()},
        # Any JSON already holds None: `Json | None` would only make decoding slower.
        "required": [
            name for name, (shape, required) in members.items() if required or shape == ANY
        ],
    }


def _generate(shapes: Mapping[str, Shape], data: defaultdict[str, dict[str, Any]]) -> str:
    if not shapes:
        return ""
    # Imported here: it costs a third of a second that `--help` and refusals need not pay.
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType, OpenAPIScope
    from datamodel_code_generator.format import PythonVersion
    from datamodel_code_generator.parser import LiteralType

    document = {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": dict(sorted(shapes.items()))},
    }
    written = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        openapi_scopes=[OpenAPIScope.Schemas],
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        base_class="runtime.Model",
        custom_template_dir=_MODEL_TEMPLATES,
        extra_template_data=data,
        enum_field_as_literal=LiteralType.All,
        use_type_alias=True,
        keep_model_order=True,
        use_standard_collections=True,
        use_union_operator=True,
        formatters=[],
        disable_timestamp=True,
        allow_remote_refs=False,
    )
    if not isinstance(written, str):
        raise TypeError("the model library wrote several modules where one was asked for")
    return written


def _collected(source: str, plan: ModelsPlan, probes: list[Probe]) -> ModelsText:
    lines = source.splitlines()
    texts: list[ModelText] = []
    hints: dict[tuple[str, str], str] = {}
    fields: dict[str, dict[str, str]] = {}
    known = {model.name for model in plan.models}
    aliases = {alias.name for alias in plan.aliases}
    choices = {alias.name: alias.choice for alias in plan.aliases if alias.choice is not None}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            annotations = _annotations(node)
            if node.name.startswith(PROBE):
                probe = probes[int(node.name.removeprefix(PROBE))]
                for index, place in enumerate(probe.shapes):
                    hints[probe.key, place] = annotations[f"p{index}"]
            elif node.name in known:
                texts.append(ModelText(node.name, _text(lines, node), is_alias=False))
                fields[node.name] = annotations
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in aliases:
                choice = choices.get(target.id)
                text = _text(lines, node) if choice is None else _chosen(target.id, choice)
                texts.append(ModelText(target.id, text, is_alias=True))
    missing = (known | aliases) - {text.name for text in texts}
    if missing:
        raise LookupError(f"the model library left out {', '.join(sorted(missing))}")
    return ModelsText(in_order(texts), hints, fields)


def _chosen(name: str, choice: ChoicePlan) -> str:
    """A union whose classes are told apart by a member; an unknown value is kept all the same."""
    kinds = [f"Annotated[{found}, Tag({literal(found)})]" for found in choice.classes]
    kinds.append(f'Annotated[{choice.fallback}, Tag("")]')
    tags = ", ".join(f"{literal(tag)}: {literal(found)}" for tag, found in choice.tags)
    chooser = f"variant({literal(choice.member)}, {literal(choice.name)}, {{{tags}}})"
    union = " | ".join(kinds)
    return f"{name} = TypeAliasType({literal(name)}, Annotated[{union}, {chooser}])"


def _text(lines: list[str], node: ast.stmt) -> str:
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _annotations(node: ast.ClassDef) -> dict[str, str]:
    return {
        statement.target.id: ast.unparse(_bare(statement.annotation))
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }


def _bare(annotation: ast.expr) -> ast.expr:
    """What a reader of the attribute gets: `Present[...]` only speaks to the decoder."""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        return annotation.slice if annotation.value.id == "Present" else annotation
    return annotation


def _template_data(model: ModelPlan) -> dict[str, Any]:
    """What the class template prints, every decision taken."""
    return {
        "doc": docstring(docstring_lines(model.doc.raw, LINE - 7), 4),
        "fields": {
            field.name: {
                "present": field.present,
                "value": _value(field),
                "doc": docstring(
                    docstring_lines(" ".join([field.doc.raw, *field.facts]), LINE - 10), 4
                ),
            }
            for field in model.fields
        },
        "to_update": _update(model.update) if model.update else None,
    }


def _update(update: UpdatePlan) -> dict[str, str]:
    drop = "{" + ", ".join(map(literal, update.drop)) + "}" if update.drop else "()"
    return {"target": update.target, "changes": update.changes, "drop": drop}


def _value(field: FieldPlan) -> str:
    """What stands after the annotation: nothing, a default, the wire name `camel` misses."""
    if field.wire == camel(field.name):
        if field.required:
            return ""
        return f" = {_absent(field)}"
    wire = literal(field.wire)
    default = "" if field.required else f"default={_absent(field)}, "
    return f" = Field({default}validation_alias={wire}, serialization_alias={wire})"


def _absent(field: FieldPlan) -> str:
    """The default: typed as always there it still is None, so that no answer is refused."""
    return "_ABSENT" if field.present else "None"


def camel(name: str) -> str:
    """The wire name the runtime derives from an attribute name; others are emitted."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)
