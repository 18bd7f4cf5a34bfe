"""Pull requests, their reviews and review comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from fakegithub.model.accounts import Account, Team
from fakegithub.model.entity import Entity
from fakegithub.model.issues import Issue
from fakegithub.model.repositories import Repository

if TYPE_CHECKING:
    from fakegithub.model.stacks import Stack


@dataclass(frozen=True, slots=True)
class PullRequestEnd:
    """The `head` or `base` of a pull request; `repository` is None when the fork was deleted."""

    repository: Repository | None
    owner: Account | None
    ref: str  # a branch name, without refs/heads/
    sha: str

    @property
    def label(self) -> str:
        return f"{self.owner.login if self.owner else 'unknown'}:{self.ref}"


@dataclass(frozen=True, slots=True)
class AutoMerge:
    """How a pull request will be merged as soon as its requirements are met, and who wants it so."""

    enabled_by: Account
    merge_method: str = "merge"
    commit_title: str | None = None
    commit_message: str | None = None


@dataclass(eq=False, slots=True)
class PullRequest(Entity):
    """A pull request. Title, body, state, labels and so on are those of its `issue`.

    `mergeable` is None while GitHub has not found out yet. `merge_commit_sha` is the test merge
    until the pull request is merged.
    """

    keys: ClassVar = (("repository",), ("repository", "number"), ("head_key",), ("base_key",))

    id: int
    issue: Issue
    head: PullRequestEnd
    base: PullRequestEnd
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit_sha: str | None = None
    mergeable: bool | None = None
    rebaseable: bool | None = None
    mergeable_state: str = "unknown"
    maintainer_can_modify: bool = False
    commits: int = 0
    additions: int = 0
    deletions: int = 0
    changed_files: int = 0
    review_comments: int = 0
    requested_reviewers: tuple[Account, ...] = ()
    requested_teams: tuple[Team, ...] = ()
    auto_merge: AutoMerge | None = None
    stack: Stack | None = None

    @property
    def repository(self) -> Repository:
        return self.issue.repository

    @property
    def number(self) -> int:
        return self.issue.number

    @property
    def merged(self) -> bool:
        return self.merged_at is not None

    @property
    def head_key(self) -> tuple[int, str]:
        return (self.head.repository.id if self.head.repository else 0, self.head.ref)

    @property
    def base_key(self) -> tuple[int, str]:
        return (self.repository.id, self.base.ref)


@dataclass(eq=False, slots=True)
class Review(Entity):
    keys: ClassVar = (("pull_request",),)

    id: int
    pull_request: PullRequest
    user: Account
    body: str | None
    state: str  # PENDING, COMMENTED, APPROVED, CHANGES_REQUESTED, DISMISSED
    commit_id: str
    submitted_at: datetime | None

    @property
    def repository(self) -> Repository:
        return self.pull_request.repository


@dataclass(eq=False, slots=True)
class ReviewThread(Entity):
    """A review comment and its replies; the comments name it as their `thread`."""

    keys: ClassVar = (("pull_request",),)

    id: int
    pull_request: PullRequest
    resolved_by: Account | None = None

    @property
    def repository(self) -> Repository:
        return self.pull_request.repository

    @property
    def resolved(self) -> bool:
        return self.resolved_by is not None


@dataclass(eq=False, slots=True)
class ReviewComment(Entity):
    keys: ClassVar = (("pull_request",), ("review",), ("thread",), ("repository",))

    id: int
    pull_request: PullRequest
    review: Review
    thread: ReviewThread
    user: Account
    body: str
    path: str
    commit_id: str
    original_commit_id: str
    diff_hunk: str
    created_at: datetime
    updated_at: datetime
    position: int | None = None
    original_position: int | None = None
    line: int | None = None
    original_line: int | None = None
    side: str = "RIGHT"
    start_line: int | None = None
    original_start_line: int | None = None
    start_side: str | None = None
    subject_type: str = "line"
    in_reply_to: ReviewComment | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        return self.pull_request.repository
