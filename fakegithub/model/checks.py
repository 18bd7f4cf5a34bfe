"""What CI says of a commit: commit statuses, check runs and check suites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository

STATUS_STATES = ("error", "failure", "pending", "success")


@dataclass(eq=False, slots=True)
class CommitStatus(Entity):
    keys: ClassVar = (("repository", "sha"), ("repository", "sha", "context_key"))

    id: int
    repository: Repository
    sha: str
    state: str
    context: str
    creator: Account
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    target_url: str | None = None

    @property
    def context_key(self) -> str:
        return self.context.casefold()


def combined_state(states: Iterable[str]) -> str:
    """GitHub's sum over the latest status of each context.

    https://docs.github.com/rest/commits/statuses#get-the-combined-status-for-a-specific-reference
    """
    present = set(states)
    if present & {"error", "failure"}:
        return "failure"
    return "success" if present == {"success"} else "pending"


@dataclass(eq=False, slots=True)
class CheckSuite(Entity):
    keys: ClassVar = (("repository", "head_sha"), ("repository", "head_sha", "app"))

    id: int
    repository: Repository
    app: App
    head_sha: str
    head_branch: str | None
    created_at: datetime
    updated_at: datetime
    before: str | None = None
    after: str | None = None
    status: str | None = "queued"
    conclusion: str | None = None
    rerequestable: bool = True


@dataclass(eq=False, slots=True)
class CheckRun(Entity):
    keys: ClassVar = (("repository", "head_sha"), ("check_suite",))

    id: int
    repository: Repository
    check_suite: CheckSuite
    name: str
    head_sha: str
    status: str  # queued, in_progress, completed
    external_id: str = ""
    details_url: str | None = None
    conclusion: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: tuple[dict[str, Any], ...] = ()
    actions: tuple[dict[str, Any], ...] = ()

    @property
    def app(self) -> App:
        return self.check_suite.app
