"""The merge queue: what a pull request would become, merged after those before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fakegithub.model.entity import Entity
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class MergeGroup(Entity):
    """A queued pull request on a branch of its own (`head_ref`), upon the group before it or the base."""

    keys: ClassVar = (("repository", "base_ref"), ("pull_request",))

    id: int
    repository: Repository
    pull_request: PullRequest
    base_ref: str  # refs/heads/main
    base_sha: str
    head_ref: str  # refs/heads/gh-readonly-queue/main/pr-1-<base sha>
    head_sha: str
