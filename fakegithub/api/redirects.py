"""Repositories that are called otherwise now: their old paths lead to the new ones, by id.

https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
"""

from __future__ import annotations

from urllib.parse import quote

from fakegithub.api.exchange import Exchange
from fakegithub.errors import MovedPermanently, TemporarilyMoved
from fakegithub.model.repositories import FormerName
from fakegithub.world import World

# A client repeats a GET at the new place by itself; a 307 makes it repeat the method and the body too.
_SAFE = ("GET", "HEAD")


def moved_to(world: World, exchange: Exchange) -> MovedPermanently | None:
    """The redirect for a path with a former name; None for another path, and for a hidden repository."""
    request = exchange.request
    match request.segments:
        case ["repos", owner, name, *rest] if world.find_repository(owner, name) is None:
            former = world.find(FormerName, full_name=f"{owner}/{name}".casefold())
            if former is None or not world.can(exchange.actor, former.repository):
                return None
        case _:
            return None
    path = "".join(f"/{quote(segment, safe='')}" for segment in rest)
    query = f"?{request.query.decode('latin-1')}" if request.query else ""
    url = f"{world.urls.api_root}/repositories/{former.repository.id}{path}{query}"
    return MovedPermanently(url) if request.method in _SAFE else TemporarilyMoved(url)
