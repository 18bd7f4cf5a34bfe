"""All null and minimal: what a value may lose without ceasing to fit its schema."""

from __future__ import annotations

from typing import Any

from fakegithub.spec import Schema, all_null, minimal
from fakegithub.spec.schema import Namespace


def schema(raw: dict[str, Any]) -> Schema:
    def nothing() -> Any:
        raise AssertionError("no samples here")

    return Schema(Namespace("test", (), lambda name: {}, nothing), raw, "test")


USER = {
    "type": "object",
    "properties": {"login": {"type": "string"}, "email": {"type": ["string", "null"]}},
    "required": ["login", "email"],
}
ISSUE = schema(
    {
        "type": "object",
        "properties": {
            "number": {"type": "integer"},
            "body": {"type": ["string", "null"]},
            "user": USER,
            "closed_by": {"anyOf": [USER, {"type": "null"}]},
            "assignees": {"type": "array", "items": USER},
            "draft": {"type": "boolean"},
        },
        "required": ["number", "user", "body"],
    }
)
OCTOCAT = {"login": "octocat", "email": "octocat@example.com"}
VALUE = {
    "number": 1,
    "body": "text",
    "user": OCTOCAT,
    "closed_by": OCTOCAT,
    "assignees": [OCTOCAT],
    "draft": False,
    "unknown": "kept",
}


def test_all_null_is_null_wherever_that_fits() -> None:
    quiet = {"login": "octocat", "email": None}
    assert all_null(ISSUE, VALUE) == {
        "number": 1,
        "body": None,
        "user": quiet,
        "closed_by": None,
        "assignees": [quiet],
        "draft": False,
        "unknown": "kept",
    }


def test_minimal_has_only_what_is_required() -> None:
    assert minimal(ISSUE, VALUE) == {"number": 1, "body": "text", "user": OCTOCAT}


def test_a_branch_that_would_not_fit_any_more_stays_as_it_is() -> None:
    either = schema(
        {
            "oneOf": [
                {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                {
                    "type": "object",
                    "properties": {"b": {"type": "string"}},
                    "required": ["b"],
                    "maxProperties": 1,
                },
            ]
        }
    )
    assert minimal(either, {"a": "1", "c": "2"}) == {"a": "1"}
    assert minimal(either, {"b": "1"}) == {"b": "1"}


def test_the_value_itself_is_not_changed() -> None:
    before = repr(VALUE)
    all_null(ISSUE, VALUE)
    minimal(ISSUE, VALUE)
    assert repr(VALUE) == before
