"""Dependencies: issues that block others. Each is told of in both repositories.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/creating-issue-dependencies
"""

from __future__ import annotations

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue
from fakegithub.operations.issue_access import issue_to_read, issue_to_triage
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.sub_issues import issue_by_id
from fakegithub.world import World

_READ = ("issues=read",)
_WRITE = ("issues=write",)
_ADDED = ("issue_dependencies.blocked_by_added", "issue_dependencies.blocking_added")
REMOVED = ("issue_dependencies.blocked_by_removed", "issue_dependencies.blocking_removed")
# On either side. No published page was found that says it: an assumption.
_LIMIT = 50
_REFUSED = "An error occurred while adding the blocking issue to the issue. Validation failed: {}"


@operation("issues/list-dependencies-blocked-by", permissions=_READ, credentials="any")
def list_dependencies_blocked_by(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int
) -> list[Issue]:
    """What the issue waits for.

    https://docs.github.com/rest/issues/issue-dependencies#list-dependencies-an-issue-is-blocked-by
    """
    return list(issue_to_read(world, actor, owner, repo, issue_number).blocked_by)


@operation("issues/list-dependencies-blocking", permissions=_READ, credentials="any")
def list_dependencies_blocking(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int
) -> list[Issue]:
    """What waits for the issue.

    https://docs.github.com/rest/issues/issue-dependencies#list-dependencies-an-issue-is-blocking
    """
    return list(issue_to_read(world, actor, owner, repo, issue_number).blocking)


@operation("issues/add-blocked-by-dependency", emits=_ADDED, permissions=_WRITE)
def add_blocked_by_dependency(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, issue_id: int
) -> Result:
    """Let an issue wait for another one, named by its id; returns the one that waits. `updated_at` stays.

    Emits issue_dependencies.blocked_by_added in the repository of the one that waits and
    issue_dependencies.blocking_added in that of the other. Raises Forbidden (403) without triage
    access, NotFound (404) for an unknown issue, ValidationFailed (422) for a dependency that there is
    already, of an issue on itself, and beyond 50.
    https://docs.github.com/rest/issues/issue-dependencies#add-a-dependency-an-issue-is-blocked-by
    """
    blocked = issue_to_triage(world, actor, owner, repo, issue_number)
    blocking = issue_by_id(world, actor, issue_id)
    reason: str | None = None
    if blocking in blocked.blocked_by:
        reason = "Target issue has already been taken"
    elif blocking is blocked:
        reason = "Issue may not be blocked by itself"
    elif max(len(blocked.blocked_by), len(blocking.blocking)) >= _LIMIT:
        reason = f"Issue may not have more than {_LIMIT} dependencies"
    if reason is not None:
        raise ValidationFailed(_REFUSED.format(reason))
    world.update(blocked, blocked_by=(*blocked.blocked_by, blocking))
    world.update(blocking, blocking=(*blocking.blocking, blocked))
    _emit(world, actor, blocked, blocking, "added")
    return Result(blocked, status=201, location=f"{world.urls.api(blocked)}/dependencies/blocked_by")


@operation("issues/remove-dependency-blocked-by", emits=REMOVED, permissions=_WRITE)
def remove_dependency_blocked_by(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, issue_id: int
) -> Issue:
    """Emits issue_dependencies.blocked_by_removed and .blocking_removed, when there was one.

    To remove what is not there is no error.
    https://docs.github.com/rest/issues/issue-dependencies#remove-dependency-an-issue-is-blocked-by
    """
    blocked = issue_to_triage(world, actor, owner, repo, issue_number)
    blocking = issue_by_id(world, actor, issue_id)
    if blocking in blocked.blocked_by:
        unblock(world, actor, blocked, blocking)
    return blocked


def unblock(world: World, actor: Actor, blocked: Issue, blocking: Issue) -> None:
    """Emits REMOVED."""
    world.update(blocked, blocked_by=tuple(issue for issue in blocked.blocked_by if issue is not blocking))
    world.update(blocking, blocking=tuple(issue for issue in blocking.blocking if issue is not blocked))
    _emit(world, actor, blocked, blocking, "removed")


def _emit(world: World, actor: Actor, blocked: Issue, blocking: Issue, change: str) -> None:
    world.emit(
        f"issue_dependencies.blocked_by_{change}",
        blocked_issue_id=blocked.id,
        blocked_issue=blocked,
        blocking_issue_id=blocking.id,
        blocking_issue=blocking,
        blocking_issue_repo=blocking.repository,
        repository=blocked.repository,
        sender=actor.user,
    )
    world.emit(
        f"issue_dependencies.blocking_{change}",
        blocked_issue_id=blocked.id,
        blocked_issue=blocked,
        blocked_issue_repo=blocked.repository,
        blocking_issue_id=blocking.id,
        blocking_issue=blocking,
        repository=blocking.repository,
        sender=actor.user,
    )
