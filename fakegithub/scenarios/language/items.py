"""The items that `given` lists, each in its long form and with the place where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakegithub.scenarios.language.source import Path

Item = tuple[Path, dict[str, Any]]

# What the short form of an item, a mere text, is.
_SHORT = {
    "users": "login",
    "organizations": "login",
    "tokens": "login",
    "installations": "account",
    "issues": "title",
    "milestones": "title",
}


def items(within: Mapping[str, Any], kind: str, path: Path = ("given",)) -> list[Item]:
    """The items of a list in their long form: `octocat` of `users` is `{login: octocat}`."""
    key = _SHORT.get(kind, "name")
    found = enumerate(within.get(kind, ()))
    return [
        ((*path, kind, index), dict(item) if isinstance(item, Mapping) else {key: item})
        for index, item in found
    ]


def roles(people: Any) -> dict[str, str]:
    """Login to role; those of a mere list are members."""
    return dict(people) if isinstance(people, Mapping) else dict.fromkeys(people or (), "member")


def slug(name: str) -> str:
    """How GitHub writes the name of a team or an app in URLs; a slug stays what it is."""
    return re.sub(r"[^a-z0-9_]+", "-", name.casefold()).strip("-")


def app_slug(app: Mapping[str, Any]) -> str:
    return str(app.get("slug") or slug(app["name"]))


def hooks(given: Mapping[str, Any]) -> list[Item]:
    """All hooks, in the order in which they are made: the apps' (the apps themselves), those of
    organizations, those of repositories."""
    found = items(given, "apps")
    for kind in ("organizations", "repositories"):
        for path, item in items(given, kind):
            found += items(item, "hooks", path)
    return found


def after(all_items: Iterable[Item], key: str, name: str) -> Iterator[Item]:
    """Each item after the one that it names under `key`, by its `name`: a child after its parent."""
    waiting, done = list(all_items), set[str]()
    while waiting:
        ready = [
            item for item in waiting if key not in item[1] or str(item[1][key]).casefold() in done
        ] or waiting  # GitHub refuses what begins nowhere
        yield from ready
        done |= {str(item[name]).casefold() for _, item in ready}
        waiting = [item for item in waiting if item not in ready]


def default_owner(given: Mapping[str, Any]) -> str | None:
    """Who owns an app that does not say it: the first repository's owner, or the first account."""
    for _, repository in items(given, "repositories"):
        return str(repository["name"].split("/")[0])
    for kind in ("organizations", "users"):
        for _, account in items(given, kind):
            return str(account["login"])
    return None
