"""Discussions of a repository, their categories and comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.issues import Label
from fakegithub.model.repositories import Repository


@dataclass(eq=False, slots=True)
class DiscussionCategory(Entity):
    keys: ClassVar = (("repository",), ("repository", "slug"))

    id: int
    repository: Repository
    slug: str
    name: str
    emoji: str  # its name between colons
    description: str
    created_at: datetime
    updated_at: datetime
    is_answerable: bool = False

    @property
    def repository_id(self) -> int:
        return self.repository.id


@dataclass(eq=False, slots=True)
class Discussion(Entity):
    """A discussion; its number is of the same series as those of issues and pull requests."""

    keys: ClassVar = (("repository",), ("repository", "number"))

    id: int
    repository: Repository
    number: int
    category: DiscussionCategory
    title: str
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    state_reason: str | None = None  # resolved, outdated, duplicate, reopened
    locked: bool = False
    active_lock_reason: str | None = None
    pinned: bool = False
    comments: int = 0
    labels: tuple[Label, ...] = ()
    answer: DiscussionComment | None = None
    answer_chosen_at: datetime | None = None
    answer_chosen_by: Account | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def state(self) -> str:
        # Published payloads: a locked discussion says so instead of being open or closed.
        if self.locked:
            return "locked"
        return "open" if self.closed_at is None else "closed"


@dataclass(eq=False, slots=True)
class DiscussionComment(Entity):
    """A comment, or a reply to one: replies have no replies."""

    keys: ClassVar = (("discussion",), ("parent",))

    id: int
    discussion: Discussion
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    parent: DiscussionComment | None = None
    child_comment_count: int = 0
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        return self.discussion.repository
