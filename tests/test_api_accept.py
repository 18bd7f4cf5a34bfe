from __future__ import annotations

import pytest

from fakegithub.api.accept import parse_accept
from fakegithub.errors import UnsupportedMediaType

PLAIN = "github.v3; format=json"


@pytest.mark.parametrize(
    ("header", "shown", "file"),
    [
        ("", PLAIN, None),
        ("*/*", PLAIN, None),
        ("application/json", PLAIN, None),
        ("application/vnd.github.v3+json", PLAIN, None),
        ("application/vnd.github+json", PLAIN, None),
        ("application/vnd.github.v3", PLAIN, None),
        ("application/vnd.github.machine-man-preview+json", "github.machine-man-preview; format=json", None),
        ("application/vnd.github.luke-cage-preview", "github.luke-cage-preview; format=json", None),
        ("application/vnd.github.v3.raw", "github.v3; param=raw", "raw"),
        ("application/vnd.github.raw", "github.v3; param=raw", "raw"),
        ("application/vnd.github.raw+json", "github.v3; param=raw; format=json", "raw"),
        ("application/vnd.github.v3.raw+json", "github.v3; param=raw; format=json", None),
        ("application/vnd.github.v3.full+json", "github.v3; param=full; format=json", None),
        ("application/vnd.github.v3.diff", "github.v3; param=diff", "diff"),
        ("application/vnd.github.diff", "github.v3; param=diff", "diff"),
        ("application/vnd.github.v3.patch", "github.v3; param=patch", "patch"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", PLAIN, None),
        ("application/xml, application/vnd.github.v3.diff; charset=utf-8", "github.v3; param=diff", "diff"),
        ("Application/VND.github.V3.Diff", "github.v3; param=diff", "diff"),
    ],
)
def test_what_clients_ask_for(header: str, shown: str, file: str | None) -> None:
    media = parse_accept(header)
    assert (media.header, media.file) == (shown, file)


def test_the_content_type_of_a_diff() -> None:
    media = parse_accept("application/vnd.github.v3.diff")
    assert media.content_type == "application/vnd.github.v3.diff; charset=utf-8"


@pytest.mark.parametrize(
    "header", ["application/xml", "text/html", "image/png, text/plain", "application/vnd.other"]
)
def test_anything_else_is_refused_in_githubs_words(header: str) -> None:
    with pytest.raises(UnsupportedMediaType) as caught:
        parse_accept(header)
    assert caught.value.message == (
        f"Unsupported 'Accept' header: '{header}'. Must accept 'application/json'."
    )


def test_an_operation_may_have_a_media_type_of_its_own() -> None:
    assert parse_accept("text/plain", ("text/plain",)).header == PLAIN


def test_a_form_that_the_operation_documents_by_name_is_that_form() -> None:
    wanted = "application/vnd.github.diff"
    assert parse_accept(wanted, (wanted,)).file == "diff"
