"""Open and closed, for issues and pull requests alike; and the words in a text that close issues."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue, Milestone
from fakegithub.model.repositories import Repository
from fakegithub.operations.auto_merge_state import stop_auto_merge
from fakegithub.operations.issue_events import emit
from fakegithub.world import World

# https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
_CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:(?P<repository>[\w.-]+/[\w.-]+)#|#|https?://\S+?/(?P<url>[\w.-]+/[\w.-]+)/issues/)(?P<number>\d+)\b",
    re.IGNORECASE,
)


def close_issue(
    world: World, actor: Actor, issue: Issue, reason: str | None = None, *, silently: bool = False
) -> None:
    """Close what is open. `reason` is an issue's; pull requests have none.

    Emits, unless `silently`, issues.closed, or pull_request.closed and pull_request.auto_merge_disabled
    when that was enabled.
    """
    now = world.now()
    world.update(
        issue, state="closed", state_reason=reason, closed_at=now, closed_by=actor.user, updated_at=now
    )
    _count(world, issue, -1)
    if not silently:
        emit(world, actor, issue, "closed")
        if issue.pull is not None:
            stop_auto_merge(world, actor, issue.pull, "Pull request was closed")


def reopen_issue(world: World, actor: Actor, issue: Issue) -> None:
    """Emits issues.reopened or pull_request.reopened."""
    reason = "reopened" if issue.pull is None else None
    world.touch(issue, state="open", state_reason=reason, closed_at=None, closed_by=None)
    _count(world, issue, 1)
    emit(world, actor, issue, "reopened")


def count_new(world: World, issue: Issue) -> None:
    """An open issue has come into the world."""
    repository = issue.repository
    world.update(repository, open_issues_count=repository.open_issues_count + 1)


def count_gone(world: World, issue: Issue) -> None:
    """An issue, open or closed, has left the world."""
    opened, closed = (1, 0) if issue.state == "open" else (0, 1)
    repository = issue.repository
    world.update(repository, open_issues_count=repository.open_issues_count - opened)
    if issue.milestone is not None:
        count_in_milestone(world, issue.milestone, -opened, -closed)


def close_mentioned(world: World, actor: Actor, repository: Repository, texts: Iterable[str | None]) -> None:
    """Close the open issues of `repository` that a text closes with a keyword (`Fixes #3`).

    Emits issues.closed.
    """
    for text in texts:
        for found in _CLOSING.finditer(text or ""):
            other = found["repository"] or found["url"]
            if other is not None and other.casefold() != repository.full_name.casefold():
                continue
            issue = world.find(Issue, repository=repository, number=int(found["number"]))
            if issue is not None and issue.pull is None and issue.state == "open":
                close_issue(world, actor, issue, "completed")


def _count(world: World, issue: Issue, opened: int) -> None:
    repository = issue.repository
    world.update(repository, open_issues_count=repository.open_issues_count + opened)
    if issue.milestone is not None:
        count_in_milestone(world, issue.milestone, opened, -opened)


def count_in_milestone(world: World, milestone: Milestone, opened: int, closed: int) -> None:
    world.touch(
        milestone,
        open_issues=milestone.open_issues + opened,
        closed_issues=milestone.closed_issues + closed,
    )
