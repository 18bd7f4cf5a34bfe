"""What a test may say of its GitHub, where it may be said, and which of it counts.

The closest wins, key by key: markers (of the function, the class, the module), the fixture
`fakegithub_config`, the command line, the ini file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict

import pytest

from fakegithub.errors import suggestion
from fakegithub.pytest_plugin.declared import FLAGS, KEYS

# What one of these says in one place is not said by the other in a farther one.
_PRODUCTS = ("product", "products")
_PROGRAMS = ("app", "url", "command")
_WORDS = {"true": True, "false": False}


class Config(TypedDict, total=False):
    """What `fakegithub_config` returns and the marker `fakegithub` takes.

    `given` is the world that a test begins with: a mapping as under `given` in a scenario file, the path
    of a scenario file, or a function that is handed a GitHub to prepare. `receiver` is an ASGI or WSGI
    app, `module:app`, a URL, or a mapping as in a scenario file; `path` is where an app takes
    deliveries, `events` and `secret` are those of its hooks. `intercept` leads calls to GitHub's own
    hosts to the world: all (True), or those of httpx ("httpx"); calls to the hosts in `allow` pass.
    """

    product: str
    products: Sequence[str]
    host: str
    given: Mapping[str, Any] | str | os.PathLike[str] | Callable[[Any], object]
    receiver: Any
    path: str
    events: Sequence[str]
    secret: str
    intercept: bool | Literal["httpx"]
    allow: Sequence[str]
    strict: bool
    seed: int
    now: datetime | str


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "is a text"


def _boolean(value: Any) -> str | None:
    return None if isinstance(value, bool) else "is true or false"


def _number(value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) else "is a whole number"


def _texts(value: Any) -> str | None:
    texts = isinstance(value, list | tuple | set | frozenset) and all(isinstance(v, str) for v in value)
    return None if texts else "is a list of texts"


def _product(value: Any) -> str | None:
    from fakegithub.products import PRODUCTS

    if value in PRODUCTS:
        return None
    return f"is none that is known.{suggestion(str(value), PRODUCTS)} Known are: {', '.join(PRODUCTS)}"


def _products(value: Any) -> str | None:
    if _texts(value) or not value or len(set(value)) < len(value):
        return "is a list of products, each of them once"
    return next((problem for name in value if (problem := _product(name))), None)


def _path(value: Any) -> str | None:
    return None if isinstance(value, str) and value.startswith("/") else 'is a path such as "/webhook"'


def _intercept(value: Any) -> str | None:
    return None if isinstance(value, bool) or value == "httpx" else 'is true, false or "httpx"'


def _moment(value: Any) -> str | None:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return None
    return 'is a moment with its time zone, such as "2026-01-31T12:00:00Z"'


def _given(value: Any) -> str | None:
    if isinstance(value, Mapping | str | os.PathLike) or callable(value):
        return None
    return "is a mapping as in a scenario file, the path of one, or a function that is handed a GitHub"


def _receiver(value: Any) -> str | None:
    if callable(value) or (isinstance(value, Mapping) and any(key in value for key in _PROGRAMS)):
        return None
    if isinstance(value, str) and ":" in value:
        return None
    return 'is an ASGI or WSGI app, "module:app", a URL, or a mapping as in a scenario file'


# What is wrong with a value, or None.
_PROBLEMS: dict[str, Callable[[Any], str | None]] = {
    "product": _product,
    "products": _products,
    "host": _text,
    "given": _given,
    "receiver": _receiver,
    "path": _path,
    "events": _texts,
    "secret": _text,
    "intercept": _intercept,
    "allow": _texts,
    "strict": _boolean,
    "seed": _number,
    "now": _moment,
}


def checked(said: Any, where: str) -> dict[str, Any]:
    """What was said in one place. Raises UsageError with what would be right."""
    if not isinstance(said, Mapping):
        raise pytest.UsageError(f"{where} says {said!r}; it must be a mapping")
    for key, value in said.items():
        if key not in KEYS:
            known = f"Known are: {', '.join(KEYS)}"
            raise pytest.UsageError(f'{where} does not know "{key}".{suggestion(str(key), KEYS)} {known}')
        problem = _PROBLEMS[key](value)
        if problem is not None:
            raise pytest.UsageError(f"{where} says {key}={value!r}, but {key} {problem}")
    if all(key in said for key in _PRODUCTS):
        raise pytest.UsageError(f"{where} says both product and products; it takes one of them")
    return dict(said)


def of_markers(node: pytest.Item | Any) -> list[dict[str, Any]]:
    """What the markers of a test say, the closest first. Raises UsageError."""
    found = []
    for marker in node.iter_markers("fakegithub"):
        where = "@pytest.mark.fakegithub"
        if marker.args:
            raise pytest.UsageError(f"{where} takes keywords only: {', '.join(KEYS)}")
        found.append(checked(marker.kwargs, where))
    return found


def of_session(config: pytest.Config) -> list[dict[str, Any]]:
    """What the command line and the ini file say. Raises UsageError."""
    return [
        checked(dict(_of_command_line(config)), "the command line (--fakegithub-…)"),
        checked(dict(_of_ini(config)), "the ini file (fakegithub_…)"),
    ]


def _of_command_line(config: pytest.Config) -> Iterator[tuple[str, Any]]:
    names = config.getoption("fakegithub_products")
    if names:
        yield ("products", names) if len(names) > 1 else ("product", names[0])
    for name in FLAGS:
        value = config.getoption(f"fakegithub_{name}")
        if value is not None:
            yield name, _read(name, value)


def _of_ini(config: pytest.Config) -> Iterator[tuple[str, Any]]:
    for name in KEYS:
        value = config.getini(f"fakegithub_{name}")
        if value is not None:
            yield name, _read(name, value)


def _read(name: str, value: Any) -> Any:
    """A text of the command line or the ini file as the value that it means, when it means one."""
    if name == "seed" and str(value).lstrip("-").isdecimal():
        return int(value)
    if name == "intercept":
        return _WORDS.get(value.lower(), value)
    return value


def merged(layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What counts: of each key what the first says that has it."""
    result: dict[str, Any] = {}
    for layer in layers:
        settled = any(key in result for key in _PRODUCTS)
        for key, value in layer.items():
            if key not in result and not (settled and key in _PRODUCTS):
                result[key] = value
    return result
