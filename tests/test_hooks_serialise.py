"""The bytes of a payload: those of JSON.stringify, but for the case of escapes, as GitHub writes them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakegithub.hooks.serialise import form_body, serialise

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, None, True], "b": {}}, b'{"a":[1,null,true],"b":{}}'),
        ("</script> & http://x/y", b'"</script> & http://x/y"'),
        ("grün ☃ 🐙", '"grün ☃ 🐙"'.encode()),
        ("\x1b[0m", b'"\\u001B[0m"'),
        ("\x00\x0b\x7f", b'"\\u0000\\u000B\x7f"'),
        ('\b\t\n\f\r"\\', b'"\\b\\t\\n\\f\\r\\"\\\\"'),
        # A backslash that somebody wrote, followed by what looks like an escape.
        ("\\u001b\x1b", b'"\\\\u001b\\u001B"'),
        ({"0.5": 0.5, "whole": 2.0, "in": [1.0, -3.0]}, b'{"0.5":0.5,"whole":2,"in":[1,-3]}'),
        (1.0, b"1"),
        ("costs 1.0", b'"costs 1.0"'),
        ({"text": "1.0,", "number": 1}, b'{"text":"1.0,","number":1}'),
    ],
)
def test_bytes_are_those_of_github(value: Any, expected: bytes) -> None:
    assert serialise(value) == expected


@settings(deadline=None)
@given(JSON)
def test_what_is_read_back_is_what_was_meant(value: Any) -> None:
    body = serialise(value)
    assert json.loads(body) == value
    assert json.loads(parse_qs(form_body(body).decode())["payload"][0]) == value


@settings(deadline=None)
@given(JSON)
def test_only_the_case_of_escapes_differs_from_a_compact_json_dump(value: Any) -> None:
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert serialise(value).lower() == compact.lower()


def test_a_form_body_is_encoded_as_in_githubs_own_deliveries() -> None:
    zen = serialise({"zen": "Avoid administrative distraction.", "hook_id": 1881347})
    assert form_body(zen) == (
        b"payload=%7B%22zen%22%3A%22Avoid+administrative+distraction.%22%2C%22hook_id%22%3A1881347%7D"
    )
    assert form_body(b"*/:-._A1") == b"payload=%2A%2F%3A-._A1"
