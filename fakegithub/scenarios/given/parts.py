"""What `given` says, with the world that it is built in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fakegithub.errors import ApiError
from fakegithub.github import GitHub
from fakegithub.handles import TeamHandle
from fakegithub.model.accounts import Team
from fakegithub.scenarios.language.items import Item, items, slug
from fakegithub.scenarios.language.source import Path, Source


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
