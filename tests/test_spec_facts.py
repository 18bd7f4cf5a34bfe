"""OpenAPI 3.0 and 3.1 both come out as JSON Schema 2020-12, without prose."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from fakegithub.spec.facts import UnknownKeyword, schema_facts


@pytest.mark.parametrize(
    ("published", "facts"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "enum": ["a", None], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "description": "anything"}, {}),
        (
            {"nullable": True, "anyOf": [{"type": "string"}]},
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
        ),
        (
            {"nullable": True, "allOf": [{"$ref": "#/components/schemas/team"}]},
            {"anyOf": [{"allOf": [{"$ref": "#/$defs/team"}]}, {"type": "null"}]},
        ),
        ({"type": "integer", "nullable": False}, {"type": "integer"}),
        ({"type": ["string", "null"], "title": "State"}, {"type": ["string", "null"]}),
        (
            {"type": "string", "x-github-breaking-changes": [], "format": "uri"},
            {"type": "string", "format": "uri"},
        ),
        (
            {"additionalProperties": {"type": "string", "example": "x"}},
            {"additionalProperties": {"type": "string"}},
        ),
        ({"additionalProperties": False}, {"additionalProperties": False}),
    ],
)
def test_a_schema_keeps_its_facts(published: dict[str, Any], facts: dict[str, Any]) -> None:
    assert schema_facts(published) == facts


def test_properties_named_like_prose_stay_in_their_order() -> None:
    published = {
        "properties": {name: {"type": "string", "description": "…"} for name in ("title", "description", "a")}
    }
    assert list(schema_facts(published)["properties"]) == ["title", "description", "a"]


@pytest.mark.parametrize(
    "published",
    [
        {"type": "string", "nullable": True},
        {"type": "string", "enum": ["a", "b"], "nullable": True},
        {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        {"allOf": [{"type": "object"}], "nullable": True},
        {"type": "object", "anyOf": [{"type": "object", "required": ["a"]}], "nullable": True},
    ],
)
def test_nullable_admits_null_and_nothing_else_more(published: dict[str, Any]) -> None:
    facts = jsonschema_rs.Draft202012Validator(schema_facts(published))
    without = jsonschema_rs.Draft202012Validator(
        {key: value for key, value in published.items() if key != "nullable"}
    )
    assert facts.is_valid(None)
    for value in ("a", "c", 1, 1.5, True, [], {}, {"a": 1}):
        assert facts.is_valid(value) == without.is_valid(value)


def test_an_unknown_keyword_stops_the_refresh() -> None:
    with pytest.raises(UnknownKeyword, match="unevaluatedProperties"):
        schema_facts({"properties": {"a": {"unevaluatedProperties": False}}})


def test_a_reference_to_something_else_stops_the_refresh() -> None:
    with pytest.raises(UnknownKeyword, match="#/components/responses/x"):
        schema_facts({"$ref": "#/components/responses/x"})
