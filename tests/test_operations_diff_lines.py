"""Counting the lines of a patch as review comments do."""

from __future__ import annotations

import random

import pytest

from fakegithub.git import Repository
from fakegithub.operations.diff_lines import (
    find_line,
    find_position,
    follow_line,
    hunk_until,
    read_patch,
)

# Two hunks; the numbers on the right are positions, as GitHub's documentation counts them.
PATCH = "\n".join(
    [
        "@@ -1,3 +1,4 @@ def first():",
        " one",  # 1
        "-two",  # 2
        "+2",  # 3
        "+2.5",  # 4
        " three",  # 5
        "@@ -11,2 +12,2 @@ def second():",  # 6
        " eleven",  # 7
        "-twelve",  # 8
        "+12",  # 9
        "\\ No newline at end of file",  # 10
    ]
)


@pytest.mark.parametrize(
    ("line", "side", "position", "text"),
    [
        (1, "RIGHT", 1, " one"),
        (1, "LEFT", 1, " one"),
        (2, "LEFT", 2, "-two"),
        (2, "RIGHT", 3, "+2"),
        (3, "RIGHT", 4, "+2.5"),
        (3, "LEFT", 5, " three"),
        (4, "RIGHT", 5, " three"),
        (11, "LEFT", 7, " eleven"),
        (12, "LEFT", 8, "-twelve"),
        (13, "RIGHT", 9, "+12"),
    ],
)
def test_a_line_of_either_side_has_its_position(line: int, side: str, position: int, text: str) -> None:
    lines = read_patch(PATCH)
    found = find_line(lines, line, side)
    assert found is not None
    assert (found.position, found.text) == (position, text)
    assert find_position(lines, position) is found


@pytest.mark.parametrize(
    ("line", "side"), [(5, "RIGHT"), (4, "LEFT"), (14, "RIGHT"), (0, "LEFT"), (99, "LEFT")]
)
def test_a_line_outside_the_hunks_is_not_found(line: int, side: str) -> None:
    assert find_line(read_patch(PATCH), line, side) is None


@pytest.mark.parametrize("position", [-1, 0, 6, 10, 11])
def test_a_position_without_a_line_is_not_found(position: int) -> None:
    assert find_position(read_patch(PATCH), position) is None


def test_the_hunk_of_a_comment_ends_at_its_line() -> None:
    lines = read_patch(PATCH)
    assert hunk_until(lines, lines[3]) == "@@ -1,3 +1,4 @@ def first():\n one\n-two\n+2"
    assert hunk_until(lines, lines[8]) == "@@ -11,2 +12,2 @@ def second():\n eleven\n-twelve"


def test_a_file_without_a_patch_has_no_lines() -> None:
    assert read_patch(None) == []


@pytest.mark.parametrize("seed", range(25))
def test_lines_are_followed_to_where_they_are_now(seed: int) -> None:
    # Every line is unique, so that Python's own list knows where each one went.
    chance = random.Random(seed)
    old = [f"line {n}" for n in range(60)]
    new = [line for line in old if chance.random() > 0.15]
    for n in range(12):
        new.insert(chance.randrange(len(new) + 1), f"new {n}")
    git = Repository()
    trees = [git.write_tree({"file": "".join(f"{line}\n" for line in lines)}) for lines in (old, new)]
    (change,) = git.diff(*trees)
    patch = read_patch(change.patch)
    for index, line in enumerate(old, 1):
        expected = new.index(line) + 1 if line in new else None
        assert follow_line(patch, index) == expected, line
