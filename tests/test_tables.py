from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from fakegithub.model.entity import Entity
from fakegithub.tables import Tables


@dataclass(eq=False)
class Thing(Entity):
    keys: ClassVar = (("owner",), ("owner", "name"))

    id: int
    owner: str
    name: str


def filled() -> tuple[Tables, list[Thing]]:
    tables, things = Tables(), [Thing(1, "a", "x"), Thing(2, "a", "y"), Thing(3, "b", "x")]
    for thing in things:
        tables.insert(thing)
    return tables, things


def test_entities_are_found_by_id_and_by_each_key() -> None:
    tables, (one, two, three) = filled()
    assert tables.get(Thing, 2) is two
    assert tables.all(Thing, {"owner": "a"}) == [one, two]
    assert tables.find(Thing, {"name": "x", "owner": "b"}) is three
    assert tables.find(Thing, {"owner": "c"}) is None
    assert tables.all(Thing, {}) == [one, two, three]


def test_a_changed_entity_is_found_by_what_it_is_now() -> None:
    tables, (one, *_) = filled()
    with tables.rekeyed(one):
        one.name = "z"
    assert tables.find(Thing, {"owner": "a", "name": "x"}) is None
    assert tables.find(Thing, {"owner": "a", "name": "z"}) is one


def test_a_re_keyed_entity_keeps_its_place() -> None:
    tables, (one, two, three) = filled()
    with tables.rekeyed(three):
        three.owner = "a"
    with tables.rekeyed(one):
        one.name = "w"
    assert tables.all(Thing, {"owner": "a"}) == [one, two, three]


def test_a_removed_entity_is_found_nowhere() -> None:
    tables, (one, *_) = filled()
    tables.delete(one)
    assert tables.get(Thing, 1) is None
    assert tables.find(Thing, {"owner": "a", "name": "x"}) is None


def test_the_same_id_twice_is_refused() -> None:
    tables, _ = filled()
    with pytest.raises(ValueError, match="already is a Thing with id 1"):
        tables.insert(Thing(1, "c", "x"))


def test_a_key_that_nobody_declared_is_refused() -> None:
    tables, _ = filled()
    with pytest.raises(LookupError, match=r"Thing has no key \(name\)"):
        tables.find(Thing, {"name": "x"})
