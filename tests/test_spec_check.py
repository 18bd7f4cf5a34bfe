"""What checking says, and that both validators mean the same by it."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakegithub.errors import SchemaMismatch
from fakegithub.spec import Schema, document
from fakegithub.spec.check import Checker

COMMENT = document("github.com").operations["issues/create-comment"].body
PULL_REQUEST = document("github.com").webhooks["pull_request.opened"].schema
TIMES = [
    "2011-01-26T19:01:12Z",
    "2011-01-26T19:01:12.123Z",
    "2011-01-26t19:01:12z",
    "2011-01-26T19:01:12+02:00",
    "2011-01-26T19:01:12-07:00",
    "2011-01-26T19:01:12",
    "2011-01-26 19:01:12Z",
    "2011-02-30T19:01:12Z",
    "2011-01-26T24:00:00Z",
    "2011-01-26T19:60:12Z",
    "2011-01-26T19:01:12+0200",
    "2011-01-26T19:01:12+24:00",
    "2011-1-26T19:01:12Z",
    "yesterday",
    "",
    "٢٠١١-01-26T19:01:12Z",
]


def test_a_fitting_instance_passes() -> None:
    assert COMMENT is not None
    COMMENT.validate({"body": "Me too"})


def test_a_mismatch_names_instance_path_value_schema_and_schema_path() -> None:
    payload = PULL_REQUEST.sample()
    payload["pull_request"]["user"]["login"] = None
    with pytest.raises(SchemaMismatch) as caught:
        PULL_REQUEST.validate(payload)
    message = str(caught.value)
    assert message.startswith("/pull_request/user/login: None is not of type 'string'")
    assert "github.com#/webhooks/webhook-pull-request-opened at " in message
    assert "/properties/pull_request" in message


def test_a_large_value_is_shortened() -> None:
    with pytest.raises(SchemaMismatch) as caught:
        PULL_REQUEST.validate({"number": "x" * 10_000})
    assert len(str(caught.value)) < 1_000


def test_errors_lists_everything_that_is_wrong() -> None:
    body = document("github.com").operations["issues/create"].body
    assert body is not None
    assert [error.partition(":")[0] for error in body.errors({"labels": 1, "body": 2})] == [
        "/",
        "/body",
        "/labels",
    ]


def test_errors_of_a_fitting_instance_is_empty() -> None:
    assert COMMENT is not None
    assert COMMENT.errors({"body": "Me too"}) == []


@pytest.mark.parametrize("format", ["date-time", "date"])
@pytest.mark.parametrize("text", [*TIMES, *(text[:10] for text in TIMES)])
def test_both_validators_read_times_alike(format: str, text: str) -> None:
    checker = Checker({"type": "string", "format": format}, {}, "test")
    assert checker.is_valid(text) == (not checker.errors(text))


@given(
    st.from_regex(
        re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII),
        fullmatch=True,
    )
)
def test_both_validators_read_any_time_alike_but_for_leap_seconds(text: str) -> None:
    # Which minute may have a 60th second is a matter of opinion; GitHub never sends one.
    if text[17:19] != "60":
        checker = Checker({"type": "string", "format": "date-time"}, {}, "test")
        assert checker.is_valid(text) == (not checker.errors(text))


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_every_real_time_is_admitted(moment: datetime, day: date) -> None:
    assert Checker({"format": "date-time"}, {}, "test").is_valid(f"{moment:%Y-%m-%dT%H:%M:%S}Z")
    assert Checker({"format": "date"}, {}, "test").is_valid(day.isoformat())


@pytest.mark.parametrize("format", ["uri", "uri-template", "email", "hostname"])
def test_formats_that_githubs_documents_do_not_mean_are_not_asserted(format: str) -> None:
    github = document("github.com")
    schema = Schema(github.rest, {"type": "string", "format": format}, "test")
    assert schema.is_valid("")
    assert schema.errors("") == []
