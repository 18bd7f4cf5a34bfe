"""A handle on one schema of one document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any, Protocol

from fakegithub.spec.check import Checker, with_asserted_formats
from fakegithub.spec.facts import DEFINITION, RawSchema, subschemas
from fakegithub.spec.overlay import pointer_token


class Sampler(Protocol):
    """What `Schema.sample` needs of a projection."""

    def sample(self, schema: Schema, optional: bool) -> Any: ...


class Namespace:
    """The component schemas of one published document: a product's REST one or its webhooks one."""

    def __init__(
        self,
        pointer: str,
        names: Collection[str],
        load: Callable[[str], RawSchema],
        sampler: Callable[[], Sampler],
    ) -> None:
        self.pointer = pointer
        self.names = names
        self._load = load
        self._sampler = sampler
        self._schemas: dict[str, Schema] = {}

    @property
    def sampler(self) -> Sampler:
        return self._sampler()

    def definition(self, name: str) -> Schema:
        """A component, or a definition hoisted out of one (see pool.py)."""
        schema = self._schemas.get(name)
        if schema is None:
            schema = Schema(self, self._load(name), f"{self.pointer}/{pointer_token(name)}")
            self._schemas[name] = schema
        return schema


class Schema:
    """One schema. The same place of the same document is the same object, so it hashes by identity.

    `raw` is JSON Schema 2020-12, with references `#/$defs/NAME` into its namespace. `pointer` is a stable
    text for messages: `github.com#/rest/issue-comment/properties/user`.
    """

    def __init__(self, namespace: Namespace, raw: RawSchema, pointer: str) -> None:
        self.namespace = namespace
        self.raw = raw
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"<Schema {self.pointer}>"

    def resolve(self) -> Schema:
        """Follow `$ref` until there is none."""
        schema = self
        while "$ref" in schema.raw:
            schema = schema.namespace.definition(schema.raw["$ref"].removeprefix(DEFINITION))
        return schema

    @cached_property
    def definitions(self) -> Mapping[str, Schema]:
        """Every definition that this schema needs, by name: the closure over `$ref`."""
        found: dict[str, Schema] = {}
        waiting = list(references(self.raw))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.namespace.definition(name)
                waiting.extend(found[name].references)
        return found

    @cached_property
    def references(self) -> frozenset[str]:
        """The names of the definitions that the schema itself refers to."""
        return frozenset(references(self.raw))

    @cached_property
    def _checker(self) -> Checker:
        definitions = {name: schema._asserted for name, schema in self.definitions.items()}
        return Checker(self._asserted, definitions, self.pointer)

    @cached_property
    def _asserted(self) -> RawSchema:
        """`raw` without the formats that are only annotations."""
        asserted: RawSchema = with_asserted_formats(self.raw)
        return asserted

    def validate(self, instance: Any) -> None:
        """Raises errors.SchemaMismatch: instance path, schema path, value, and what the schema wants."""
        self._checker.validate(instance)

    def is_valid(self, instance: Any) -> bool:
        return self._checker.is_valid(instance)

    def errors(self, instance: Any) -> list[str]:
        """Every error with its path, in the instance's order; slow, for explanations."""
        return self._checker.errors(instance)

    def sample(self, optional: bool = False) -> Any:
        """A minimal valid value; with `optional`, every optional property as well."""
        return self.namespace.sampler.sample(self, optional)

    @cached_property
    def property_names(self) -> frozenset[str]:
        """All property names over all branches of oneOf, anyOf and allOf."""
        schema = self.resolve()
        names = set(schema.raw.get("properties", ()))
        for keyword in ("oneOf", "anyOf", "allOf"):
            for branch in schema.raw.get(keyword, ()):
                names |= Schema(self.namespace, branch, self.pointer).property_names
        return frozenset(names)


def references(raw: Any) -> set[str]:
    """The names of all definitions that `raw` refers to directly."""
    found: set[str] = set()
    waiting = [raw]
    while waiting:
        node = waiting.pop()
        if "$ref" in node:
            found.add(node["$ref"].removeprefix(DEFINITION))
        waiting.extend(member for _, member in subschemas(node))
    return found
