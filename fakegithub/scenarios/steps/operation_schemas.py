"""The part of schemas/scenario.schema.json that makes a step of every operation.

It is generated from GitHub's documents and from the simulated verbs: names of parameters, their types and
enumerations, nothing else. Editors complete and explain it. `python -m fakegithub.scenarios.pages` writes it,
one operation a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fakegithub.operations.operation import OPERATIONS, Operation
from fakegithub.scenarios.language.grammar import LAST_OWN_KEY, own_verbs
from fakegithub.scenarios.steps.named import NAMED
from fakegithub.scenarios.steps.performing import is_unsaid, keys, kinds, required
from fakegithub.spec import DOCUMENTS, OperationSpec, Schema, document

SCHEMA = "scenario.schema.json"
_DEPTH = 3
# Longer lists are data rather than words to choose from.
_MOST_WORDS = 40
_SUBJECTS = ("pull_request", "issue")
# What may be given as a reference, too, which is a text until it is looked up.
_REFERABLE = ("boolean", "integer", "number")
# By the kinds that parameters of simulated verbs are written with.
_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    (r"(Iterable|Sequence)\[(str|Repository)\]", {"type": "array", "items": {"type": "string"}}),
    (r"(Iterable|Sequence)\[int\]", {"type": "array", "items": {"type": "integer"}}),
    (r"(Iterable|Sequence)\[Mapping.*", {"type": "array", "items": {"type": "object"}}),
    (r"Mapping.*|Files|Permissions", {"type": "object"}),
    (r"bool", {"$ref": "#/$defs/boolean"}),
    (r"int \| str|str \| int", {"$ref": "#/$defs/made"}),
    (r"int", {"$ref": "#/$defs/integer"}),
    (r"str|datetime", {"type": "string"}),
)
_BLOCK = re.compile(
    rf'(?P<own>\n {{6}}"properties": {{\n {{8}}"name".*?\n {{8}}"{LAST_OWN_KEY}": {{.*?\n {{8}}}}),?'
    r'(?P<generated>(?:\n {8}"[^\n]*)*)(?P<rest>\n {6}},\n {6}"additionalProperties": false)',
    re.DOTALL,
)


def operation_schemas() -> dict[str, dict[str, Any]]:
    """The schema of a step's parameters for each operation that has no verb of its own, by name."""
    own = set(own_verbs())
    return {id: _of(OPERATIONS[id]) for id in sorted(OPERATIONS) if id not in own}


def with_operations(text: str) -> str:
    """The text of the schema with its generated block as it must be now. Raises ValueError."""
    lines = [f'        "{id}": {_compact(part)}' for id, part in operation_schemas().items()]
    block = ",\n".join(lines)
    made, count = _BLOCK.subn(lambda match: f"{match['own']},\n{block}{match['rest']}", text, count=1)
    if not count:
        raise ValueError(f"the schema has no step whose last own key is {LAST_OWN_KEY}")
    return made


def _compact(part: Mapping[str, Any]) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(", ", ": "))


def _of(operation: Operation) -> dict[str, Any]:
    specs = [
        known.operations[operation.id]
        for known in map(document, DOCUMENTS)
        if operation.id in known.operations
    ]
    found: dict[str, Any] = {"type": "object", "description": _description(operation, specs)}
    found["properties"] = {name: _parameter(operation, specs, name) for name in keys(operation)}
    needed = [name for name in sorted(required(operation)) if not is_unsaid(operation, name)]
    if needed:
        found["required"] = needed
    return {**found, "additionalProperties": False}


def _description(operation: Operation, specs: list[OperationSpec]) -> str:
    where = f"{specs[0].method.upper()} {specs[0].path}" if specs else "Has no route"
    emits = f"; emits {', '.join(sorted(operation.emits))}" if operation.emits else ""
    return where + emits


def _parameter(operation: Operation, specs: list[OperationSpec], name: str) -> dict[str, Any]:
    if name not in operation.parameters:
        return {"$ref": f"#/$defs/{_named(name)}"}
    if name in NAMED:
        return {"$ref": "#/$defs/made"}
    for spec in specs:
        schema = _schema(spec, name)
        if schema is not None:
            return _shape(schema, _DEPTH)
    return _of_kind(kinds(operation.id)[name])


def _named(key: str) -> str:
    return "repository-name" if key == "repository" else "subject" if key in _SUBJECTS else "made"


def _of_kind(kind: str) -> dict[str, Any]:
    options = [part for part in kind.split(" | ") if part not in ("None", "Unset")]
    text = " | ".join(options)
    return next((found for pattern, found in _KINDS if re.fullmatch(pattern, text)), {})


def _schema(spec: OperationSpec, name: str) -> Schema | None:
    for parameter in spec.parameters:
        if parameter.name == name:
            return parameter.schema
    return next(_properties(spec.body, name), None) if spec.body is not None else None


def _properties(schema: Schema, name: str) -> Iterator[Schema]:
    """The property in whichever branch of a body has it."""
    found = schema.resolve()
    if name in found.raw.get("properties", {}):
        yield Schema(found.namespace, found.raw["properties"][name], found.pointer)
    for keyword in ("oneOf", "anyOf", "allOf"):
        for branch in found.raw.get(keyword, ()):
            yield from _properties(Schema(found.namespace, branch, found.pointer), name)


def _shape(schema: Schema, depth: int) -> dict[str, Any]:
    """Types and enumerations, down to `depth`; an empty schema where there is no saying."""
    raw = schema.resolve().raw
    branches = [*raw.get("oneOf", ()), *raw.get("anyOf", ())]
    if branches:
        return _any_of([_shape(_part(schema, branch), depth) for branch in branches])
    words = raw.get("enum")
    if words is not None:
        return _words(words)
    types = raw.get("type")
    if types is None:
        return {}
    return _any_of([_of_type(schema, kind, depth) for kind in ([types] if isinstance(types, str) else types)])


def _part(schema: Schema, raw: Any) -> Schema:
    return Schema(schema.namespace, raw, schema.pointer)


def _words(words: list[Any]) -> dict[str, Any]:
    if not all(isinstance(word, str) for word in words if word is not None):
        return {}
    if len(words) > _MOST_WORDS:
        return {"type": "string"}
    texts = {"type": "string", "enum": [word for word in words if word is not None]}
    options = [texts, {"$ref": "#/$defs/reference"}, *([{"type": "null"}] if None in words else [])]
    return {"anyOf": options}


def _of_type(schema: Schema, kind: str, depth: int) -> dict[str, Any]:
    raw = schema.resolve().raw
    if kind in _REFERABLE:
        return {"$ref": f"#/$defs/{kind}"}
    if kind == "array" and "items" in raw and depth:
        items = _shape(_part(schema.resolve(), raw["items"]), depth - 1)
        return {"type": "array", **({"items": items} if items else {})}
    if kind == "object" and raw.get("properties") and depth:
        own = schema.resolve()
        parts = {name: _shape(_part(own, part), depth - 1) for name, part in raw["properties"].items()}
        return {"type": "object", "properties": dict(sorted(parts.items()))}
    return {"type": kind}


def _any_of(options: list[dict[str, Any]]) -> dict[str, Any]:
    """One of these; nothing is said when one of them says nothing."""
    if any(not option for option in options):
        return {}
    flat = [inner for option in options for inner in option.get("anyOf", [option])]
    different = list({_compact(option): option for option in flat}.values())
    return different[0] if len(different) == 1 else {"anyOf": different}
