"""What all entities share: identity, lookup keys, and values that carry extra fields."""

from __future__ import annotations

from typing import Any, ClassVar


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
