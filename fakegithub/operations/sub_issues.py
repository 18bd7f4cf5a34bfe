"""Sub-issues: issues that are parts of another issue, in an order.

Each change is told of twice: in the repository of the parent and in that of the sub-issue.
https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
"""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue
from fakegithub.operations.issue_access import issue_to_read, issue_to_triage
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_READ = ("issues=read",)
_WRITE = ("issues=write",)
_ADDED = ("sub_issues.sub_issue_added", "sub_issues.parent_issue_added")
REMOVED = ("sub_issues.sub_issue_removed", "sub_issues.parent_issue_removed")
# The levels: https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
# The page has a limit per parent too, as a variable whose value was not found: 100 is an assumption.
_LIMIT = 100
_LEVELS = 8
# All of this is github.com's own wording: it gives no entry per field.
_REFUSED = "An error occurred while adding the sub-issue to the parent issue. {}"


@operation("issues/list-sub-issues", permissions=_READ, credentials="any")
def list_sub_issues(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> list[Issue]:
    """In the order of their priority.

    https://docs.github.com/rest/issues/sub-issues#list-sub-issues
    """
    return list(issue_to_read(world, actor, owner, repo, issue_number).sub_issues)


@operation("issues/get-parent", permissions=_READ, credentials="any")
def get_parent(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> Issue:
    """Raises NotFound (404) for an issue that is no sub-issue.

    https://docs.github.com/rest/issues/sub-issues#get-parent-issue
    """
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if issue.parent is None or not world.can(actor, issue.parent.repository):
        raise NotFound("No parent issue found")
    return issue.parent


@operation("issues/add-sub-issue", emits=(*_ADDED, *REMOVED), permissions=_WRITE)
def add_sub_issue(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    sub_issue_id: int,
    replace_parent: bool = False,
) -> Result:
    """Make an issue, named by its id, the last sub-issue of another; returns the parent.

    Emits sub_issues.sub_issue_added in the parent's repository and sub_issues.parent_issue_added in
    the sub-issue's; before them both `…removed` when it replaces a parent. Raises Forbidden (403)
    without triage access, NotFound (404) for an unknown issue, ValidationFailed (422) for one that has
    a parent already, belongs to another owner, would close a circle, and beyond 100 sub-issues or
    eight levels.
    https://docs.github.com/rest/issues/sub-issues#add-sub-issue
    """
    parent = issue_to_triage(world, actor, owner, repo, issue_number)
    child = issue_by_id(world, actor, sub_issue_id)
    former = child.parent
    if former is not None and replace_parent and former is not parent:
        unlink(world, actor, child)
    _require_possible(parent, child)
    world.update(child, parent=parent)
    world.update(parent, sub_issues=(*parent.sub_issues, child))
    _emit(world, actor, parent, child, "added")
    return Result(parent, status=201, location=f"{world.urls.api(parent)}/sub_issues")


@operation("issues/remove-sub-issue", emits=REMOVED, permissions=_WRITE)
def remove_sub_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, sub_issue_id: int
) -> Issue:
    """Emits sub_issues.sub_issue_removed and sub_issues.parent_issue_removed. Returns the parent.

    Raises NotFound (404) for an issue that is not among its sub-issues.
    https://docs.github.com/rest/issues/sub-issues#remove-sub-issue
    """
    parent = issue_to_triage(world, actor, owner, repo, issue_number)
    unlink(world, actor, _sub_issue(parent, sub_issue_id))
    return parent


@operation("issues/reprioritize-sub-issue", permissions=_WRITE)
def reprioritize_sub_issue(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    sub_issue_id: int,
    after_id: int | None = None,
    before_id: int | None = None,
) -> Issue:
    """Move a sub-issue behind or in front of another one. Emits nothing. Returns the parent.

    Raises NotFound (404) for issues that are not among its sub-issues, ValidationFailed (422) unless
    exactly one of `after_id` and `before_id` is given.
    https://docs.github.com/rest/issues/sub-issues#reprioritize-sub-issue
    """
    parent = issue_to_triage(world, actor, owner, repo, issue_number)
    moved = _sub_issue(parent, sub_issue_id)
    if (after_id is None) is (before_id is None):
        raise ValidationFailed("Must provide either after_id or before_id")
    other = _sub_issue(parent, after_id if after_id is not None else before_id)
    if other is moved:
        raise ValidationFailed("A sub-issue cannot be moved relative to itself")
    rest = [issue for issue in parent.sub_issues if issue is not moved]
    rest.insert(rest.index(other) + (after_id is not None), moved)
    world.update(parent, sub_issues=tuple(rest))
    return parent


def unlink(world: World, actor: Actor, child: Issue) -> None:
    """Take a sub-issue away from its parent. Emits REMOVED."""
    parent = child.parent
    assert parent is not None  # noqa: S101 - whoever calls has seen that it has one
    world.update(child, parent=None)
    world.update(parent, sub_issues=tuple(issue for issue in parent.sub_issues if issue is not child))
    _emit(world, actor, parent, child, "removed")


def issue_by_id(world: World, actor: Actor, id: int | None) -> Issue:
    """The issue with a global id. Raises NotFound (404) also for a pull request and for what is hidden."""
    issue = world.get(Issue, id) if id is not None else None
    if issue is None or issue.pull is not None or not world.can(actor, issue.repository):
        raise NotFound("The provided issue does not exist")
    return issue


def _sub_issue(parent: Issue, id: int | None) -> Issue:
    found = next((issue for issue in parent.sub_issues if issue.id == id), None)
    if found is None:
        raise NotFound("The provided sub-issue does not exist")
    return found


def _require_possible(parent: Issue, child: Issue) -> None:
    above = _ancestors(parent)
    reason: str | None = None
    if child.parent is not None:
        reason = "Issue may not contain duplicate sub-issues and Sub issue may only have one parent"
    elif child.repository.owner is not parent.repository.owner:
        reason = "Sub issue must belong to the same owner as its parent"
    elif child is parent or child in above:
        reason = "Sub issue may not create a circular dependency"
    elif len(parent.sub_issues) >= _LIMIT:
        reason = f"Parent cannot have more than {_LIMIT} sub-issues"
    elif len(above) + 1 + _depth(child) > _LEVELS:
        reason = f"Sub issue depth may not exceed {_LEVELS} levels"
    if reason is not None:
        raise ValidationFailed(_REFUSED.format(reason))


def _ancestors(issue: Issue) -> list[Issue]:
    found: list[Issue] = []
    while issue.parent is not None:
        issue = issue.parent
        found.append(issue)
    return found


def _depth(issue: Issue) -> int:
    """How many levels an issue has with all below it."""
    return 1 + max((_depth(sub_issue) for sub_issue in issue.sub_issues), default=0)


def _emit(world: World, actor: Actor, parent: Issue, child: Issue, change: str) -> None:
    world.emit(
        f"sub_issues.sub_issue_{change}",
        sub_issue_id=child.id,
        sub_issue=child,
        sub_issue_repo=child.repository,
        parent_issue_id=parent.id,
        parent_issue=parent,
        repository=parent.repository,
        sender=actor.user,
    )
    world.emit(
        f"sub_issues.parent_issue_{change}",
        parent_issue_id=parent.id,
        parent_issue=parent,
        parent_issue_repo=parent.repository,
        sub_issue_id=child.id,
        sub_issue=child,
        repository=child.repository,
        sender=actor.user,
    )
