"""Tables of entities: by id, and by each key that the entity's class names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, TypeVar

from fakegithub.model.entity import Entity

E = TypeVar("E", bound=Entity)


class _Table:
    """One kind of entity. Each key maps its values to the entities that have them, by id.

    Entities in a key are themselves compared by identity, so a key may hold any of them.
    """

    def __init__(self, kind: type[Entity]) -> None:
        self.rows: dict[int, Entity] = {}
        self.indexes: dict[tuple[str, ...], tuple[attrgetter[Any], dict[Any, dict[int, Entity]]]] = {
            tuple(sorted(key)): (attrgetter(*sorted(key)), {}) for key in kind.keys
        }

    def index(self, entity: Entity) -> None:
        for getter, values in self.indexes.values():
            values.setdefault(getter(entity), {})[entity.id] = entity

    def unindex(self, entity: Entity) -> None:
        for getter, values in self.indexes.values():
            value = getter(entity)
            found = values[value]
            del found[entity.id]
            if not found:
                del values[value]


class Tables:
    """All tables of a world."""

    def __init__(self) -> None:
        self._tables: dict[type[Entity], _Table] = {}

    def insert(self, entity: Entity) -> None:
        table = self._table(type(entity))
        if entity.id in table.rows:
            raise ValueError(f"there already is a {type(entity).__name__} with id {entity.id}")
        table.rows[entity.id] = entity
        table.index(entity)

    def delete(self, entity: Entity) -> None:
        table = self._table(type(entity))
        del table.rows[entity.id]
        table.unindex(entity)

    @contextmanager
    def rekeyed(self, entity: Entity) -> Iterator[None]:
        """Take the entity out of its keys, and put it back with whatever they are afterwards."""
        table = self._table(type(entity))
        table.unindex(entity)
        try:
            yield
        finally:
            table.index(entity)

    def get(self, kind: type[E], id: int) -> E | None:
        return self._table(kind).rows.get(id)  # type: ignore[return-value]

    def find(self, kind: type[E], key: dict[str, Any]) -> E | None:
        found = self._lookup(kind, key)
        return next(iter(found.values())) if found else None

    def all(self, kind: type[E], key: dict[str, Any]) -> list[E]:
        """Oldest first: ids grow, and a re-keyed entity returns to its place."""
        found = self._lookup(kind, key) if key else self._table(kind).rows
        return [found[id] for id in sorted(found)]  # type: ignore[misc]

    def _lookup(self, kind: type[E], key: dict[str, Any]) -> dict[int, E]:
        names = tuple(sorted(key))
        try:
            _, values = self._table(kind).indexes[names]
        except KeyError:
            raise LookupError(f"{kind.__name__} has no key ({', '.join(names)})") from None
        wanted = key[names[0]] if len(names) == 1 else tuple(key[name] for name in names)
        return values.get(wanted, {})  # type: ignore[return-value]

    def _table(self, kind: type[Entity]) -> _Table:
        table = self._tables.get(kind)
        if table is None:
            table = self._tables[kind] = _Table(kind)
        return table
