"""YAML as plain values with places."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language.source import Mark, parse, read


def test_every_value_and_key_remembers_where_it_stood() -> None:
    source = parse("name: x\nsteps:\n  - push:\n      files: {a: b}\n", "s.yaml")
    assert source.value == {"name": "x", "steps": [{"push": {"files": {"a": "b"}}}]}
    assert source.mark(("name",)) == Mark(1, 7)
    assert source.mark(("name",), key=True) == Mark(1, 1)
    assert source.mark(("steps", 0, "push", "files", "a")) == Mark(4, 18)


def test_what_is_not_there_is_found_at_what_is_around_it() -> None:
    source = parse("steps:\n  - push: {}\n", "s.yaml")
    assert source.mark(("steps", 0, "by")) == Mark(2, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("2026-01-01", "2026-01-01"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("12:30", "12:30"),
        ("true", True),
        ("null", None),
        ("", None),
        ("42", 42),
        ("-1.5", -1.5),
        ("'42'", "42"),
    ],
)
def test_scalars_are_those_of_json(text: str, value: object) -> None:
    assert parse(f"key: {text}\n", "s.yaml").value == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, 'the key "a" stands here twice'),
        ("a: [1,\n", 1, 4, "is not closed"),
        ("a: b: c\n", 1, 5, "a colon with a blank"),
        ("a: !!python/object:os.system x\n", 1, 4, "is not allowed"),
        ("a: &x [*x]\n", 1, 4, "contains itself"),
        ("", 1, 1, "empty"),
        ("? [1]\n: 2\n", 1, 3, "a key must be a word"),
    ],
)
def test_what_is_no_plain_yaml_is_an_error_with_its_place(
    text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message) as raised:
        parse(text, "s.yaml")
    assert (raised.value.file, raised.value.line, raised.value.column) == ("s.yaml", line, column)


def test_aliases_cannot_make_a_small_file_large() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ScenarioError, match="more than 100000 values"):
        parse("\n".join(lines), "s.yaml")


def test_a_file_that_cannot_be_read_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe4")
    with pytest.raises(ScenarioError, match="UTF-8"):
        read(tmp_path / "latin.yaml")
