"""Comments on commits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class CommitComment(Entity):
    """A comment on a commit, or with `path` on a line of what it changed."""

    keys: ClassVar = (("repository",), ("repository", "commit_id"))

    id: int
    repository: Repository
    commit_id: str
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    path: str | None = None
    position: int | None = None
    line: int | None = None
    reactions: dict[str, int] = field(default_factory=dict)
