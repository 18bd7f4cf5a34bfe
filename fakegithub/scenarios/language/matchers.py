"""What a value must be: equal to something, or something that a matcher describes.

A mapping whose keys are all matchers' names is a matcher; all of them must hold. Any other mapping
is a part of what is there: its keys must match, further keys may be there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fakegithub.spec import MISSING

Match = Callable[[Any, Any], bool]


def matches(expected: Any, actual: Any) -> bool:
    """Whether `actual` (MISSING when it is not there) is what `expected` says."""
    if is_matcher(expected):
        return all(_MATCHERS[name](argument, actual) for name, argument in expected.items())
    return _equal(expected, actual)


def is_matcher(expected: Any) -> bool:
    return isinstance(expected, Mapping) and bool(expected) and all(name in _MATCHERS for name in expected)


# Where in a value, what is wrong, and what would be right.
Mistake = tuple[tuple[str | int, ...], str, str | None]


def mistakes(expected: Any, *, plain: bool = False) -> Iterator[Mistake]:
    """What is wrong with the matchers in `expected`, which cannot be told by the schema. `plain`: a text or
    a number is expected, so a mapping can only be a matcher."""
    if isinstance(expected, list):
        for index, item in enumerate(expected):
            yield from _within(index, mistakes(item))
    if not isinstance(expected, Mapping):
        return
    known = [name for name in expected if name in _MATCHERS]
    for name in expected:
        meant = _meant(name, plain)
        if name not in _MATCHERS and (meant is not None or (plain and not known)):
            asked = f' Did you mean "{meant}"?' if meant is not None else ""
            listed = f"The matchers are: {', '.join(_MATCHERS)}"
            yield (name,), f'there is no matcher "{name}".{asked}', listed
            return
    if known and len(known) < len(expected):
        others = ", ".join(name for name in expected if name not in _MATCHERS)
        said = f"matchers ({', '.join(known)}) and other keys ({others}) cannot stand side by side"
        yield (), said, f"Put it below the key it is about: {others.split(', ')[0]}: {{ {known[0]}: … }}"
    elif known and isinstance(expected.get("pattern"), str):
        try:
            re.compile(expected["pattern"])
        except re.error as error:
            said = f'the pattern "{expected["pattern"]}" is not a regular expression: {error}'
            yield ("pattern",), said, None
    for name, item in expected.items():
        yield from _within(name, mistakes(item))


def _within(key: str | int, found: Iterator[Mistake]) -> Iterator[Mistake]:
    return (((key, *place), message, hint) for place, message, hint in found)


def _meant(name: str, plain: bool) -> str | None:
    """The matcher that a key is perhaps a misspelling of; elsewhere it may as well be a field."""
    word = name.replace("-", "_").casefold()
    near = difflib.get_close_matches(word, _MATCHERS, n=1, cutoff=0.6 if plain else 0.85)
    return near[0] if near else _OTHER_WORDS.get(word) if plain else None


# What other languages call them.
_OTHER_WORDS = {
    "in": "one_of",
    "includes": "contains",
    "is": "equals",
    "matches": "pattern",
    "max": "at_most",
    "min": "at_least",
    "regex": "pattern",
    "regexp": "pattern",
    "size": "length",
}


def described(expected: Any, limit: int | None = 200) -> str:
    """`contains "retest"`, `"success"`, `>= 2`: an expectation in a few words. Each text in it is cut
    after `limit` characters."""
    if not is_matcher(expected):
        return shown(expected, limit)
    return " and ".join(_WORDS[name].format(shown(argument, limit)) for name, argument in expected.items())


def shown(value: Any, limit: int | None = 200) -> str:
    """A value in one line."""
    if value is MISSING:
        return "(not there)"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {described(item, limit)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(described(item, limit) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return one_line(str(value), limit)


def one_line(text: str, limit: int | None = None) -> str:
    """A text with its line breaks and outer blanks made visible, cut after `limit` characters."""
    line = text.translate(_VISIBLE)
    if limit is not None and len(line) > limit:
        line = f"{line[: limit - 1]}…"
    return f'"{line}"' if text != text.strip(" ") or not text else line


_VISIBLE = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})


def almost(expected: Any, actual: Any) -> str | None:
    """In what little a value that does not match differs; None when it is more than that."""
    for how, soften in _SOFTENED.items():
        if matches(_softened(expected, soften), _softened(actual, soften)):
            return f"differs only in {how}"
    return None


def _softened(value: Any, soften: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return soften(value)
    if isinstance(value, Mapping):
        # A pattern's letters mean something: \\S is not \\s.
        return {
            key: f"(?i:{item})" if key == "pattern" and soften is not _tight else _softened(item, soften)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_softened(item, soften) for item in value]
    return value


def _tight(text: str) -> str:
    return "".join(text.split())


_SOFTENED: dict[str, Callable[[str], str]] = {
    "upper and lower case": str.casefold,
    "white space": _tight,
    "white space and in upper and lower case": lambda text: _tight(text).casefold(),
}


def _equal(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            matches(value, actual.get(key, MISSING)) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list | tuple)
            and len(expected) == len(actual)
            and all(map(matches, expected, actual))
        )
    # true is not 1, as in JSON; but a number in a URL is a text.
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, str):
        return str(expected) == actual
    return bool(expected == actual)


def _contains(argument: Any, actual: Any) -> bool:
    if isinstance(actual, str):
        return all(str(part) in actual for part in _several(argument))
    if isinstance(actual, list | tuple | set | frozenset):
        return all(any(matches(part, item) for item in actual) for part in _several(argument))
    if isinstance(actual, Mapping):
        return all(str(part) in actual for part in _several(argument))
    return False


def _several(argument: Any) -> list[Any]:
    return argument if isinstance(argument, list) else [argument]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _absent(argument: Any, actual: Any) -> bool:
    return (actual is MISSING or actual is None) is bool(argument)


def _length(argument: Any, actual: Any) -> bool:
    return isinstance(actual, str | list | tuple | set | frozenset | Mapping) and matches(
        argument, len(actual)
    )


_MATCHERS: dict[str, Match] = {
    "equals": lambda argument, actual: bool(argument == actual),
    "contains": _contains,
    "pattern": lambda argument, actual: isinstance(actual, str) and re.search(argument, actual) is not None,
    "one_of": lambda argument, actual: any(matches(item, actual) for item in argument),
    "length": _length,
    "at_least": lambda argument, actual: _is_number(actual) and _is_number(argument) and actual >= argument,
    "at_most": lambda argument, actual: _is_number(actual) and _is_number(argument) and actual <= argument,
    "absent": _absent,
    "any": lambda _, actual: actual is not MISSING,
}
_WORDS = {
    "equals": "exactly {}",
    "contains": "contains {}",
    "pattern": "matches /{}/",
    "one_of": "one of {}",
    "length": "has the length {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "absent": "absent: {}",
    "any": "anything",
}
