"""Texts that are no YAML: where the mistake is, and what would be right."""

from __future__ import annotations

import pytest

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language.source import parse

# The text; the place; what is wrong; what would be right.
BROKEN = {
    "a colon within braces": ("a: { title: Fix: it }\n", (1, 16), "comma is missing", '"Fix: it"'),
    "no comma in a line": ("a: { b: c d: e }\n", (1, 12), "comma is missing", "{ title: Fix, body: it }"),
    "no comma between lines": ('a: { b: "c"\n     d: e }\n', (1, 4), "not closed before line 2", "a comma"),
    "no comma after a plain text": (
        "a: { b: c\n     d: e }\n",
        (1, 4),
        "before line 2",
        "end line 1 with a comma",
    ),
    "a list that is not closed": ("a: [b, c\nd: e\n", (1, 4), "] is missing", "Close it with ]"),
    "a key below a text": (
        "name: foo\n  given: x\n",
        (2, 3),
        "not indented like",
        "Line 1 begins in column 1",
    ),
    "a key below braces": (
        "s:\n  - push: { a: b }\n      expect: {}\n",
        (3, 7),
        "begins in column 7",
        "Line 2 begins in column 3 or 5",
    ),
    "an item less far in": (
        "a:\n   - b: 1\n  - c: 2\n",
        (3, 3),
        "begins in column 3",
        "Line 2 begins in column 4",
    ),
    "a key less far in": (
        "a:\n    b: 1\n  c: 2\n",
        (3, 3),
        "begins in column 3",
        "Line 2 begins in column 5",
    ),
    "a line without a colon": ("a: b\nfoo\nbar: c\n", (2, 1), '"foo" is no key', "Write foo: and its value"),
    "a brace too many": ("a: { b: c }}\n", (1, 12), "a } closes nothing", "Delete it"),
    "a quotation that ends in another": (
        'name: "abc\nsteps:\n  - x: "foo"\n',
        (1, 7),
        "not closed before line 3",
        'Close it with "',
    ),
    "a quotation over documents": ('a: "b\n---\nc: d\n', (1, 4), "never closed", 'Close it with "'),
    "an apostrophe": ("a: 'It doesn't'\n", (1, 14), "ended with the '", "twice"),
    "a text after a quotation": ('a: "b" c\n', (1, 8), 'ended with the "', "all of the text in quotes"),
    "a percent sign": ("a: %b\n", (1, 4), "begins with % wants quotes", 'Write "%b"'),
    "a backtick": ("a: `x`\n", (1, 4), "begins with ` wants quotes", 'Write "`x`"'),
    "an anchor": ("a: &\n", (1, 4), "begins with & wants quotes", 'Write "&"'),
    "an unknown alias": ("a: *foo\n", (1, 4), "begins with * wants quotes", 'Write "*foo"'),
    "a reference in a list": ("a: [x, ${y}]\n", (1, 8), "within [ ] a reference", 'Write "${y}"'),
    "a reference as a key": ("a: { ${y}: b }\n", (1, 6), "within { } a reference", 'Write "${y}"'),
    "a reference in a text": ("a: { b: See ${y}!, c: d }\n", (1, 13), "a reference", 'Write "See ${y}!"'),
    "nothing between commas": ("a: [b, , c]\n", (1, 8), "something is missing", '""'),
    "a first line that is indented": (
        "  name: x\nsteps: y\n",
        (2, 1),
        "begins in column 1",
        "Line 1 begins in column 3",
    ),
    "a backslash at the end": ('a: "\\', (1, 4), "never closed", 'Close it with "'),
    "a control character": ("a: b\nc: d\x01\n", (2, 5), "U+0001", "Delete it"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_yaml_is_told_as_a_person_would(case: str) -> None:
    text, place, wrong, right = BROKEN[case]
    with pytest.raises(ScenarioError) as raised:
        parse(text, "s.yaml")
    error = raised.value
    assert (error.line, error.column) == place
    assert wrong in error.message
    assert right in str(error.hint)


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("color: #0e8a16\n", "#0e8a16"),
        ("color: # none\n", "# none"),
        ("color:\n# none\n", None),
        ("color: x # y\n", None),
    ],
)
def test_a_comment_in_the_place_of_a_value_is_remembered(text: str, comment: str | None) -> None:
    source = parse(text, "s.yaml")
    assert source.comments.get(("color",)) == comment


def test_a_value_that_is_not_there_is_where_its_key_is() -> None:
    source = parse("a:\n  b:\n", "s.yaml")
    assert source.mark(("a", "b")).column == 3
