"""Signatures against vectors that GitHub has published or made, and against a third party's check."""

from __future__ import annotations

import gidgethub
import pytest
from gidgethub import sansio

from fakegithub.hooks.signing import signature_headers
from fakegithub.products import product

DOCUMENTED_SECRET = "It's a Secret to Everybody"


def test_the_documented_sha256_vector() -> None:
    # https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    headers = signature_headers(DOCUMENTED_SECRET, b"Hello, World!", product("github.com"))
    expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert headers["X-Hub-Signature-256"] == expected
    assert headers["X-Hub-Signature"] == "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59"


def test_a_sha1_vector_that_github_made_over_a_form_body() -> None:
    body = b"payload=%7B%22zen%22%3A%22Avoid+administrative+distraction.%22%2C%22hook_id%22%3A1881347%7D"
    headers = signature_headers("testsecret123", body, product("ghe-2.15"))
    assert headers == {"X-Hub-Signature": "sha1=0a09a56a74e9e68928a35f712afaae72b010c11f"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ghe-2.22", ["X-Hub-Signature"]),
        ("ghes-3.0", ["X-Hub-Signature", "X-Hub-Signature-256"]),
        ("github.com", ["X-Hub-Signature", "X-Hub-Signature-256"]),
    ],
)
def test_sha256_came_with_ghes_3(name: str, expected: list[str]) -> None:
    assert list(signature_headers("secret", b"{}", product(name))) == expected


@pytest.mark.parametrize("secret", [None, ""])
def test_a_hook_without_a_secret_does_not_sign(secret: str | None) -> None:
    assert signature_headers(secret, b"{}", product("github.com")) == {}


@pytest.mark.parametrize("header", ["X-Hub-Signature", "X-Hub-Signature-256"])
def test_a_third_party_accepts_both_signatures_and_no_other(header: str) -> None:
    body = '{"ref":"näh/☃"}'.encode()
    signed = signature_headers("gehëim", body, product("github.com"))[header]
    sansio.validate_event(body, signature=signed, secret="gehëim")
    with pytest.raises(gidgethub.ValidationFailure):
        sansio.validate_event(body + b" ", signature=signed, secret="gehëim")
