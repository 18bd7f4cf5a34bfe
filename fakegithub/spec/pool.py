"""One pool of definitions for all products: each text stands in it once.

Two things repeat in GitHub's documents. A component is mostly the same text in every product: it becomes one
*variant*, and a product says which variant it has. What a text refers to may differ between products, so a
`$ref` stays a component's name, which each product looks up for itself. And the webhook schemas inline the
same repository, user or pull request hundreds of times: such a sub-schema is *hoisted* into a definition of
its own, named after its title and a hash of its content, the same for every product.

Nothing gets lost: putting the hoisted definitions back gives the text from before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.spec.facts import DEFINITION, ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, RawSchema, subschemas

# A sub-schema is hoisted when its text is at least this long (characters) and stands in two places or more.
HOISTED_LENGTH = 100
# What tells a hoisted definition's name from a component's; no component has a dot in its name.
HOISTED_MARK = "."


def text_of(value: Any) -> str:
    """The canonical text: compact, in the document's own order."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Variants:
    """Distinct texts by name, numbered from 1 in the order in which they were first seen."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, int]] = defaultdict(dict)
        self._values: dict[str, list[Any]] = defaultdict(list)

    def add(self, name: str, value: Any) -> int:
        texts = self._texts[name]
        text = text_of(value)
        if text not in texts:
            texts[text] = len(texts) + 1
            self._values[name].append(value)
        return texts[text]

    def values(self) -> Iterable[Any]:
        for name in sorted(self._values):
            yield from self._values[name]

    def entries(self) -> dict[str, Any]:
        """`{key: value}`, sorted; see `variant_key`."""
        return {
            variant_key(name, number): value
            for name in sorted(self._values)
            for number, value in enumerate(self._values[name], 1)
        }


def variant_key(name: str, number: int) -> str:
    return name if number == 1 else f"{name}@{number}"


class Hoisting:
    """Finds the sub-schemas that repeat over many roots, and replaces them by references.

    `titles` names sub-schemas: canonical text to the titles that the documents give it.
    """

    def __init__(self, roots: Iterable[RawSchema], titles: Mapping[str, set[str]]) -> None:
        self.definitions: dict[str, RawSchema] = {}
        self._uses: Counter[str] = Counter()
        self._property_names: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        for root in roots:
            self._count(root)
        for text in sorted(text for text, uses in self._uses.items() if uses > 1):
            self._names[text] = hoisted_name(text, titles.get(text) or self._property_names[text])
        if len(set(self._names.values())) != len(self._names):
            raise ValueError("two hoisted definitions got the same name: lengthen the hash")
        for text, name in self._names.items():
            self.definitions[name] = self.apply_members(json.loads(text))

    def _count(self, schema: RawSchema) -> None:
        """Count each sub-schema once per distinct parent: what only repeats inside a repeated one stays."""
        for name, member in subschemas(schema):
            text = text_of(member)
            if len(text) < HOISTED_LENGTH:
                continue
            self._uses[text] += 1
            self._property_names[text].add(name)
            if self._uses[text] == 1:
                self._count(member)

    def apply(self, schema: Any) -> Any:
        """The schema with every hoisted sub-schema in it replaced by a reference."""
        if not isinstance(schema, dict):
            return schema
        name = self._names.get(text_of(schema))
        return {"$ref": DEFINITION + name} if name else self.apply_members(schema)

    def apply_members(self, schema: RawSchema) -> RawSchema:
        return map_members(schema, self.apply)


def map_members(schema: RawSchema, change: Any) -> RawSchema:
    """A copy of `schema` with each schema directly below it replaced by `change(schema)`."""
    changed: RawSchema = {}
    for key, value in schema.items():
        if key in SCHEMA_MAP:
            changed[key] = {name: change(member) for name, member in value.items()}
        elif key in SCHEMA_LIST:
            changed[key] = [change(branch) for branch in value]
        elif key in ONE_SCHEMA:
            changed[key] = change(value)
        else:
            changed[key] = value
    return changed


def hoisted_name(text: str, names: set[str]) -> str:
    # json.dumps writes lone surrogates and the like as they are; none stand in the documents.
    digest = hashlib.sha256(text.encode()).hexdigest()[:7]
    slug = re.sub(r"[^a-z0-9]+", "-", min(names, key=lambda name: (len(name), name)).lower()).strip("-")
    return f"{slug or 'schema'}{HOISTED_MARK}{digest}"


def expand(schema: Any, definitions: Mapping[str, RawSchema]) -> Any:
    """Undo hoisting: put the hoisted definitions back where they came from. References by name stay."""
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref", "").removeprefix(DEFINITION)
    if HOISTED_MARK in name:
        return expand(definitions[name], definitions)
    return map_members(schema, lambda member: expand(member, definitions))
