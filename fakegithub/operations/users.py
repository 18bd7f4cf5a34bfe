"""Users as they are looked up: the caller's own profile, and everybody's."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation
from fakegithub.world import World


@operation("users/get-authenticated")
def get_authenticated(world: World, actor: Actor) -> Facet:
    """The caller's own profile, with its private part for a token that has the scope `user`.

    Raises Unauthorized (401) for an anonymous caller, Forbidden (403) for an installation.
    https://docs.github.com/rest/users/users#get-the-authenticated-user
    """
    if actor.installation is not None:
        raise Forbidden("Resource not accessible by integration")
    scopes = actor.token.scopes if actor.token is not None else None
    private = _private(world, actor.user) if "user" in (scopes or ()) else {}
    return Facet(actor.user, **_public(world, actor.user), **private)


@operation("users/get-by-username", credentials="any")
def get_by_username(world: World, actor: Actor, *, username: str) -> Facet:
    """The public profile of a user, an organization or a bot. Raises NotFound (404).

    https://docs.github.com/rest/users/users#get-a-user
    """
    account = world.account(username)
    return Facet(account, **_public(world, account))


@operation("users/get-by-id", credentials="any")
def get_by_id(world: World, actor: Actor, *, account_id: int) -> Facet:
    """The same by id. Raises NotFound (404).

    https://docs.github.com/rest/users/users#get-a-user-using-their-id
    """
    account = world.get(Account, account_id)
    if account is None:
        raise NotFound()
    return Facet(account, **_public(world, account))


@operation("users/list", credentials="any")
def list_users(world: World, actor: Actor, *, since: int = 0) -> list[Account]:
    """All users and organizations with an id above `since`, in the order of their ids.

    https://docs.github.com/rest/users/users#list-users
    """
    return [account for account in world.all(Account) if account.id > since and account.type != "Bot"]


def _public(world: World, account: Account) -> dict[str, Any]:
    owned = world.all(Repository, owner=account)
    # Nobody follows anybody here, and there are no gists.
    return {
        "name": account.name,
        "email": account.email,
        "hireable": None,
        "twitter_username": None,
        "public_repos": sum(not repository.private for repository in owned),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
    }


def _private(world: World, account: Account) -> dict[str, Any]:
    owned = [repository for repository in world.all(Repository, owner=account) if repository.private]
    collaborators = {id for repository in owned for id in repository.collaborators}
    return {
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": len(owned),
        "owned_private_repos": len(owned),
        "disk_usage": sum(repository.size for repository in owned),
        "collaborators": len(collaborators - {account.id}),
        "two_factor_authentication": False,
    }
