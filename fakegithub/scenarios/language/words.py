"""A command in one text, taken apart as a shell would do it, and what only a shell understands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

# References are held together: a default may have spaces in it, and quotes.
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_HELD = re.compile("\ue000([0-9]+)\ue001")
_OPERATORS = frozenset(["&", "&&", "|", "||", ";", ">", ">>", "<", "2>", "2>&1"])
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")


def split(command: str) -> list[str]:
    """The program and its arguments. Raises ValueError for a quotation without an end, or nothing at all."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\ue000{len(held) - 1}\ue001"

    try:
        words = shlex.split(_REFERENCE.sub(hold, command))
    except ValueError as error:
        raise ValueError(f"the command cannot be taken apart: {error}") from error
    if not words:
        raise ValueError("the command is empty")
    return [_HELD.sub(lambda match: held[int(match[1])], word) for word in words]


def mistakes(command: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a command in one text, each with what would be right."""
    try:
        words = split(command)
    except ValueError as error:
        yield str(error), "Write it as a list: [node, bot.js]."
        return
    for word in words:
        if word in _OPERATORS:
            yield (
                f"a command is not run by a shell, so {word} would be an argument",
                'For a shell, write [sh, -c, "…"].',
            )
            return
    assignment = _ASSIGNMENT.match(words[0])
    if assignment is not None:
        yield (
            f"a command is not run by a shell, so {words[0]} would be the program",
            f"Put {assignment[1]} under `environment`.",
        )
