"""Issues, and what pull requests share with them: labels, milestones, comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity
from fakegithub.model.issue_fields import IssueFieldValue
from fakegithub.model.issue_types import IssueType
from fakegithub.model.repositories import Repository

if TYPE_CHECKING:
    from fakegithub.model.apps import App
    from fakegithub.model.pulls import PullRequest


@dataclass(eq=False, slots=True)
class Label(Entity):
    keys: ClassVar = (("repository",), ("repository", "name_key"))

    id: int
    repository: Repository
    name: str
    color: str
    description: str | None = None
    default: bool = False

    @property
    def name_key(self) -> str:
        return self.name.casefold()


@dataclass(eq=False, slots=True)
class Milestone(Entity):
    keys: ClassVar = (("repository",), ("repository", "number"))

    id: int
    repository: Repository
    number: int
    title: str
    creator: Account
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    due_on: datetime | None = None
    closed_at: datetime | None = None
    state: str = "open"
    open_issues: int = 0
    closed_issues: int = 0


@dataclass(eq=False, slots=True)
class Issue(Entity):
    """An issue. Every pull request has one too, which holds what both share; then `pull` is set."""

    keys: ClassVar = (("repository",), ("repository", "number"))

    id: int
    repository: Repository
    number: int
    title: str
    user: Account
    body: str | None
    created_at: datetime
    updated_at: datetime
    labels: tuple[Label, ...] = ()
    assignees: tuple[Account, ...] = ()
    milestone: Milestone | None = None
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    locked: bool = False
    active_lock_reason: str | None = None
    comments: int = 0
    pull: PullRequest | None = None
    type: IssueType | None = None
    issue_field_values: tuple[IssueFieldValue, ...] = ()
    pinned: bool = False
    pinned_comment: IssueComment | None = None
    parent: Issue | None = None
    sub_issues: tuple[Issue, ...] = ()  # in the order of their priority
    blocked_by: tuple[Issue, ...] = ()
    blocking: tuple[Issue, ...] = ()
    performed_via_github_app: App | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def assignee(self) -> Account | None:
        return self.assignees[0] if self.assignees else None


@dataclass(eq=False, slots=True)
class FormerIssue(Entity):
    """What is left of an issue that was deleted, or transferred and is `transferred_to` now."""

    keys: ClassVar = (("repository", "number"),)

    id: int
    repository: Repository
    number: int
    transferred_to: Issue | None = None


@dataclass(eq=False, slots=True)
class IssueComment(Entity):
    keys: ClassVar = (("issue",), ("repository",))

    id: int
    issue: Issue
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    performed_via_github_app: App | None = None
    pinned_at: datetime | None = None
    pinned_by: Account | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        return self.issue.repository
