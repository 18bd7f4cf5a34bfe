"""What all entities share: identity, lookup keys, and values that carry extra fields."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, ClassVar

# What tells one entity from another, in the line of a failing test.
_TELLING = (
    *("full_name", "login", "slug", "number", "name", "title", "context", "sha", "event", "action"),
    *("url", "state", "status", "conclusion", "body"),
)
_SHOWN_LETTERS = 60
_PASSWORD = re.compile(r"(?<=://)[^/@]*@")


class Entity:
    """Something the world keeps in a table, found by its `id` and by each key in `keys`.

    A key is a tuple of attribute (or property) names, whose values may depend on nothing but this
    entity's own attributes: a name that belongs to another entity may change behind its back.
    Entities are compared by identity, and only `World.update` changes them, so that every change
    can be undone and every key stays right.
    """

    __slots__ = ()
    keys: ClassVar[tuple[tuple[str, ...], ...]] = ()
    id: int

    def __init_subclass__(cls) -> None:
        # Before the dataclass decorator adds one that shows all entities around this one, too.
        cls.__repr__ = Entity.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        """`<CommitStatus 1 context='ci/build' sha='1f3a…' state='success'>`, without secrets."""
        hidden = {field.name for field in fields(self) if not field.repr}  # type: ignore[arg-type]
        telling = [(name, getattr(self, name, None)) for name in _TELLING if name not in hidden]
        shown = [
            f" {name}={_short(value)}" for name, value in telling if value and isinstance(value, str | int)
        ]
        return f"<{type(self).__name__} {self.id}{''.join(shown)}>"


def _short(value: str | int) -> str:
    if isinstance(value, str):
        value = _PASSWORD.sub("********@", value)
        value = value if len(value) <= _SHOWN_LETTERS else f"{value[: _SHOWN_LETTERS - 1]}…"
    return repr(value)


class Facet:
    """A value with some fields added or replaced, as GitHub shows it in one place only.

    For example the repository in a push payload, whose `url` is the HTML one there.
    """

    __slots__ = ("extra", "value")

    def __init__(self, value: Any, **extra: Any) -> None:
        self.value = value
        self.extra = extra


class Unset:
    """The type of `UNSET`, a parameter that a caller left out (None is a value on GitHub)."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


def given(**parameters: Any) -> dict[str, Any]:
    """Those of `parameters` that the caller gave."""
    return {name: value for name, value in parameters.items() if value is not UNSET}
