"""What is wrong with a file that is no YAML, in the words of somebody who has to mend it.

PyYAML says at which character its grammar comes to an end; the mistake often lies before that, and it has
few kinds. What is none of these is told as PyYAML has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile

import yaml

from fakegithub.errors import ScenarioError


@dataclass(frozen=True, slots=True)
class _Broken:
    """Where PyYAML gave up, and where what it was reading began; lines and columns from 0."""

    text: str
    problem: str
    context: str
    mark: yaml.Mark
    began: yaml.Mark

    def line(self, number: int) -> str:
        lines = self.text.splitlines()
        return lines[number] if number < len(lines) else ""

    def rest(self, mark: yaml.Mark) -> str:
        """The line from a place on, without a comment at its end."""
        return re.sub(r"\s+#.*", "", self.line(mark.line)[mark.column :]).strip()

    def indent(self, number: int) -> int:
        return len(self.line(number)) - len(self.line(number).lstrip())


# What is wrong, what would be right, and the line and column (from 0) where.
_Told = tuple[str, str, int, int]
_Teller = Callable[[_Broken], "_Told | None"]


def unreadable(error: yaml.YAMLError, text: str, file: str) -> ScenarioError:
    """The author's error that one of PyYAML's is."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        began = error.context_mark or error.problem_mark
        broken = _Broken(text, error.problem or "", error.context or "", error.problem_mark, began)
        for pattern, tell in _KINDS:
            if re.search(pattern, f"{broken.context}: {broken.problem}"):
                told = tell(broken)
                if told is not None:
                    message, hint, line, column = told
                    return ScenarioError(message, file=file, line=line + 1, column=column + 1, hint=hint)
        where = f"{broken.context}, which begins in line {began.line + 1}" if broken.context else None
        line, column = broken.mark.line + 1, broken.mark.column + 1
        message = f"is not YAML: {broken.problem or broken.context}"
        return ScenarioError(message, file=file, line=line, column=column, hint=where)
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position].splitlines() or [""]
        return ScenarioError(
            f"a character stands here that no text has (U+{ord(text[error.position]):04X})",
            file=file,
            line=len(before),
            column=len(before[-1]) + 1,
            hint="Delete it; within double quotes, \\x and its two digits stand for one.",
        )
    return ScenarioError(f"is not YAML: {error}", file=file)


def not_utf8(error: UnicodeDecodeError, file: str) -> ScenarioError:
    before = error.object[: error.start].decode("utf-8").splitlines(keepends=True) or [""]
    ended = before[-1].endswith(("\n", "\r"))
    return ScenarioError(
        f"the file is not a UTF-8 text: the byte 0x{error.object[error.start]:02X} stands here",
        file=file,
        line=len(before) + ended,
        column=1 if ended else len(before[-1]) + 1,
        hint="Save it with the encoding UTF-8.",
    )


def _tab(broken: _Broken) -> _Told:
    return "a tab stands here, and YAML wants spaces", "Replace it by spaces.", *_at(broken.mark)


def _no_beginning(broken: _Broken) -> _Told | None:
    """A text that begins with a character that means something to YAML."""
    mark = broken.began
    word = re.match(r"[^\s,\]}]+", broken.rest(mark))
    if word is None:
        return None
    hint = f'Write "{word[0]}".'
    if word[0].startswith("@"):
        hint += f" A login has no @ before it: {word[0].lstrip('@')}"
    return f"a text that begins with {word[0][0]} wants quotes", hint, *_at(mark)


def _never_closed(broken: _Broken) -> _Told:
    quote = broken.text[broken.began.index]
    return (
        f"a quotation begins here and is never closed: {quote} is missing",
        f"Close it with {quote} where the text ends.",
        *_at(broken.began),
    )


def _after_quotation(broken: _Broken) -> _Told | None:
    """Something after a closing quote, which perhaps was meant to be within the text, or to open another."""
    quoted = None
    for token in takewhile(lambda token: token.end_mark.index <= broken.mark.index, _tokens(broken.text)):
        if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
            quoted = token
    if quoted is None or broken.text[quoted.end_mark.index : broken.mark.index].strip():
        return None
    began, quote = quoted.start_mark, quoted.style
    if began.line < quoted.end_mark.line:
        return (
            f"a quotation begins here and is not closed before line {quoted.end_mark.line + 1}",
            f"Close it with {quote} where the text ends.",
            *_at(began),
        )
    if quoted.end_mark.line < broken.mark.line:
        return None  # a comma or an indentation is wrong
    hint = "Put all of the text in quotes."
    if quoted.end_mark.index == broken.mark.index:
        hint = _WITHIN_QUOTES[str(quote)]
    return f"the quotation has ended with the {quote} before this", hint, *_at(broken.mark)


_WITHIN_QUOTES = {
    "'": "Within single quotes an apostrophe is written twice: 'It doesn''t'. Or put it in double quotes.",
    '"': 'Within double quotes write \\" for a quote.',
}


def _tokens(text: str) -> Iterator[yaml.Token]:
    with suppress(yaml.YAMLError):
        yield from yaml.scan(text, Loader=yaml.SafeLoader)


_KEY = re.compile(r"\s*(?:- +)*([^\s\"'{\[#][^:]*?|\"[^\"]*\"):\s+(?=\S)")


def _colon(broken: _Broken) -> _Told | None:
    """A colon within a text, or a key that is indented as if it belonged to the text above it."""
    line, mark = broken.line(broken.mark.line), broken.mark
    key = _KEY.match(line)
    if key is not None and key.end() <= mark.column:
        text = broken.rest(mark)
        whole = f"{line[key.end() : mark.column]}{text}"
        return (
            "a colon with a blank after it stands within a text, which then wants quotes",
            f'Write {key[1]}: "{whole}"' if '"' not in whole else f"Write {key[1]}: '{whole}'",
            *_at(mark),
        )
    return _indentation(broken)


def _indentation(broken: _Broken) -> _Told | None:
    number = broken.mark.line
    before = [
        n for n in range(number) if broken.line(n).strip() and not broken.line(n).lstrip().startswith("#")
    ]
    own = broken.indent(number)
    if not before or broken.mark.column < own:
        return None
    # The line that it could stand beside.
    near = min(reversed(before), key=lambda n: min(abs(column - own) for column in _columns(broken.line(n))))
    columns = " or ".join(str(column + 1) for column in sorted({*_columns(broken.line(near))}))
    return (
        f"this is not indented like what stands before it: it begins in column {own + 1}",
        f"Line {near + 1} begins in column {columns}: begin there, too, or further in to belong to it.",
        number,
        own,
    )


def _columns(line: str) -> list[int]:
    """Where a line begins, and for an item of a list where its first key does, from 0."""
    dashes = re.match(r"\s*(?:- +)*", line)
    return [len(line) - len(line.lstrip()), *([dashes.end()] if dashes else [])]


def _too_much(broken: _Broken) -> _Told:
    sign = broken.text[broken.mark.index]
    return (
        f"a {sign} closes nothing here",
        f"Delete it, or open it before with {_OPENS[sign]}.",
        *_at(broken.mark),
    )


_OPENS = {"}": "{", "]": "["}


def _in_braces(broken: _Broken) -> _Told | None:
    """Within { } or [ ]: a reference without quotes, a comma or the end is missing, a colon in a text."""
    mark, began = broken.mark, broken.began
    line = broken.line(mark.line)
    opening = broken.text[began.index]
    if broken.problem.endswith("got '{'") and line[: mark.column].endswith("$"):
        found = re.match(r"\{[^{}]*\}+[^,:\]}]*", line[mark.column :])
        start = max(line.rfind(sign, 0, mark.column) for sign in ("{", "[", ",", ": ")) + 1
        whole = f"{line[start : mark.column]}{found[0] if found else ''}".strip()
        closing = {"{": "}", "[": "]"}[opening]
        return (
            f"within {opening} {closing} a reference wants quotes",
            f'Write "{whole}".',
            mark.line,
            mark.column - 1,
        )
    if mark.line > began.line or broken.problem.endswith("'<stream end>'"):
        closing = {"{": "}", "[": "]"}[opening]
        return (
            f"a {opening} begins here that is not closed before line {mark.line + 1}: {closing} is missing",
            f"Close it with {closing}; or end line {mark.line} with a comma if it goes on.",
            *_at(began),
        )
    if broken.problem.endswith("got ':'"):
        return (
            "before this colon a comma is missing, or the text that it stands in wants quotes",
            'Write { title: "Fix: it" }, or { title: Fix, body: it }.',
            *_at(mark),
        )
    return "a comma is missing before this", f"Within {opening} commas part one from the other.", *_at(mark)


def _no_colon(broken: _Broken) -> _Told:
    word = broken.rest(broken.began).split()[0]
    return (
        f'"{word}" is no key: no colon comes after it',
        f"Write {word}: and its value; or indent it further than the line above if it continues that.",
        *_at(broken.began),
    )


def _escape(broken: _Broken) -> _Told:
    sign = broken.text[broken.mark.index : broken.mark.index + 1]
    if not sign:
        return _never_closed(broken)
    # The backslash is what has no meaning.
    return (
        f"within double quotes \\{sign} means nothing to YAML",
        f"Use single quotes, where a backslash is itself: '\\{sign}'. Or write it twice: \"\\\\{sign}\".",
        broken.mark.line,
        broken.mark.column - 1,
    )


def _item(broken: _Broken) -> _Told:
    return (
        "the first item of a list cannot stand in the line of its key",
        f"Write [{broken.rest(broken.mark).removeprefix('-').strip()}], or begin a new line before the dash.",
        *_at(broken.mark),
    )


def _second(broken: _Broken) -> _Told:
    return (
        "a second document begins here, and a file has one scenario",
        "Put it in a file of its own.",
        *_at(broken.mark),
    )


def _nothing(broken: _Broken) -> _Told:
    if broken.problem.endswith("'<stream end>'"):
        kinds = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
        *_, last = (token.start_mark for token in _tokens(broken.text) if isinstance(token, kinds))
        return f"the {broken.text[last.index]} that begins here is not closed", "Close it.", *_at(last)
    return "something is missing before this", 'A value that is empty is written "".', *_at(broken.mark)


def _at(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line, mark.column


# By what PyYAML says; the first that has something to say about it is taken.
# https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/scanner.py, parser.py and composer.py
_KINDS: tuple[tuple[str, _Teller], ...] = (
    (r"found character '\\t'", _tab),
    (r"that cannot start any token", lambda broken: _no_beginning(_here(broken))),
    (r"scanning an? (alias|anchor|directive|tag)|scanning a block scalar", _no_beginning),
    (r"found undefined alias", _no_beginning),
    (r"quoted scalar: found unexpected (end of stream|document separator)", _never_closed),
    (r"unknown escape character", _escape),
    (r"'<scalar>'", _after_quotation),
    (r"mapping values are not allowed", _colon),
    (r"sequence entries are not allowed", _item),
    (r"expected <block end>, but found '[}\]]'", _too_much),
    (r"expected <block end>|expected '<document start>'", _indentation),
    (r"expected ',' or", _in_braces),
    (r"could not find expected ':'", _no_colon),
    (r"found another document", _second),
    (r"expected the node content", _nothing),
)


def _here(broken: _Broken) -> _Broken:
    return _Broken(broken.text, broken.problem, broken.context, broken.mark, broken.mark)
