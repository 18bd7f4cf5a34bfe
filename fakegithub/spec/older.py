"""What an older GHES did not have yet: schemas/since.json.

GitHub's packages begin with GHES 3.14. An older version borrows that document, without what is known to
be younger. Each entry says what came (`events`, or `keys` of one kind of object), the first version for
which GitHub has published it (`since`), the last one that it has published something of without it
(`absent`), and where both are known from (`source`). Where those two are not neighbours, the versions in
between count as older.

An object is of a kind when its schema describes all properties that `kinds` lists for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fakegithub.spec.facts import RawSchema
from fakegithub.spec.pool import map_members
from fakegithub.spec.store import read_json

Version = tuple[int, ...]


def version_of(text: str) -> Version:
    """`2.22` as (2, 22), which compares as versions do."""
    return tuple(int(part) for part in text.split("."))


class Older:
    """What a GHES of one version lacks."""

    def __init__(self, version: str, since: Mapping[str, Any]) -> None:
        there = version_of(version)
        missing = [entry for entry in since["entries"] if version_of(entry["since"]) > there]
        self._kinds: Mapping[str, frozenset[str]] = {
            kind: frozenset(names) for kind, names in since["kinds"].items()
        }
        self.events = frozenset(name for entry in missing for name in entry.get("events", ()))
        self._keys: dict[str, list[tuple[str, frozenset[str]]]] = {"rest": [], "webhooks": []}
        for entry in missing:
            for section, entries in self._keys.items():
                if "keys" in entry and entry.get("in", section) == section:
                    entries.append((entry["of"], frozenset(entry["keys"])))

    def lacks(self, event: str) -> bool:
        """Whether the version does not have `discussion.closed` yet, alone or with the whole event."""
        return event in self.events or event.partition(".")[0] in self.events

    def without(self, section: str, raw: Any) -> Any:
        """A schema of the borrowed document (`section`: rest or webhooks) without the younger keys."""
        if not isinstance(raw, dict):
            return raw
        kept: RawSchema = map_members(raw, lambda member: self.without(section, member))
        dropped = self._younger(section, kept.get("properties", {}))
        if dropped:
            kept["properties"] = {
                name: member for name, member in kept["properties"].items() if name not in dropped
            }
            if "required" in kept:
                kept["required"] = [name for name in kept["required"] if name not in dropped]
        return kept

    def _younger(self, section: str, names: Iterable[str]) -> frozenset[str]:
        described = frozenset(names)
        found: frozenset[str] = frozenset()
        for kind, keys in self._keys[section]:
            if self._kinds[kind] <= described:
                found |= keys & described
        return found


@cache
def since() -> dict[str, Any]:
    """schemas/since.json: `{"kinds": {kind: [property]}, "entries": [...]}`."""
    found: dict[str, Any] = read_json("since.json")
    return found
