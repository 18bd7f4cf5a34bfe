"""Texts that differ: a report shows where, however long they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_scenarios_verdicts import report_of

from fakegithub.scenarios.expectations.evidence import compared
from fakegithub.scenarios.language.matchers import almost, one_line
from fakegithub.scenarios.reports.differences import explained
from fakegithub.scenarios.reports.report import Field
from fakegithub.scenarios.reports.text import render
from fakegithub.spec import MISSING


def field(expected: object, actual: object) -> Field:
    (found,) = compared("body", expected, actual)
    return found


def below(expected: object, actual: object) -> list[str]:
    return explained(field(expected, actual), 60)


def test_short_texts_need_no_more_than_their_row() -> None:
    assert below("success", "failure") == []
    assert below("success", "success") == []


def test_long_texts_are_shown_where_they_begin_to_differ() -> None:
    same = "All is well, and it has been so for a very long time. " * 5
    expected, actual = f"{same}Now it is not.", f"{same}Now it is."
    where, wanted, found = below(expected, actual)
    assert where == f"from character {len(same) + 10}:"
    assert wanted.startswith("- …")
    assert wanted.endswith("Now it is not.")
    assert found.endswith("Now it is.")
    assert max(len(wanted), len(found)) < 110


def test_of_texts_of_many_lines_those_are_shown_that_differ() -> None:
    lines = [f"line {number}" for number in range(40)]
    other = [*lines[:20], "line twenty", *lines[21:]]
    assert below("\n".join(lines), "\n".join(other)) == [
        "- expected, + actual:",
        "…",
        "  line 18",
        "  line 19",
        "- line 20",
        "+ line twenty",
        "  line 21",
        "  line 22",
    ]


def test_a_long_line_among_others_is_cut_to_where_it_differs() -> None:
    same = "a" * 300
    shown = below(f"one\n{same}x\nthree", f"one\n{same}y\nthree")
    (wanted,) = (line for line in shown if line.startswith("- …"))
    (found,) = (line for line in shown if line.startswith("+ …"))
    assert wanted == f"- …{'a' * 20}x"
    assert found == f"+ …{'a' * 20}y"


@pytest.mark.parametrize(
    ("expected", "actual", "hint"),
    [
        ("Done", "done", "upper and lower case"),
        ("Done", "Done\n", "white space"),
        ("a b", "a  b", "white space"),
        ("a\nb", "a\r\nb", "white space"),
        ("Thank you", "thank  you", "white space and in upper and lower case"),
        ({"contains": "Thank you"}, "oh, thank you all", "upper and lower case"),
        ({"contains": ["a", "B"]}, "a b", "upper and lower case"),
        ({"pattern": "^Done$"}, "done", "upper and lower case"),
        ({"one_of": ["yes", "no"]}, "No", "upper and lower case"),
        ({"equals": "x y"}, "xy", "white space"),
        (["bug", "ready"], ["Bug", "ready"], "upper and lower case"),
    ],
)
def test_that_little_differs_is_said(expected: object, actual: object, hint: str) -> None:
    assert almost(expected, actual) == f"differs only in {hint}"
    assert f"differs only in {hint}" in below(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [("yes", "no"), ({"contains": "x"}, "y"), (1, 2), ({"absent": True}, "x"), ("x", None), ("x", MISSING)],
)
def test_that_more_differs_is_not_called_little(expected: object, actual: object) -> None:
    assert almost(expected, actual) is None


def test_white_space_that_differs_is_made_visible() -> None:
    assert below("a b", "a  b") == ["differs only in white space", "from character 3:", "- a·b", "+ a··b"]
    shown = below("a\tb\nc", "a b\nc")
    assert "- a→b" in shown
    assert "+ a·b" in shown
    assert below("a\nb\n", "a\nb")[-1] == "only the expected text ends with a line break"
    assert "- a␍" in below("a\r\nb", "a\nb")


def test_what_a_matcher_did_not_find_in_is_shown_whole() -> None:
    text = "Hello!\n\nI have looked.\n" + "More.\n" * 30
    shown = below({"contains": "Good bye"}, text)
    assert shown[:4] == ["actual:", "| Hello!", "| ", "| I have looked."]
    assert shown[-1] == "… 13 more lines"


@pytest.mark.parametrize(("expected", "actual"), [("1", 1), ("true", True), ("null", None)])
def test_values_that_look_the_same_are_told_apart(expected: object, actual: object) -> None:
    found = field(expected, actual)
    assert found.matches is False
    assert found.expected != found.actual
    assert found.expected.endswith("(a text)")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", '""'), (" a", '" a"'), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("plain text", "plain text")],
)
def test_a_text_stands_in_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_report_shows_a_body_of_several_lines(tmp_path: Path) -> None:
    body = 'body: "Thank you!\\n\\nI have looked at it,\\nand nothing is well.\\n"'
    text = render(report_of(tmp_path, "comments", f"{{comments: [{{{body}}}]}}"))
    assert "\n        - and nothing is well.\n        + and all is well.\n" in text
    # In the rows every value stands in one line.
    (row,) = (line for line in text.splitlines() if line.startswith("    ! body"))
    assert "Thank you!\\n\\nI have looked" in row
    text = render(report_of(tmp_path, "comments", "{comments: [{body: {contains: THANK}}]}"))
    assert "differs only in upper and lower case" in text
    assert "\n        | I have looked at it,\n" in text
