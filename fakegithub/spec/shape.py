"""What a schema says about a value, with `$ref`, `allOf`, `oneOf` and `anyOf` worked out.

A schema becomes a list of *cases*: alternatives without any combination left in them. `allOf` intersects:
a property that several branches describe has to fit all of them, so it becomes an `allOf` itself, worked out
when somebody asks for it. `oneOf` and `anyOf` give one case per branch, each intersected with what stands
beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakegithub.spec.facts import RawSchema


def either(left: Any, right: Any) -> Any:
    return left or right


def common(left: list[Any], right: list[Any]) -> list[Any]:
    return [value for value in left if value in right]


def later(_left: Any, right: Any) -> Any:
    return right


ALL_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
# Constraints on scalars and sizes: how two of them combine.
COMBINE: Mapping[str, Callable[[Any, Any], Any]] = {
    "minimum": max,
    "maximum": min,
    "exclusiveMinimum": max,
    "exclusiveMaximum": min,
    "minLength": max,
    "maxLength": min,
    "minItems": max,
    "maxItems": min,
    "minProperties": max,
    "maxProperties": min,
    "uniqueItems": either,
    "enum": common,
    # Where the branches disagree on these, the later one says it for the narrower place.
    "format": later,
    "pattern": later,
    "default": later,
}


@dataclass(slots=True)
class Case:
    """One alternative. `additional` is None where the schema does not say."""

    types: frozenset[str] = ALL_TYPES
    properties: Mapping[str, Any] = field(default_factory=dict)
    required: Mapping[str, None] = field(default_factory=dict)
    additional: RawSchema | bool | None = None
    items: Any = None
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, None]:
        """All property names, the described ones first."""
        return dict.fromkeys((*self.properties, *self.required))

    @property
    def is_free(self) -> bool:
        """Nothing says what the object's members look like."""
        return not self.properties and self.additional is not False

    def enumerated(self) -> list[Any] | None:
        """The values that are allowed at all, if the schema lists them."""
        if "const" in self.rules:
            return [self.rules["const"]]
        values: list[Any] | None = self.rules.get("enum")
        return values


def cases_of(raw: Any, lookup: Callable[[str], RawSchema]) -> list[Case]:
    """All alternatives of a schema; none where it contradicts itself. `lookup` follows a `$ref`."""
    if raw is True or raw == {}:
        return [Case()]
    if raw is False:
        return [Case(types=frozenset())]
    if "$ref" in raw:
        return cases_of(lookup(raw["$ref"]), lookup)
    found = [own_case(raw)]
    for branch in raw.get("allOf", ()):
        found = intersections(found, cases_of(branch, lookup))
    for keyword in ("oneOf", "anyOf"):
        if keyword in raw:
            branches = [case for branch in raw[keyword] for case in cases_of(branch, lookup)]
            found = intersections(found, branches)
    return found


def own_case(raw: RawSchema) -> Case:
    """What the schema says itself, beside its branches."""
    types = admitted_types(raw)
    rules = {key: raw[key] for key in (*COMBINE, "const") if key in raw}
    return Case(
        types=types,
        properties=raw.get("properties", {}),
        required=dict.fromkeys(raw.get("required", ())),
        additional=raw.get("additionalProperties"),
        items=raw.get("items"),
        rules=rules,
    )


def admitted_types(raw: RawSchema) -> frozenset[str]:
    declared = raw.get("type")
    if declared is None:
        types = ALL_TYPES
    else:
        types = frozenset([declared] if isinstance(declared, str) else declared)
    if "number" in types:
        types |= {"integer"}
    values = [raw["const"]] if "const" in raw else raw.get("enum")
    # A `type` that admits null beside an `enum` that does not means: no null.
    return types if values is None else types & frozenset(json_type(value) for value in values) or types


def json_type(value: Any) -> str:
    """The JSON Schema type of a JSON value; an integer is `integer`."""
    if value is None:
        return "null"
    for kind, name in JSON_TYPES:
        if isinstance(value, kind):
            return name
    raise TypeError(f"{value!r} is not a JSON value")


JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def intersections(left: list[Case], right: list[Case]) -> list[Case]:
    """Each of the one with each of the other, as far as they do not exclude each other."""
    return [case for first in left for second in right if (case := intersect(first, second)) is not None]


def intersect(left: Case, right: Case) -> Case | None:
    """What both say together; None when no value can fit both."""
    types = left.types & right.types
    rules = combine_rules(left.rules, right.rules)
    if not types or rules.get("enum") == []:
        return None
    return Case(
        types=types,
        properties=combine_properties(left, right),
        required={**left.required, **right.required},
        additional=combine_additional(left.additional, right.additional),
        items=both(left.items, right.items),
        rules=rules,
    )


def combine_rules(left: Mapping[str, Any], right: Mapping[str, Any]) -> Mapping[str, Any]:
    if not left or not right:
        return left or right
    combined = {**left, **right}
    for key in left.keys() & right.keys() & COMBINE.keys():
        combined[key] = COMBINE[key](left[key], right[key])
    return combined


def combine_properties(left: Case, right: Case) -> Mapping[str, Any]:
    if not left.properties and left.additional in (None, True):
        return right.properties
    if not right.properties and right.additional in (None, True):
        return left.properties
    combined: dict[str, Any] = {}
    for name in (*left.properties, *right.properties):
        schema = both(member_schema(left, name), member_schema(right, name))
        if schema is not False:
            combined[name] = True if schema is None else schema
    return combined


def member_schema(case: Case, name: str) -> Any:
    """What the case says about one property: a schema, None for nothing, False for "not allowed"."""
    if name in case.properties:
        return case.properties[name]
    return None if case.additional is True else case.additional


def combine_additional(left: Any, right: Any) -> Any:
    if left is False or right is False:
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return both(left, right)
    return next((side for side in (left, right, left or right) if isinstance(side, dict)), left or right)


def both(left: Any, right: Any) -> Any:
    """A schema for what has to fit both; None stands for "anything"."""
    if left is None or right is None:
        return right if left is None else left
    if left is False or right is False:
        return False
    return left if left == right else {"allOf": [left, right]}
