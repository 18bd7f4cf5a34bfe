"""Pages of a list, and the Link header that leads from one to the next.

Links name things by id (`/repositories/1296269/issues`), so that they survive a renaming.
https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fakegithub.errors import BadRequest
from fakegithub.model.accounts import Account
from fakegithub.world import World

PER_PAGE, PER_PAGE_MAX = 30, 100


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its items, how many there are on all pages, and the links to others.

    `links` maps a relation to the query parameters that lead there.
    """

    items: Sequence[Any]
    total: int
    links: Mapping[str, Mapping[str, str]]


def numbered_page(items: Sequence[Any], query: Mapping[str, str]) -> Page:
    """The page that `page` and `per_page` ask for; GitHub forgives what is no number or too large."""
    size = _size(query)
    number = max(1, _integer(query.get("page"), 1))
    last = max(1, -(-len(items) // size))
    numbers: dict[str, int] = {}
    if number > 1:
        numbers["prev"] = min(number - 1, last)
    if number < last:
        numbers |= {"next": number + 1, "last": last}
    elif number > last:
        numbers["last"] = last
    if number > 1:
        numbers["first"] = 1
    links = {relation: {"page": str(target)} for relation, target in numbers.items()}
    return Page(items[(number - 1) * size : number * size], len(items), links)


def cursor_page(items: Sequence[Any], query: Mapping[str, str]) -> Page:
    """The page after the item that `cursor` names. Raises BadRequest (400) for an unknown cursor.

    https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
    """
    size, start = _size(query), 0
    cursor = query.get("cursor")
    if cursor:
        places = {f"v1_{item.id}": place for place, item in enumerate(items)}
        if cursor not in places:
            raise BadRequest("Invalid cursor")
        start = places[cursor] + 1
    page = items[start : start + size]
    more = start + size < len(items)
    return Page(page, len(items), {"next": {"cursor": f"v1_{page[-1].id}"}} if more else {})


def link_header(world: World, segments: Sequence[str], query: Mapping[str, str], page: Page) -> str | None:
    """`<URL>; rel="next", …`, or None when everything fits one page."""
    if not page.links:
        return None
    url = world.urls.api_root + "".join(f"/{quote(segment, safe='')}" for segment in _by_id(world, segments))
    kept = {name: text for name, text in query.items() if name not in ("per_page", "page", "cursor")}
    size = {"per_page": query["per_page"]} if "per_page" in query else {}
    return ", ".join(
        f'<{url}?{urlencode({**size, **kept, **target})}>; rel="{relation}"'
        for relation, target in page.links.items()
    )


def _by_id(world: World, segments: Sequence[str]) -> list[str]:
    """The path with ids for names, where GitHub's links have them."""
    match segments:
        case ["repos", owner, name, *rest]:
            repository = world.find_repository(owner, name)
            if repository is not None:
                return ["repositories", str(repository.id), *rest]
        case ["orgs" | "users" as kind, login, *rest] if rest:
            account = world.find(Account, login_key=login.casefold())
            if account is not None:
                return ["organizations" if kind == "orgs" else "user", str(account.id), *rest]
    return list(segments)


def _size(query: Mapping[str, str]) -> int:
    size = _integer(query.get("per_page"), PER_PAGE)
    return min(size, PER_PAGE_MAX) if size > 0 else PER_PAGE


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default
