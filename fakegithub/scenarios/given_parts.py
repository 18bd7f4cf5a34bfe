"""The parts of `given`, each in its long form and with the place where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fakegithub.errors import ApiError
from fakegithub.github import GitHub
from fakegithub.handles import TeamHandle
from fakegithub.model.accounts import Team
from fakegithub.scenarios.source import Path, Source

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


@dataclass(frozen=True, slots=True)
class Parts:
    """What `given` says, the world that it is built in, and the file that it stands in."""

    github: GitHub
    given: Mapping[str, Any] = field(repr=False)  # with its secrets
    source: Source = field(repr=False)

    def items(self, kind: str) -> list[Item]:
        return items(self.given, kind)

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """What GitHub refuses meanwhile becomes a ScenarioError at that place."""
        try:
            yield
        except (ApiError, LookupError, ValueError) as error:
            raise self.source.error(f"GitHub refuses this: {error}", path) from error

    def team(self, organization: str, name: str) -> TeamHandle:
        """Raises LookupError."""
        account = self.github.account(organization).entity
        found = self.github.world.find(Team, organization=account, slug=slug(name))
        if found is None:
            raise LookupError(f'{organization} has no team "{name}"')
        return TeamHandle(self.github, found)
