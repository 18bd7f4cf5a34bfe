"""Rate limits: counting calls, and telling callers how many are left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fakegithub.errors import NotFound, RateLimited
from fakegithub.model.accounts import Actor
from fakegithub.model.apps import Installation
from fakegithub.model.limits import ALLOWANCES, RateLimit
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation
from fakegithub.world import World

_DOCS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
# An installation's hourly limit grows with what it is installed on; on GHEC it is the same for all.
_INSTALLATION, _INSTALLATION_MAX, _INSTALLATION_GHEC = 5000, 12_500, 15_000
_FREE, _MORE = 20, 50


@operation("rate-limit/get", credentials="any")
def get_rate_limit(world: World, actor: Actor) -> dict[str, Any]:
    """What the caller may still do. Free of charge.

    Raises NotFound (404) on GHES, where rate limits are off by default.
    https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user
    """
    if not world.product.rate_limited:
        raise NotFound("Rate limiting is not enabled.")
    limits = {resource: rate_limit(world, actor, resource) for resource in ALLOWANCES}
    return {"resources": limits, "rate": limits["core"]}


def rate_limit(world: World, actor: Actor, resource: str) -> RateLimit:
    """The caller's count in the present window, which begins with the first call."""
    caller, now = _caller(actor), world.now()
    found = world.find(RateLimit, caller=caller, resource=resource)
    if found is not None and found.resets_at > now:
        return found
    limit, ends = _limit(world, actor, resource), now + timedelta(seconds=ALLOWANCES[resource].seconds)
    with world.transaction():
        if found is None:
            return world.add(RateLimit(world.new_id(RateLimit), caller, resource, limit, ends))
        world.update(found, limit=limit, resets_at=ends, used=0)
        return found


def count_call(world: World, limit: RateLimit) -> None:
    if limit.remaining:
        with world.transaction():
            world.update(limit, used=limit.used + 1)


def require_remaining(actor: Actor, limit: RateLimit, address: str) -> None:
    """Raises RateLimited (403) when nothing is left; `address` is the anonymous caller's."""
    if limit.remaining:
        return
    if actor.installation is not None:
        message = f"API rate limit exceeded for installation ID {actor.installation.id}."
    elif actor.account is not None:
        message = f"API rate limit exceeded for user ID {actor.account.id}."
    elif actor.app is not None:
        message = f"API rate limit exceeded for app ID {actor.app.id}."
    else:
        message = (
            f"API rate limit exceeded for {address}. (But here's the good news: Authenticated requests get a "
            "higher rate limit. Check out the documentation for more details.)"
        )
    raise RateLimited(message, documentation_url=_DOCS)


def _caller(actor: Actor) -> str:
    if actor.installation is not None:
        return f"installation {actor.installation.id}"
    if actor.account is not None:
        return f"user {actor.account.id}"
    # One anonymous caller for all: those of a fake share one address anyway.
    return f"app {actor.app.id}" if actor.app is not None else "anonymous"


def _limit(world: World, actor: Actor, resource: str) -> int:
    allowance = ALLOWANCES[resource]
    if actor.account is None and actor.app is None:
        return allowance.anonymous
    if actor.installation is None or resource not in ("core", "graphql"):
        return allowance.authenticated
    return _installation_limit(world, actor.installation)


def _installation_limit(world: World, installation: Installation) -> int:
    if world.product.name == "ghec":
        return _INSTALLATION_GHEC
    owner = installation.account
    repositories = [r for r in world.all(Repository, owner=owner) if installation.has(r.id, owner)]
    more = max(0, len(repositories) - _FREE) + max(0, len(owner.members) - _FREE)
    return min(_INSTALLATION_MAX, _INSTALLATION + _MORE * more)
