"""What a view is: the derived fields of one kind of entity, as a table of functions.

A view adds what the entity does not know itself (URLs, node ids, counts). A field costs nothing
until a schema asks for it, and what the view does not define falls through to the entity. A
derived field is a function of the entity and of the world's `Urls`; it returns a value, an entity
(whose own view is used in turn), or a list of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from fakegithub.clock import node_id
from fakegithub.model.entity import Facet
from fakegithub.spec import MISSING
from fakegithub.urls import NODE_PREFIXES, Urls

Field = Callable[[Any, Urls], Any]
_VIEWS: dict[type, dict[str, Field]] = {}


class derived:  # noqa: N801 - reads as a word in a view: `html_url = derived(...)`
    """Marks a field of a view."""

    def __init__(self, function: Field) -> None:
        self.function = function


class View:
    """The base of all views. A subclass lists derived fields and inherits those of its bases."""

    @classmethod
    def fields(cls) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if isinstance(value, derived):
                    found[_ALIASES.get(name, name)] = value.function
        return found


# Keys of the documents that cannot be Python names.
_ALIASES = {"plus_one": "+1", "minus_one": "-1", "links": "_links"}


def view(kind: type) -> Callable[[type[View]], type[View]]:
    """Register a view for one kind of entity or value."""

    def register(cls: type[View]) -> type[View]:
        _VIEWS[kind] = cls.fields()
        field_of.cache_clear()
        return cls

    return register


@cache
def field_of(kind: type, name: str) -> Field | None:
    """How to get `name` from a value of type `kind`; None when neither view nor entity has it."""
    if kind is Facet:
        return _facet_field(name)
    found = _VIEWS.get(kind, {}).get(name)
    if found is not None:
        return found
    if _has_attribute(kind, name):
        return _attribute(kind, name)
    if name == "node_id" and kind in NODE_PREFIXES:
        return _node_id
    return None


def fields_of(kind: type) -> list[str]:
    """The names that `field_of` knows, but for what is only in a class above."""
    return [*_VIEWS.get(kind, ()), *(name for name in dir(kind) if _has_attribute(kind, name))]


def _has_attribute(kind: type, name: str) -> bool:
    if name.startswith("_") or name == "keys":
        return False
    found = getattr(kind, name, None)
    return found is not None and not callable(found)


def _attribute(kind: type, name: str) -> Field:
    # Slots and properties: their `__get__(instance, owner)` has the arity of a field, ignores the
    # owner, and runs without a frame of ours. It is called hundreds of times for one payload.
    bound: Field | None = getattr(getattr(kind, name), "__get__", None)
    if bound is not None:
        return bound
    get = attrgetter(name)
    return lambda value, _urls: get(value)


def _facet_field(name: str) -> Field:
    # Whole repositories are facets: this getter runs a hundred times for one of them.
    fields: dict[type, Field | None] = {}

    def get(facet: Facet, urls: Urls) -> Any:
        extra = facet.extra
        if name in extra:
            return extra[name]
        value = facet.value
        kind = value.__class__
        try:
            field = fields[kind]
        except KeyError:
            field = fields[kind] = field_of(kind, name)
        return MISSING if field is None else field(value, urls)

    return get


def _node_id(entity: Any, _urls: Urls) -> str:
    prefix = NODE_PREFIXES[type(entity)]
    repository = getattr(entity, "repository", None)
    return node_id(prefix, *((repository.id,) if repository is not None else ()), entity.id)
