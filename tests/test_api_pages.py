from __future__ import annotations

from dataclasses import dataclass

import pytest
from world_helpers import Seeded, seeded

from fakegithub.api.pages import cursor_page, link_header, numbered_page
from fakegithub.errors import BadRequest

ITEMS = list(range(1, 8))


@pytest.fixture(scope="module")
def world() -> Seeded:
    return seeded()


@pytest.mark.parametrize(
    ("query", "items", "links"),
    [
        ({}, ITEMS, {}),
        ({"per_page": "7"}, ITEMS, {}),
        ({"per_page": "3"}, [1, 2, 3], {"next": "2", "last": "3"}),
        (
            {"per_page": "3", "page": "2"},
            [4, 5, 6],
            {"prev": "1", "next": "3", "last": "3", "first": "1"},
        ),
        ({"per_page": "3", "page": "3"}, [7], {"prev": "2", "first": "1"}),
        ({"per_page": "3", "page": "9"}, [], {"prev": "3", "last": "3", "first": "1"}),
        ({"per_page": "0", "page": "0"}, ITEMS, {}),
        ({"per_page": "many", "page": "-1"}, ITEMS, {}),
    ],
)
def test_pages_and_their_neighbours(query: dict[str, str], items: list[int], links: dict[str, str]) -> None:
    page = numbered_page(ITEMS, query)
    assert list(page.items) == items
    assert {relation: target["page"] for relation, target in page.links.items()} == links
    assert list(page.links) == [r for r in ("prev", "next", "last", "first") if r in links]
    assert page.total == 7


def test_thirty_items_by_default_and_a_hundred_at_most() -> None:
    many = range(250)
    assert len(numbered_page(many, {}).items) == 30
    assert len(numbered_page(many, {"per_page": "1000"}).items) == 100


def test_links_name_the_repository_by_id_and_keep_the_query(world: Seeded) -> None:
    query = {"state": "all", "page": "2", "labels": "a b,ü", "per_page": "2"}
    path = ["repos", "Octocat", "hello-world", "issues"]
    page = numbered_page(ITEMS, query)
    kept = "per_page=2&state=all&labels=a+b%2C%C3%BC"
    url = f"https://api.github.com/repositories/{world.repository.id}/issues?{kept}"
    assert link_header(world.world, path, query, page) == (
        f'<{url}&page=1>; rel="prev", <{url}&page=3>; rel="next", '
        f'<{url}&page=4>; rel="last", <{url}&page=1>; rel="first"'
    )


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (["orgs", "octo-org", "repos"], "/organizations/{org}/repos"),
        (["users", "octocat", "repos"], "/user/{octocat}/repos"),
        (["users"], "/users"),
        (["installation", "repositories"], "/installation/repositories"),
        (["orgs", "nobody", "repos"], "/orgs/nobody/repos"),
    ],
)
def test_links_of_other_lists(world: Seeded, path: list[str], url: str) -> None:
    header = link_header(world.world, path, {}, numbered_page(range(31), {}))
    wanted = url.format(org=world.org.id, octocat=world.octocat.id)
    assert header == (
        f'<https://api.github.com{wanted}?page=2>; rel="next", '
        f'<https://api.github.com{wanted}?page=2>; rel="last"'
    )


def test_a_slash_in_a_name_stays_encoded(world: Seeded) -> None:
    path = ["repos", "octocat", "hello-world", "labels", "a/b c"]
    header = link_header(world.world, path, {}, numbered_page(range(31), {}))
    assert header is not None
    assert f"/repositories/{world.repository.id}/labels/a%2Fb%20c?page=2" in header


def test_no_header_when_everything_fits_one_page(world: Seeded) -> None:
    assert link_header(world.world, ["users"], {}, numbered_page(ITEMS, {})) is None


@dataclass
class Row:
    id: int


def test_a_cursor_leads_from_page_to_page(world: Seeded) -> None:
    rows = [Row(n) for n in (9, 7, 5, 3, 1)]
    seen, query = [], {"per_page": "2"}
    while True:
        page = cursor_page(rows, query)
        seen.append([row.id for row in page.items])
        if not page.links:
            break
        query = {"per_page": "2", **page.links["next"]}
    assert seen == [[9, 7], [5, 3], [1]]
    header = link_header(world.world, ["app", "hook", "deliveries"], {}, cursor_page(rows, {"per_page": "2"}))
    assert header == '<https://api.github.com/app/hook/deliveries?cursor=v1_7>; rel="next"'


def test_an_unknown_cursor_is_refused() -> None:
    with pytest.raises(BadRequest):
        cursor_page([Row(1)], {"cursor": "v1_2"})
