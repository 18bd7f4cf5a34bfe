"""Issues over several repositories: those that concern the authenticated user."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.issues import Issue
from fakegithub.operations.operation import operation
from fakegithub.world import World

# How an issue concerns somebody, by the value of `filter`.
_CONCERNS: dict[str, Callable[[Issue, Account], bool]] = {
    "assigned": lambda issue, user: user in issue.assignees,
    "created": lambda issue, user: issue.user is user,
    "mentioned": lambda issue, user: f"@{user.login}".casefold() in (issue.body or "").casefold(),
    "subscribed": lambda issue, user: user in issue.repository.subscribers,
    "repos": lambda _issue, _user: True,
    "all": lambda _issue, _user: True,
}
_SORT_KEYS: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: issue.created_at,
    "updated": lambda issue: issue.updated_at,
    "comments": lambda issue: issue.comments,
}


@operation("issues/list")
def list_issues(
    world: World,
    actor: Actor,
    *,
    filter: str = "assigned",
    state: str = "open",
    labels: str | None = None,
    sort: str = "created",
    direction: str = "desc",
    since: datetime | None = None,
    pulls: bool = True,
) -> list[Facet]:
    """Issues and pull requests in all repositories that the actor has a role in, each with its
    `repository`. `filter` says how they concern the actor; `labels` are names that all must be there.

    https://docs.github.com/rest/issues/issues#list-issues-assigned-to-the-authenticated-user
    """
    return [
        _with_repository(issue)
        for issue in _issues(world, actor, filter, state, labels, sort, direction, since)
        if pulls or issue.pull is None
    ]


@operation("issues/list-for-authenticated-user")
def list_for_authenticated_user(
    world: World,
    actor: Actor,
    *,
    filter: str = "assigned",
    state: str = "open",
    labels: str | None = None,
    sort: str = "created",
    direction: str = "desc",
    since: datetime | None = None,
) -> list[Facet]:
    """As `list_issues`.

    https://docs.github.com/rest/issues/issues#list-user-account-issues-assigned-to-the-authenticated-user
    """
    found = _issues(world, actor, filter, state, labels, sort, direction, since)
    return [_with_repository(issue) for issue in found]


@operation("issues/list-for-org")
def list_for_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    filter: str = "assigned",
    state: str = "open",
    labels: str | None = None,
    type: str | None = None,
    sort: str = "created",
    direction: str = "desc",
    since: datetime | None = None,
) -> list[Facet]:
    """As `list_issues`, in the repositories of one organization; `type` is a name, `*` or `none`.

    Raises NotFound (404).
    https://docs.github.com/rest/issues/issues#list-organization-issues-assigned-to-the-authenticated-user
    """
    organization = world.account(org)
    if not organization.is_organization:
        raise NotFound()
    return [
        _with_repository(issue)
        for issue in _issues(world, actor, filter, state, labels, sort, direction, since)
        if issue.repository.owner is organization and _is_of_type(issue, type)
    ]


def _issues(
    world: World,
    actor: Actor,
    filter: str,
    state: str,
    labels: str | None,
    sort: str,
    direction: str,
    since: datetime | None,
) -> list[Issue]:
    user = actor.user
    wanted = {name.strip().casefold() for name in (labels or "").split(",")} - {""}
    found = [
        issue
        for issue in world.all(Issue)
        if state in ("all", issue.state)
        and _CONCERNS[filter](issue, user)
        and wanted <= {label.name_key for label in issue.labels}
        and (since is None or issue.updated_at >= since)
        and world.can(actor, issue.repository)
        and (filter not in ("repos", "all") or _has_role(issue, user))
    ]
    found.sort(key=lambda issue: (_SORT_KEYS[sort](issue), issue.id), reverse=direction == "desc")
    return found


def _has_role(issue: Issue, user: Account) -> bool:
    repository = issue.repository
    return (
        repository.owner is user
        or user.id in repository.owner.members
        or user.id in repository.collaborators
        or user is issue.user
    )


def _is_of_type(issue: Issue, wanted: str | None) -> bool:
    if wanted in (None, "*"):
        return wanted is None or issue.type is not None
    if wanted == "none":
        return issue.type is None
    return issue.type is not None and issue.type.name_key == str(wanted).casefold()


def _with_repository(issue: Issue) -> Facet:
    return Facet(issue, repository=issue.repository)
