"""The lines of a file's `patch`, counted the ways in which review comments count them.

`position` counts the lines below the first hunk header, later headers included; `line` with `side`
is a line of the new file (RIGHT) or of the old one (LEFT).
https://docs.github.com/rest/pulls/comments#create-a-review-comment-for-a-pull-request
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`old` and `new` are where the two files stand at this line; its sign says which of them has it."""

    position: int
    text: str
    old: int
    new: int

    @property
    def sign(self) -> str:
        """` `, `+`, `-`, or `@` for a hunk header; `\\` for the remark that a newline is missing."""
        return self.text[:1]

    def has(self, line: int, side: str) -> bool:
        """Whether this is `line` of that side's file."""
        return (self.new if side == "RIGHT" else self.old) == line and self.sign in _SIGNS[side]


_SIGNS = {"RIGHT": (" ", "+"), "LEFT": (" ", "-")}


def read_patch(patch: str | None) -> list[DiffLine]:
    """The lines of a patch; a file without one (a binary file) has none."""
    lines: list[DiffLine] = []
    old = new = 0
    for position, text in enumerate((patch or "").split("\n") if patch else ()):
        header = _HEADER.match(text)
        if header is not None:
            old, new = int(header[1]), int(header[2])
        lines.append(DiffLine(position, text, old, new))
        if header is None:
            old += text[:1] in _SIGNS["LEFT"]
            new += text[:1] in _SIGNS["RIGHT"]
    return lines


def find_line(lines: list[DiffLine], line: int, side: str) -> DiffLine | None:
    return next((found for found in lines if found.has(line, side)), None)


def find_position(lines: list[DiffLine], position: int) -> DiffLine | None:
    """The line at a position, which must not be a hunk header."""
    return lines[position] if 0 < position < len(lines) and lines[position].sign in (" ", "+", "-") else None


def hunk_until(lines: list[DiffLine], last: DiffLine) -> str:
    """`diff_hunk` of a comment: its hunk, from the header to the line that is commented on."""
    start = max(line.position for line in lines[: last.position + 1] if line.sign == "@")
    return "\n".join(line.text for line in lines[start : last.position + 1])


def follow_line(lines: list[DiffLine], line: int) -> int | None:
    """Where `line` of the old file is in the new one; None when the patch touches it."""
    moved = line
    for change in lines:
        if change.sign == "-":
            if change.old == line:
                return None
            moved -= change.old < line
        elif change.sign == "+":
            moved += change.old <= line
    return moved
