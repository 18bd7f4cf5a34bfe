"""Choosing among runs by an expression: words with `and`, `or`, `not` and parentheses, as pytest's -k.

    expression := conjunction ("or" conjunction)*
    conjunction := negation ("and" negation)*
    negation := "not" negation | "(" expression ")" | word | "several words"

A word is true of a run when it is part of one of its names, whatever the case of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

Predicate = Callable[[tuple[str, ...]], bool]

_TOKEN = re.compile(r"""(?P<space>\s+)|(?P<sign>[()])|(?P<quoted>"[^"]*"|'[^']*')|(?P<word>[^\s()"']+)""")
_OPERATORS = ("and", "or", "not")


class SelectionError(ValueError):
    """The expression cannot be read. `position` counts from 0, and is the length where more should come."""

    def __init__(self, message: str, text: str, position: int) -> None:
        self.text = text
        self.position = position
        super().__init__(f"{message} at column {position + 1}:\n  {text}\n  {' ' * position}^")


class _Token(NamedTuple):
    kind: str  # a sign or operator itself, else "word" or "end"
    text: str
    position: int


def select(expression: str) -> Callable[[Iterable[str]], bool]:
    """The question that an expression puts to the names of a run. Raises SelectionError."""
    reader = _Reader(expression)
    predicate = reader.expression()
    reader.expect_end()
    return lambda names: predicate(tuple(name.casefold() for name in names))


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0

    def expression(self) -> Predicate:
        parts = [self._conjunction()]
        while self._take("or"):
            parts.append(self._conjunction())
        return lambda names: any(part(names) for part in parts)

    def expect_end(self) -> None:
        token = self._tokens[self._next]
        if token.kind == ")":
            raise self._error('this ")" closes nothing')
        if token.kind != "end":
            raise self._error('expected "and", "or" or the end (a text of several words needs quotes)')

    def _conjunction(self) -> Predicate:
        parts = [self._negation()]
        while self._take("and"):
            parts.append(self._negation())
        return lambda names: all(part(names) for part in parts)

    def _negation(self) -> Predicate:
        if self._take("not"):
            negated = self._negation()
            return lambda names: not negated(names)
        if self._take("("):
            inner = self.expression()
            if not self._take(")"):
                raise self._error('expected ")"')
            return inner
        token = self._tokens[self._next]
        if token.kind != "word":
            raise self._error('expected a word, "not" or "("')
        self._next += 1
        wanted = token.text.casefold()
        return lambda names: any(wanted in name for name in names)

    def _take(self, kind: str) -> bool:
        taken = self._tokens[self._next].kind == kind
        self._next += taken
        return taken

    def _error(self, message: str) -> SelectionError:
        return SelectionError(message, self._text, self._tokens[self._next].position)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            # Only a quotation mark without its counterpart fits nothing.
            raise SelectionError("this quotation mark is never closed", text, position)
        kind, part = match.lastgroup, match.group()
        if kind == "quoted":
            found.append(_Token("word", part[1:-1], position))
        elif kind == "sign" or part in _OPERATORS:
            found.append(_Token(part, part, position))
        elif kind == "word":
            found.append(_Token("word", part, position))
        position = match.end()
    return [*found, _Token("end", "", len(text))]
