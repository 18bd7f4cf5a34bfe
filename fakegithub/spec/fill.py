"""Minimal valid values for what nobody knows, made from the schema alone."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.spec.node import Node
from fakegithub.spec.shape import ALL_TYPES, Case


@dataclass(frozen=True, slots=True)
class Fill:
    """A required value that was missing. `pointer`: where it stands in the output (RFC 6901);
    `schema`: the pointer of the schema it was made from."""

    pointer: str
    schema: str


STRINGS: Mapping[str, str] = {
    "date-time": "2011-01-26T19:01:12Z",
    "date": "2011-01-26",
    "uri": "https://example.com/",
    "uri-template": "https://example.com/{/id}",
    "email": "octocat@example.com",
    "hostname": "example.com",
    "uuid": "00000000-0000-1000-8000-000000000000",
    "ip/cidr": "192.0.2.0/24",
    "repo.nwo": "octocat/hello-world",
}
# For `pattern`: what GitHub's patterns want is one of these. A test holds that for all patterns.
PATTERN_STRINGS = (
    "",
    "0",
    "a",
    "ab",
    "A",
    "0" * 7,
    "0" * 40,
    "0" * 64,
    "sha256:" + "0" * 64,
    *STRINGS.values(),
    "octocat",
    "/",
    "#000000",
    "ffffff",
    "1.0.0",
    "00:00",
    "2011-01-26T19:01:12+00:00",
    "refs/heads/main",
    "top",
    "first",
    "3.19.0",
    "1.00.0",
    "ssh-ed25519 AAAA",
)
# Which of several admitted types is the smallest to make.
TYPE_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")


class Filler:
    """Makes values. With `optional`: with every optional property, and nothing null that need not be."""

    def __init__(self, optional: bool) -> None:
        self._optional = optional

    def fill(self, node: Node, above: tuple[Node, ...] = ()) -> Any:
        """A minimal value that is valid for the node's schema.

        `above` are the nodes being filled around this one: where a schema contains itself, the inner one
        is null or as small as can be.
        """
        if node.nullable and (not self._optional or node in above):
            return None
        inside = (*above, node)
        ranked = sorted(node.cases, key=lambda case: case.types == {"null"})
        if len(ranked) == 1:
            return self._case(node, ranked[0], inside)
        # Two branches of a oneOf may both admit the minimal value, and only more properties tell them apart.
        fillers = (self,) if self._optional else (self, Filler(optional=True))
        return first_valid(node, (filler._case(node, case, inside) for filler in fillers for case in ranked))

    def _case(self, node: Node, case: Case, inside: tuple[Node, ...]) -> Any:
        listed = case.enumerated()
        if listed:
            return listed[0]
        # GitHub has defaults of another type than the schema's: "30" for an integer.
        if "default" in case.rules and node.is_valid(case.rules["default"]):
            return copy.deepcopy(case.rules["default"])
        if case.types == ALL_TYPES:
            return None
        kind = next(kind for kind in TYPE_ORDER if kind in case.types)
        if kind == "array":
            return self._array(node, case, inside)
        if kind == "object":
            return self._object(node, case, inside)
        return SCALARS[kind](case.rules)

    def _array(self, node: Node, case: Case, inside: tuple[Node, ...]) -> list[Any]:
        items = node.items(case)
        count = case.rules.get("minItems", 0)
        if self._optional and items.types and items not in inside:
            count = max(count, min(1, case.rules.get("maxItems", 1)))
        return [self.fill(items, inside) for _ in range(count)]

    def _object(self, node: Node, case: Case, inside: tuple[Node, ...]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name in case.names:
            child = node.property(case, name)
            if name in case.required or (self._optional and child not in inside):
                out[name] = self.fill(child, inside)
        more = (name for name in (*case.properties, "name", "key", "id") if name not in out)
        while len(out) < case.rules.get("minProperties", 0):
            name = next(more)
            out[name] = self.fill(node.property(case, name), inside)
        return out


def first_valid(node: Node, values: Any) -> Any:
    """The first value that the whole schema admits: oneOf wants exactly one branch to fit."""
    made = []
    for value in values:
        if node.is_valid(value):
            return value
        made.append(value)
    return made[0] if made else None


def make_string(rules: Mapping[str, Any]) -> str:
    if "pattern" in rules:
        pattern = re.compile(rules["pattern"])
        fitting = (text for text in PATTERN_STRINGS if pattern.search(text) and has_length(text, rules))
        return next(fitting, "")
    text = STRINGS.get(rules.get("format", ""), "")
    return text if has_length(text, rules) else "a" * rules.get("minLength", 0)


def has_length(text: str, rules: Mapping[str, Any]) -> bool:
    longest: int = rules.get("maxLength", len(text))
    shortest: int = rules.get("minLength", 0)
    return shortest <= len(text) <= longest


def make_integer(rules: Mapping[str, Any]) -> int:
    """The integer nearest to 0 that is admitted."""
    least = max(rules.get("minimum", -math.inf), rules.get("exclusiveMinimum", -math.inf) + 1)
    most = min(rules.get("maximum", math.inf), rules.get("exclusiveMaximum", math.inf) - 1)
    return math.ceil(least) if least > 0 else math.floor(most) if most < 0 else 0


SCALARS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "string": make_string,
    "integer": make_integer,
    "number": make_integer,
    "boolean": lambda _rules: False,
    "null": lambda _rules: None,
}
