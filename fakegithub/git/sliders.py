"""Where a group of changed lines stands, when equal lines let it slide up or down.

The same edit can often be shown in several places: "}" and a blank line added after a function, or before
the next one's "}". git slides a group down as far as it goes, prefers a place beside a group in the other
text, and otherwise, in patches, the place with the best looking indentation at both of its edges.
The weights are those that M. Haggerty fitted to a corpus of hand-rated diffs for git 2.11, git's default
since 2.14. https://github.com/mhagger/diff-slider-tools
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_LONGEST_SLIDE = 100
_MOST_BLANKS = 20
_MOST_INDENT = 200

_START_OF_FILE = 1
_END_OF_FILE = 21
_BLANK = -30
_BLANK_AFTER = 6
_DEEPER_INDENT = 60
# By how the line after the edge is indented, against the line before it: (no blank line between, some).
_RELATIVE = {"deeper": (-4, 10), "shallower, then deeper": (24, 17), "shallower": (23, 17), "same": (0, 0)}


class _Groups:
    """A cursor over the runs of changed lines of one text; between any two unchanged lines is one run, maybe
    an empty one, so that the cursors over two texts stay side by side."""

    def __init__(self, lines: Sequence[int], changed: bytearray) -> None:
        self.lines = lines
        self.changed = changed
        self.start = self.end = 0
        self._grow_down()

    def _grow_down(self) -> None:
        while self.end < len(self.changed) and self.changed[self.end]:
            self.end += 1

    def _grow_up(self) -> None:
        while self.start > 0 and self.changed[self.start - 1]:
            self.start -= 1

    def advance(self) -> bool:
        if self.end == len(self.changed):
            return False
        self.start = self.end = self.end + 1
        self._grow_down()
        return True

    def retreat(self) -> None:
        self.start = self.end = self.start - 1
        self._grow_up()

    def slide_down(self) -> bool:
        """One line further down, if the line below equals the first; a group that is reached joins in."""
        if self.end == len(self.changed) or self.lines[self.start] != self.lines[self.end]:
            return False
        self.changed[self.start], self.changed[self.end] = 0, 1
        self.start += 1
        self._grow_down()
        return True

    def slide_up(self) -> bool:
        if self.start == 0 or self.lines[self.start - 1] != self.lines[self.end - 1]:
            return False
        self.start -= 1
        self.end -= 1
        self.changed[self.start], self.changed[self.end] = 1, 0
        self._grow_up()
        return True


def slide_changes(
    texts: Sequence[bytes],
    lines: Sequence[int],
    changed: bytearray,
    other_changed: bytearray,
    other_lines: Sequence[int],
    *,
    indent_heuristic: bool,
) -> None:
    """Move the groups of changed lines of one text in place."""
    group, other = _Groups(lines, changed), _Groups(other_lines, other_changed)
    while True:
        if group.start < group.end:
            _slide_group(texts, group, other, indent_heuristic)
        if not group.advance():
            return
        other.advance()


def _slide_group(texts: Sequence[bytes], group: _Groups, other: _Groups, indent_heuristic: bool) -> None:
    while True:
        size = group.end - group.start
        while group.slide_up():
            other.retreat()
        earliest = group.end
        beside_other = other.end > other.start
        while group.slide_down():
            other.advance()
            beside_other = beside_other or other.end > other.start
        if group.end - group.start == size:
            break
    if group.end == earliest:
        return
    if beside_other:
        while other.end == other.start:
            group.slide_up()
            other.retreat()
    elif indent_heuristic:
        best = _best_end(
            texts, max(earliest, group.end - size - 1, group.end - _LONGEST_SLIDE), group.end, size
        )
        while group.end > best:
            group.slide_up()
            other.retreat()


class _Score(NamedTuple):
    indent: int
    penalty: int


def _best_end(texts: Sequence[bytes], first: int, last: int, size: int) -> int:
    """The end, of those from `first` to `last`, at which both edges of the group look best."""
    best, best_score = first, None
    for end in range(first, last + 1):
        lower, upper = _rate_edge(texts, end), _rate_edge(texts, end - size)
        score = _Score(lower.indent + upper.indent, lower.penalty + upper.penalty)
        if best_score is None or _compare(score, best_score) <= 0:
            best, best_score = end, score
    return best


def _compare(a: _Score, b: _Score) -> int:
    deeper = (a.indent > b.indent) - (a.indent < b.indent)
    return _DEEPER_INDENT * deeper + a.penalty - b.penalty


def _rate_edge(texts: Sequence[bytes], edge: int) -> _Score:
    """How bad it looks to cut between lines `edge - 1` and `edge`: less is better."""
    at_end = edge >= len(texts)
    here = None if at_end else _indent(texts[edge])
    blanks_before, before = _nearest_indent(texts, range(edge - 1, -1, -1))
    blanks_after, after = _nearest_indent(texts, range(edge + 1, len(texts)))
    blank_after = blanks_after + 1 if here is None else 0
    blanks = blanks_before + blank_after
    penalty = _BLANK * blanks + _BLANK_AFTER * blank_after
    if before is None and blanks_before == 0:
        penalty += _START_OF_FILE
    if at_end:
        penalty += _END_OF_FILE
    indent = after if here is None else here
    if indent is None:
        return _Score(-1, penalty)
    if before is not None:
        if indent > before:
            relation = "deeper"
        elif indent == before:
            relation = "same"
        else:
            relation = "shallower, then deeper" if after is not None and after > indent else "shallower"
        penalty += _RELATIVE[relation][blanks > 0]
    return _Score(indent, penalty)


def _nearest_indent(texts: Sequence[bytes], positions: range) -> tuple[int, int | None]:
    """How many blank lines come before the nearest other line, and that line's indent (None: no line)."""
    for blanks, position in enumerate(positions):
        indent = _indent(texts[position])
        if indent is not None:
            return blanks, indent
        if blanks + 1 == _MOST_BLANKS:
            return _MOST_BLANKS, 0
    return len(positions), None


def _indent(line: bytes) -> int | None:
    """The width of the white space at the start, tabs to multiples of 8; None for a blank line."""
    width = 0
    for byte in line:
        if byte == 0x20:
            width += 1
        elif byte == 0x09:
            width += 8 - width % 8
        elif byte not in b"\n\r\v\f":
            return width
        if width >= _MOST_INDENT:
            return _MOST_INDENT
    return None
