"""Who gets what: every item of an expectation needs things (calls, comments) of its own.

Two items that say the same need two things. So items and things are matched like workers and tasks:
https://en.wikipedia.org/wiki/Maximum_cardinality_matching

Items with `count` or `never` take no part in it: they speak of all that fit, and leave them to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from fakegithub.scenarios.expectations.evidence import counted

T = TypeVar("T")
Item = Mapping[str, Any]


def claimed(items: Sequence[Item], things: Sequence[T], fits: Callable[[Item, T], bool]) -> list[list[T]]:
    """What each item gets: as many as it needs, nothing twice; `at_least` takes all that is left too.
    An item with `count` gets all that fit, whoever else has them, and one with `never` nothing."""
    dealt = [counted(item)[1] is None or bool(item.get("never")) for item in items]
    needs = [index for index, item in enumerate(items) if dealt[index] for _ in range(counted(item)[0])]
    options = [[place for place, thing in enumerate(things) if fits(item, thing)] for item in items]
    holder: dict[int, int] = {}  # place of a thing -> place of the need that has it

    def assign(need: int, tried: set[int]) -> bool:
        for place in options[needs[need]]:
            if place in tried:
                continue
            tried.add(place)
            if place not in holder or assign(holder[place], tried):
                holder[place] = need
                return True
        return False

    for need in range(len(needs)):
        assign(need, set())
    taken: list[list[T]] = [
        [] if dealt[index] else [things[place] for place in options[index]] for index in range(len(items))
    ]
    for place, thing in enumerate(things):
        if place in holder:
            taken[needs[holder[place]]].append(thing)
            continue
        for index, item in enumerate(items):
            if "at_least" in item and place in options[index]:
                taken[index].append(thing)
                break
    return taken
