"""Secrets in reports: masked in whatever form they come, also where a text was cut."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from fakegithub.scenarios.reports.masking import MASK, Mask, redacted

SECRET = 'pass "word" ü/9'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        json.dumps({"secret": SECRET}),
        json.dumps({"secret": SECRET}, ensure_ascii=False),
        quote(SECRET, safe=""),
        urlencode({"payload": SECRET}),
    ],
)
def test_a_secret_is_masked_in_every_form(text: str) -> None:
    masked = redacted(f"before {text} after", [SECRET])
    assert MASK in masked
    assert "word" not in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")


@pytest.mark.parametrize("size", [4, 10, 14])
def test_a_secret_that_was_cut_is_masked_too(size: int) -> None:
    secret = "s3cret-of-the-hook"
    assert redacted(f"it is {secret[:size]}…", [secret]) == f"it is {MASK}…"
    assert redacted(f"…{secret[-size:]} it was", [secret]) == f"…{MASK} it was"
    assert redacted("no secret here… none", [secret]) == "no secret here… none"


def test_a_key_that_was_cut_is_masked() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"
    assert redacted(f"key: {key}…", []) == f"key: {MASK}"


def test_bytes_without_a_secret_stay_what_they_are() -> None:
    body = b"\xff\xfe not UTF-8"
    assert Mask(["other"]).bytes(body) is body
    assert Mask(["not"]).bytes(body) == b"\xff\xfe ******** UTF-8"


def test_the_keys_and_the_depth_of_data_are_no_hiding_place() -> None:
    assert redacted({"abcd": [("x abcd",)]}, ["abcd"]) == {MASK: [(f"x {MASK}",)]}
