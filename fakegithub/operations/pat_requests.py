"""Requests of fine-grained personal access tokens for access to an organization."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Token
from fakegithub.model.pat_requests import Permissions, PersonalAccessTokenRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.organizations import administers, organization_of
from fakegithub.world import World

_EVENT = "personal_access_token_request"
_REVIEWED = (f"{_EVENT}.approved", f"{_EVENT}.denied")
_ACTIONS = {"approve": "approved", "deny": "denied"}
_READ = ("organization_personal_access_token_requests=read",)
_WRITE = ("organization_personal_access_token_requests=write",)


@simulated(f"{_EVENT}.create", emits=(f"{_EVENT}.created",))
def create(
    world: World,
    actor: Actor,
    *,
    org: str,
    token_name: str,
    permissions: Permissions,
    repositories: Iterable[Repository] = (),
    repository_selection: str | None = None,
    reason: str | None = None,
    token_expires_at: datetime | None = None,
) -> PersonalAccessTokenRequest:
    """Ask an organization to let a new token of the caller in.

    `permissions` maps organization, repository and other to what the token wants to do there;
    `repository_selection` is none, all or subset, by default what `repositories` say.
    Emits personal_access_token_request.created. Raises NotFound (404).
    https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
    """
    chosen = tuple(repositories)
    request = world.add(
        PersonalAccessTokenRequest(
            world.new_id(PersonalAccessTokenRequest),
            organization_of(world, org),
            actor.user,
            permissions,
            repository_selection or ("subset" if chosen else "none"),
            chosen,
            world.now(),
            world.new_id(Token),
            token_name,
            reason,
            token_expires_at,
        )
    )
    _emit(world, actor, "created", request)
    return request


@simulated(f"{_EVENT}.cancel", emits=(f"{_EVENT}.cancelled",))
def cancel(world: World, actor: Actor, *, request_id: int) -> None:
    """Take one's own request back.

    Emits personal_access_token_request.cancelled. Raises NotFound (404) for anybody else's.
    """
    request = world.get(PersonalAccessTokenRequest, request_id)
    if request is None or request.owner is not actor.user:
        raise NotFound()
    world.remove(request)
    _emit(world, actor, "cancelled", request)


@simulated(f"{_EVENT}.review", emits=_REVIEWED)
def review(world: World, actor: Actor, *, request_id: int, action: str) -> None:
    """An owner of the organization answers on its settings page: approve or deny.

    Emits personal_access_token_request.approved or .denied. Raises NotFound (404), Forbidden (403) to
    those who are not owners.
    """
    request = world.get(PersonalAccessTokenRequest, request_id)
    if request is None:
        raise NotFound()
    if not administers(actor, request.organization):
        raise Forbidden("You must be an organization owner to do this.")
    _answer(world, actor, request, action)


@operation("orgs/list-pat-grant-requests", permissions=_READ)
def list_pat_grant_requests(
    world: World, actor: Actor, *, org: str, sort: str = "created_at", direction: str = "desc"
) -> list[PersonalAccessTokenRequest]:
    """What waits for an answer, the newest first. Raises Forbidden (403) to all but apps.

    https://docs.github.com/rest/orgs/personal-access-tokens#list-requests-to-access-organization-resources-with-fine-grained-personal-access-tokens
    """
    organization = _for_app(world, actor, org)
    found = world.all(PersonalAccessTokenRequest, organization=organization)
    return sorted(found, key=lambda request: request.id, reverse=direction == "desc")


@operation("orgs/review-pat-grant-request", emits=_REVIEWED, permissions=_WRITE)
def review_pat_grant_request(
    world: World, actor: Actor, *, org: str, pat_request_id: int, action: str, reason: str | None = None
) -> None:
    """Approve or deny one request; the `reason` is for its author only.

    Emits personal_access_token_request.approved or .denied. Raises NotFound (404), Forbidden (403) to
    all but apps.
    https://docs.github.com/rest/orgs/personal-access-tokens#review-a-request-to-access-organization-resources-with-a-fine-grained-personal-access-token
    """
    organization = _for_app(world, actor, org)
    _answer(world, actor, _request(world, organization, pat_request_id), action)


@operation("orgs/review-pat-grant-requests-in-bulk", emits=_REVIEWED, permissions=_WRITE)
def review_pat_grant_requests_in_bulk(
    world: World,
    actor: Actor,
    *,
    org: str,
    action: str,
    pat_request_ids: Iterable[int] | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    """The same for many, or for all that wait.

    https://docs.github.com/rest/orgs/personal-access-tokens#review-requests-to-access-organization-resources-with-fine-grained-personal-access-tokens
    """
    organization = _for_app(world, actor, org)
    waiting = world.all(PersonalAccessTokenRequest, organization=organization)
    ids = [request.id for request in waiting] if pat_request_ids is None else list(pat_request_ids)
    for id in ids:
        _answer(world, actor, _request(world, organization, id), action)
    return {}


def _for_app(world: World, actor: Actor, org: str) -> Account:
    organization = organization_of(world, org)
    if actor.installation is None or actor.installation.account is not organization:
        raise Forbidden("Resource not accessible by personal access token")
    return organization


def _request(world: World, organization: Account, request_id: int) -> PersonalAccessTokenRequest:
    request = world.get(PersonalAccessTokenRequest, request_id)
    if request is None or request.organization is not organization:
        raise NotFound()
    return request


def _answer(world: World, actor: Actor, request: PersonalAccessTokenRequest, action: str) -> None:
    if action not in _ACTIONS:
        raise ValidationFailed.of("PersonalAccessTokenRequest", "action", "invalid")
    world.remove(request)
    _emit(world, actor, _ACTIONS[action], request)


def _emit(world: World, actor: Actor, action: str, request: PersonalAccessTokenRequest) -> None:
    world.emit(
        f"{_EVENT}.{action}",
        personal_access_token_request=request,
        organization=request.organization,
        sender=actor.user,
    )
