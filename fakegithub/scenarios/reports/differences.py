"""Where two texts differ, in a few lines: what is long is not shown as two beginnings that are equal."""

from __future__ import annotations

from difflib import SequenceMatcher

from fakegithub.scenarios.language.matchers import one_line
from fakegithub.scenarios.reports.report import Field

# How many lines of a text are shown, how wide, and how many characters or lines around a difference.
_LINES = 20
_WIDTH = 100
_BEFORE = 20
_AROUND = 2
_BLANKS = str.maketrans({" ": "·", "\t": "→", "\r": "␍"})


def explained(field: Field, column: int) -> list[str]:
    """What stands below a field's row, whose texts are cut after `column` characters; often nothing."""
    if field.matches:
        return []
    lines = [field.hint] if field.hint is not None else []
    blank = field.hint is not None and "white space" in field.hint
    if not field.literal:
        return lines + _whole(field.actual, column)
    longest = max(len(field.expected), len(field.actual))
    if "\n" in field.expected or "\n" in field.actual:
        return [*lines, "- expected, + actual:", *_by_lines(field.expected, field.actual, blank)]
    if longest > column or blank:
        place = _equal(field.expected, field.actual)
        wanted, found = _around(field.expected, field.actual, blank)
        return [*lines, f"from character {place + 1}:", f"- {wanted}", f"+ {found}"]
    return lines


def _whole(text: str, column: int) -> list[str]:
    """A text that does not fit into its row: all of it, or the most of it."""
    if "\n" not in text and len(text) <= column:
        return []
    lines = text.splitlines() or [text]
    shown = [f"| {one_line(line, 2 * _WIDTH) if line.strip() else ''}" for line in lines[:_LINES]]
    left = len(lines) - len(shown)
    return ["actual:", *shown, *([f"… {left} more line{'s' if left != 1 else ''}"] if left else [])]


def _by_lines(expected: str, actual: str, blank: bool) -> list[str]:
    """The lines that differ, with some around them."""
    wanted, found = (text.removesuffix("\n").split("\n") for text in (expected, actual))
    shown: list[str] = []
    for group in SequenceMatcher(None, wanted, found, autojunk=False).get_grouped_opcodes(_AROUND):
        shown += ["…"] if shown or group[0][1] else []
        for kind, start, end, other_start, other_end in group:
            if kind == "equal":
                shown += [f"  {_cut(line, blank)}" for line in wanted[start:end]]
                continue
            gone, come = wanted[start:end], found[other_start:other_end]
            pairs = [_around(old, new, blank) for old, new in zip(gone, come, strict=False)]
            shown += [f"- {old}" for old, _ in pairs] + [
                f"- {_cut(line, blank)}" for line in gone[len(pairs) :]
            ]
            shown += [f"+ {new}" for _, new in pairs] + [
                f"+ {_cut(line, blank)}" for line in come[len(pairs) :]
            ]
    if len(shown) > 2 * _LINES:
        shown = [*shown[: 2 * _LINES], "…"]
    ends = [text.endswith("\n") for text in (expected, actual)]
    if ends[0] != ends[1]:
        shown.append(f"only the {'expected' if ends[0] else 'actual'} text ends with a line break")
    return shown


def _around(expected: str, actual: str, blank: bool) -> tuple[str, str]:
    """Both texts, cut to where they begin to differ."""
    if max(len(expected), len(actual)) <= _WIDTH:
        return _cut(expected, blank), _cut(actual, blank)
    start = max(0, _equal(expected, actual) - _BEFORE)
    lead = "…" if start else ""
    return f"{lead}{_cut(expected[start:], blank)}", f"{lead}{_cut(actual[start:], blank)}"


def _equal(one: str, other: str) -> int:
    """How many characters at the beginning of both are the same."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _cut(line: str, blank: bool) -> str:
    text = line.translate(_BLANKS) if blank else line
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
