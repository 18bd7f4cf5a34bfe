"""Whose review a pull request waits for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.pulls import PullRequest
from fakegithub.operations.assignees import belongs
from fakegithub.operations.issue_access import require_triage
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World


@operation("pulls/list-requested-reviewers", permissions=("pull_requests=read",), credentials="any")
def list_requested_reviewers(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int
) -> dict[str, Any]:
    """Those who were asked and have not reviewed since.

    https://docs.github.com/rest/pulls/review-requests#get-all-requested-reviewers-for-a-pull-request
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    return {"users": list(pull.requested_reviewers), "teams": list(pull.requested_teams)}


@operation(
    "pulls/request-reviewers", emits=("pull_request.review_requested",), permissions=("pull_requests=write",)
)
def request_reviewers(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    reviewers: Iterable[str] = (),
    team_reviewers: Iterable[str] = (),
) -> Result:
    """Ask users (by login) and teams (by slug) for a review.

    Emits pull_request.review_requested, one for each who was not asked yet. Raises Forbidden (403)
    without triage access, ValidationFailed (422) for the author and for who is not a collaborator.
    https://docs.github.com/rest/pulls/review-requests#request-reviewers-for-a-pull-request
    """
    pull = _pull_to_triage(world, actor, owner, repo, pull_number)
    users = [_reviewer(world, pull, login) for login in reviewers]
    teams = [_team(world, pull, slug) for slug in team_reviewers]
    new_users = [user for user in dict.fromkeys(users) if user not in pull.requested_reviewers]
    new_teams = [team for team in dict.fromkeys(teams) if team not in pull.requested_teams]
    if new_users or new_teams:
        world.update(
            pull,
            requested_reviewers=(*pull.requested_reviewers, *new_users),
            requested_teams=(*pull.requested_teams, *new_teams),
        )
        world.touch(pull.issue)
    for user in new_users:
        emit_pull(world, actor, pull, "review_requested", requested_reviewer=user)
    for team in new_teams:
        emit_pull(world, actor, pull, "review_requested", requested_team=team)
    return Result(pull, status=201)


@operation(
    "pulls/remove-requested-reviewers",
    emits=("pull_request.review_request_removed",),
    permissions=("pull_requests=write",),
)
def remove_requested_reviewers(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    reviewers: Iterable[str] = (),
    team_reviewers: Iterable[str] = (),
) -> PullRequest:
    """Emits pull_request.review_request_removed, one for each who had been asked.

    Raises Forbidden (403) without triage access.
    https://docs.github.com/rest/pulls/review-requests#remove-requested-reviewers-from-a-pull-request
    """
    pull = _pull_to_triage(world, actor, owner, repo, pull_number)
    logins = {login.casefold() for login in reviewers}
    slugs = set(team_reviewers)
    users = [user for user in pull.requested_reviewers if user.login_key in logins]
    teams = [team for team in pull.requested_teams if team.slug in slugs]
    if users or teams:
        withdraw(world, pull, users, teams)
        world.touch(pull.issue)
    for user in users:
        emit_pull(world, actor, pull, "review_request_removed", requested_reviewer=user)
    for team in teams:
        emit_pull(world, actor, pull, "review_request_removed", requested_team=team)
    return pull


def withdraw(world: World, pull: PullRequest, users: Iterable[Account], teams: Iterable[Team]) -> None:
    """Nobody waits for these any more. Emits nothing."""
    gone_users, gone_teams = set(users), set(teams)
    world.update(
        pull,
        requested_reviewers=tuple(user for user in pull.requested_reviewers if user not in gone_users),
        requested_teams=tuple(team for team in pull.requested_teams if team not in gone_teams),
    )


def _pull_to_triage(world: World, actor: Actor, owner: str, repo: str, number: int) -> PullRequest:
    pull = pull_of(world, world.repository(owner, repo, actor), number)
    require_triage(world, actor, pull.repository)
    return pull


def _reviewer(world: World, pull: PullRequest, login: str) -> Account:
    account = world.find(Account, login_key=login.casefold())
    if account is pull.issue.user:
        raise ValidationFailed("Review cannot be requested from pull request author.")
    if account is None or not belongs(world, account, pull.repository):
        raise _no_collaborator(pull)
    return account


def _team(world: World, pull: PullRequest, slug: str) -> Team:
    team = world.find(Team, organization=pull.repository.owner, slug=slug)
    if team is None or pull.repository.id not in team.repositories:
        raise _no_collaborator(pull)
    return team


def _no_collaborator(pull: PullRequest) -> ValidationFailed:
    return ValidationFailed(
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified "
        f"is not a collaborator of the {pull.repository.full_name} repository."
    )
