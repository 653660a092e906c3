"""Swagger 2.0 to OpenAPI 3.1: paths, operations and responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientgen.base.pointers import escape, follow, pointer_of
from clientgen.base.untyped import Json, as_list, as_map
from clientgen.document.extract.dialect import Rewrite, to_2020
from clientgen.document.extract.keys import requirements_renamed
from clientgen.document.extract.parameters import Given, form_body, json_body, parameter
from clientgen.document.load.grammar import METHODS

_BODY = ("body", "formData")
_JSON = "application/json"


def _types(value: Json) -> list[str]:
    return [item for item in as_list(value) or () if isinstance(item, str)]


class OperationConverter:
    """Converts the paths of a document.

    Args:
        root: the Swagger 2.0 document.
        rewrite: maps references.
        keys: key of a security scheme → its new one.
        origins: receives where converted parts came from.
    """

    def __init__(
        self,
        root: dict[str, Json],
        rewrite: Rewrite,
        keys: Mapping[str, str],
        origins: dict[str, str],
    ) -> None:
        self._root = root
        self._rewrite = rewrite
        self._keys = keys
        self._origins = origins
        self.consumes = _types(root.get("consumes"))
        self.produces = _types(root.get("produces"))

    def schema(self, value: Json) -> Json:
        """Convert a schema; see :func:`clientgen.document.extract.dialect.to_2020`."""
        return to_2020(value, self._rewrite)

    def servers(self, schemes: Json) -> list[Json]:
        """Build servers from host, base path and schemes.

        Args:
            schemes: the ``schemes`` of the document or of an operation.

        Returns:
            One server for each scheme; none when the document names no host and no base path.
        """
        host, base = self._root.get("host"), self._root.get("basePath")
        path = str(base or "").rstrip("/")
        if not isinstance(host, str) or not host:
            return [{"url": path}] if path else []
        return [{"url": f"{scheme}://{host}{path}"} for scheme in _types(schemes) or ["https"]]

    def paths(self, value: Json) -> Json:
        """Convert the paths.

        Args:
            value: the ``paths`` of the document.

        Returns:
            They in OpenAPI 3.1.
        """
        return {
            path: item if path.startswith("x-") else self._path_item(item, f"/paths/{escape(path)}")
            for path, item in (as_map(value) or {}).items()
        }

    def _path_item(self, value: Json, at: str) -> Json:
        node = as_map(value)
        if node is None:
            return value
        shared = self._given(node.get("parameters"), f"{at}/parameters")
        # OpenAPI 3 has no body beside the operation, so a shared one goes into each of them.
        bodies = [given for given in shared if given.location in _BODY]
        result: dict[str, Json] = {}
        for name, item in node.items():
            if name in METHODS and as_map(item) is not None:
                result[name] = self._operation(item, f"{at}/{name}", bodies)
            elif name == "parameters":
                if left := self._parameters(item, f"{at}/{name}"):
                    result[name] = left
            elif name == "$ref" and isinstance(item, str):
                result[name] = self._rewrite(item)
            else:
                result[name] = item
        return result

    def _operation(self, node: dict[str, Json], at: str, shared: list[Given]) -> dict[str, Json]:
        consumes = _types(node["consumes"]) if "consumes" in node else self.consumes
        produces = _types(node["produces"]) if "produces" in node else self.produces
        own = self._given(node.get("parameters"), f"{at}/parameters")
        bodies = [given for given in own if given.location in _BODY]
        body = self._body(bodies or shared, consumes, f"{at}/requestBody")
        result: dict[str, Json] = {}
        for name, value in node.items():
            if name == "parameters":
                if left := self._parameters(value, f"{at}/parameters"):
                    result[name] = left
            elif name == "responses":
                result[name] = self._responses(value, produces, f"{at}/responses")
            elif name == "security":
                result[name] = requirements_renamed(value, self._keys)
            elif name == "schemes":
                result["servers"] = self.servers(value)
                self._origins[f"{at}/servers"] = f"{at}/schemes"
            elif name == "consumes":
                if body is None and consumes:
                    result["x-consumes"] = value
            elif name == "produces":
                if produces and not self._answers_with_content(node):
                    result["x-produces"] = value
            else:
                result[name] = value
        if body is not None:
            result["requestBody"] = body
        return result

    def _follow(self, value: Json, pointer: str) -> tuple[dict[str, Json] | None, str]:
        """Follow references to a shared parameter or response; the screen made the chains end."""
        node, pointer = follow(self._root, value, pointer)
        return as_map(node), pointer

    def _given(self, value: Json, at: str) -> list[Given]:
        found: list[Given] = []
        for index, item in enumerate(as_list(value) or ()):
            node, pointer = self._follow(item, f"{at}/{index}")
            if node is not None:
                found.append(Given(node, pointer))
        return found

    def is_body(self, value: Json) -> bool:
        """Tell whether a shared parameter is a body or a form field.

        Args:
            value: a parameter of the document's ``parameters``.

        Returns:
            Whether it becomes a request body.
        """
        node, _ = self._follow(value, "")
        return node is not None and node.get("in") in _BODY

    def shared_parameter(self, value: Json, at: str, old: str) -> Json:
        """Convert a shared parameter.

        Args:
            value: the parameter.
            at: where it will stand.
            old: where it stands.

        Returns:
            A parameter, or a request body.
        """
        node, pointer = self._follow(value, old)
        if node is None:
            return value
        if node.get("in") in _BODY:
            return self._body([Given(node, pointer)], self.consumes, at)
        self._origins[f"{at}/schema"] = pointer
        return parameter(node, self._rewrite)

    def _parameters(self, value: Json, at: str) -> list[Json]:
        result: list[Json] = []
        for index, item in enumerate(as_list(value) or ()):
            node, _ = self._follow(item, "")
            if node is not None and node.get("in") in _BODY:
                continue
            here, old = f"{at}/{len(result)}", f"{at}/{index}"
            self._origins[here] = old
            given = as_map(item)
            if given is None:
                result.append(item)
            elif isinstance(text := given.get("$ref"), str):
                result.append({**given, "$ref": self._rewrite(text)})
            else:
                self._origins[f"{here}/schema"] = old
                result.append(parameter(given, self._rewrite))
        return result

    def _body(self, given: list[Given], consumes: Sequence[str], at: str) -> dict[str, Any] | None:
        for parameter_ in given:
            if parameter_.location == "body":
                return json_body(parameter_, consumes, self._rewrite, at, self._origins)
        return form_body(given, consumes, self._rewrite, at, self._origins) if given else None

    def _answers_with_content(self, node: dict[str, Json]) -> bool:
        for response in (as_map(node.get("responses")) or {}).values():
            found, _ = self._follow(response, "")
            if found is not None and ("schema" in found or "examples" in found):
                return True
        return False

    def _responses(self, value: Json, produces: list[str], at: str) -> Json:
        result: dict[str, Json] = {}
        for status, item in (as_map(value) or {}).items():
            here = f"{at}/{escape(status)}"
            node = as_map(item)
            if status.startswith("x-") or node is None:
                result[status] = item
            elif isinstance(text := node.get("$ref"), str):
                found, pointer = self._follow(item, here)
                if produces != self.produces and found is not None and "schema" in found:
                    # The shared response has the document's media types, not this operation's.
                    self._origins[here] = pointer
                    result[status] = self.response(found, produces, here, pointer)
                else:
                    result[status] = {**node, "$ref": self._rewrite(text)}
            else:
                result[status] = self.response(item, produces, here, here)
        return result

    def response(self, value: Json, produces: list[str], at: str, old: str) -> Json:
        """Convert a response.

        Args:
            value: the response.
            produces: media types it may come in.
            at: where it will stand.
            old: where it stands.

        Returns:
            The response with its schema and examples under ``content``.
        """
        node = as_map(value)
        if node is None:
            return value
        if isinstance(text := node.get("$ref"), str):
            return {**node, "$ref": self._rewrite(text)}
        result: dict[str, Json] = {}
        for name, item in node.items():
            if name == "headers":
                result[name] = {
                    header: self._header(
                        field, f"{at}/headers/{escape(header)}", old + pointer_of(name, header)
                    )
                    for header, field in (as_map(item) or {}).items()
                }
            elif name not in ("schema", "examples"):
                result[name] = item
        if content := self._content(node, produces, at, old):
            result["content"] = content
        return result

    def _header(self, value: Json, at: str, old: str) -> Json:
        node = as_map(value)
        if node is None:
            return value
        self._origins[f"{at}/schema"] = old
        header = parameter({**node, "in": "header"}, self._rewrite)
        del header["in"]
        return header

    def _content(
        self, node: dict[str, Json], produces: list[str], at: str, old: str
    ) -> dict[str, Json]:
        examples = as_map(node.get("examples")) or {}
        content: dict[str, Json] = {}
        if "schema" in node:
            is_file = (as_map(node["schema"]) or {}).get("type") == "file"
            default = "application/octet-stream" if is_file else _JSON
            for media_type in produces or [default]:
                content[media_type] = {"schema": self.schema(node["schema"])}
                self._origins[f"{at}/content/{escape(media_type)}/schema"] = f"{old}/schema"
        for media_type, example in examples.items():
            content.setdefault(media_type, {})["example"] = example
            here = f"{at}/content/{escape(media_type)}/example"
            self._origins[here] = old + pointer_of("examples", media_type)
        return content
