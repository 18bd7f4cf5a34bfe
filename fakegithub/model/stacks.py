"""Stacks: pull requests each of which goes into the head of the one below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.entity import Entity
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class Stack(Entity):
    """`pull_requests` are in order from the bottom; `number` is of the repository's own series of stacks."""

    keys: ClassVar = (("repository",), ("repository", "number"))

    id: int
    repository: Repository
    number: int
    created_at: datetime
    pull_requests: tuple[PullRequest, ...]

    @property
    def open(self) -> bool:
        return any(pull.issue.state == "open" for pull in self.pull_requests)

    def place_of(self, pull: PullRequest) -> dict[str, Any]:
        """Where a pull request is in it, as GitHub says it; positions count from 1."""
        bottom = self.pull_requests[0].base
        return {
            "base": {"ref": bottom.ref, "sha": bottom.sha},
            "size": len(self.pull_requests),
            "position": self.pull_requests.index(pull) + 1,
            "id": self.id,
            "number": self.number,
        }
