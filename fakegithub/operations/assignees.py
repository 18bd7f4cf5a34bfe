"""Who is assigned to an issue or pull request, and who can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.model.repositories import Repository, role_at_least
from fakegithub.operations.issue_access import READ, WRITE, issue_to_read
from fakegithub.operations.issue_events import either, emit
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

# https://docs.github.com/rest/issues/assignees#add-assignees-to-an-issue
_LIMIT = 10
# What a list of assignees may hold: logins, or objects with a login.
Logins = Iterable[str | Mapping[str, Any]]


@operation("issues/list-assignees", permissions=READ, credentials="any")
def list_assignees(world: World, actor: Actor, *, owner: str, repo: str) -> list[Account]:
    """Everybody who can be assigned to any issue of the repository, by login.

    https://docs.github.com/rest/issues/assignees#list-assignees
    """
    repository = world.repository(owner, repo, actor)
    found = [account for account in world.all(Account) if belongs(world, account, repository)]
    return sorted(found, key=lambda account: account.login_key)


@operation("issues/check-user-can-be-assigned", permissions=READ, credentials="any")
def check_user_can_be_assigned(world: World, actor: Actor, *, owner: str, repo: str, assignee: str) -> None:
    """Raises NotFound (404) for somebody who cannot be assigned.

    https://docs.github.com/rest/issues/assignees#check-if-a-user-can-be-assigned
    """
    repository = world.repository(owner, repo, actor)
    if not belongs(world, world.account(assignee), repository):
        raise NotFound()


@operation("issues/check-user-can-be-assigned-to-issue", permissions=READ, credentials="any")
def check_user_can_be_assigned_to_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, assignee: str
) -> None:
    """Raises NotFound (404) for somebody who cannot be assigned to this issue.

    https://docs.github.com/rest/issues/assignees#check-if-a-user-can-be-assigned-to-a-issue
    """
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if not can_be_assigned(world, world.account(assignee), issue):
        raise NotFound()


@operation("issues/add-assignees", emits=either("assigned"), permissions=WRITE)
def add_assignees(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, assignees: Logins = ()
) -> Result:
    """Assign up to ten users. Those who cannot be assigned are left out without an error, and all
    are when the actor cannot push.

    Emits issues.assigned or pull_request.assigned for each added one.
    https://docs.github.com/rest/issues/assignees#add-assignees-to-an-issue
    """
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if world.can(actor, issue.repository, "triage"):
        assign(world, actor, issue, [*(account.login for account in issue.assignees), *assignees])
    return Result(issue, status=201)


@operation("issues/remove-assignees", emits=either("unassigned"), permissions=WRITE)
def remove_assignees(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, assignees: Logins = ()
) -> Issue:
    """Emits issues.unassigned or pull_request.unassigned for each removed one.

    https://docs.github.com/rest/issues/assignees#remove-assignees-from-an-issue
    """
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if world.can(actor, issue.repository, "triage"):
        removed = {login.casefold() for login in _logins(assignees)}
        left = [account.login for account in issue.assignees if account.login_key not in removed]
        assign(world, actor, issue, left)
    return issue


def assign(world: World, actor: Actor, issue: Issue, logins: Logins) -> None:
    """Make these the assignees, ten at most, without those who cannot be assigned.

    Emits assigned and unassigned of the issue or pull request, one for each account.
    """
    accounts = [world.find(Account, login_key=login.casefold()) for login in _logins(logins)]
    possible = [
        account for account in accounts if account is not None and can_be_assigned(world, account, issue)
    ]
    wanted = tuple(dict.fromkeys(possible))[:_LIMIT]
    before = issue.assignees
    if wanted == before:
        return
    world.touch(issue, assignees=wanted)
    for account in before:
        if account not in wanted:
            emit(world, actor, issue, "unassigned", assignee=account)
    for account in wanted:
        if account not in before:
            emit(world, actor, issue, "assigned", assignee=account)


def can_be_assigned(world: World, account: Account, issue: Issue) -> bool:
    """Who has a role in the repository, and who takes part in the conversation.

    https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users
    """
    if belongs(world, account, issue.repository) or account is issue.user:
        return True
    return any(comment.user is account for comment in world.all(IssueComment, issue=issue))


def belongs(world: World, account: Account, repository: Repository) -> bool:
    """Whether a user has a role in the repository that not everybody has."""
    if account.type != "User":
        return False
    if account.id in repository.collaborators or account.id in repository.owner.members:
        return True
    return role_at_least(world.role(account, repository), "triage")


def _logins(logins: Logins) -> list[str]:
    return [login if isinstance(login, str) else str(login["login"]) for login in logins]
