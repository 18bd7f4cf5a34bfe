"""What a step says once its references are looked up: does it fit what the verb takes?

Before that a reference may stand anywhere, so the schema can say nothing of its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from fakegithub.scenarios.language.grammar import explain, schema
from fakegithub.scenarios.language.references import as_text
from fakegithub.scenarios.language.source import Path, Source

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def fitted(verb: str, said: Any, resolved: Any, source: Source, path: Path) -> Any:
    """`resolved` as the verb takes it: a number where a text belongs becomes one. Raises ScenarioError."""
    if said == resolved:
        return resolved
    part = _schema(verb)
    made = _as_texts(part, resolved)
    if not isinstance(made, Mapping) or not isinstance(said, Mapping):
        _check(part, verb, (), made, source, path)
        return made
    for name, value in made.items():
        if said.get(name) != value:
            _check(part, verb, (name,), value, source, (*path, name))
    return made


def _check(part: Mapping[str, Any], verb: str, key: Path, value: Any, source: Source, path: Path) -> None:
    if not _is_json(value) or (key and key[0] not in part.get("properties", {})):
        return
    for error in _validator(verb, key).iter_errors(value):
        for problem in explain(error, source, path):
            raise problem


@cache
def _validator(verb: str, key: Path) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    part = _schema(verb)
    wanted = part["properties"][key[0]] if key else part
    return Draft202012Validator({"$defs": schema()["$defs"], **wanted})


def _schema(verb: str) -> dict[str, Any]:
    found: dict[str, Any] = schema()["$defs"]["step"]["properties"][verb]
    return found


def _as_texts(part: Mapping[str, Any], value: Any) -> Any:
    """Numbers as texts where nothing but a text may stand, down into lists and mappings."""
    while "$ref" in part:
        part = schema()["$defs"][part["$ref"].rpartition("/")[2]]
    if isinstance(value, Mapping):
        known, others = part.get("properties", {}), part.get("additionalProperties")
        rest = others if isinstance(others, Mapping) else {}
        return {name: _as_texts(known.get(name, rest), item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_texts(part.get("items", {}), item) for item in value]
    if isinstance(value, int | float) and part.get("type") == "string":
        return as_text(value)
    return value


def _is_json(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_json(item) for item in value.values())
    if isinstance(value, list):
        return all(_is_json(item) for item in value)
    return value is None or isinstance(value, str | int | float)
