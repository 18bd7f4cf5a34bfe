"""What a value must be: equal to something, or something that a matcher describes.

A mapping whose keys are all matchers' names is a matcher; all of them must hold. Any other mapping
is a part of what is there: its keys must match, further keys may be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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


def mistakes(expected: Any) -> list[str]:
    """What is wrong with the matchers in `expected`, which cannot be told by the schema."""
    if isinstance(expected, list):
        return [mistake for item in expected for mistake in mistakes(item)]
    if not isinstance(expected, Mapping):
        return []
    found = []
    if is_matcher(expected) and isinstance(expected.get("pattern"), str):
        try:
            re.compile(expected["pattern"])
        except re.error as error:
            found.append(f'the pattern "{expected["pattern"]}" is not a regular expression: {error}')
    mixed = sorted(name for name in expected if name in _MATCHERS)
    if mixed and not is_matcher(expected):
        others = ", ".join(name for name in expected if name not in _MATCHERS)
        found.append(f"matchers ({', '.join(mixed)}) and other keys ({others}) cannot stand side by side")
    return found + [mistake for item in expected.values() for mistake in mistakes(item)]


def described(expected: Any) -> str:
    """`contains "retest"`, `"success"`, `>= 2`: an expectation in a few words."""
    if not is_matcher(expected):
        return shown(expected)
    return " and ".join(_WORDS[name].format(shown(argument)) for name, argument in expected.items())


def shown(value: Any) -> str:
    if value is MISSING:
        return "(not there)"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {described(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(described(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


_SHOWN = 200


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
