"""Searching issues and pull requests."""

from __future__ import annotations

import pytest
from pull_helpers import open_issue, open_pull, path, watched
from world_helpers import PRODUCTS, Seeded, project, refused

from fakegithub.errors import NotModelled, ValidationFailed
from fakegithub.operations import issues, merges, searches
from fakegithub.spec import document


@pytest.fixture
def seeded() -> Seeded:
    return filled("github.com")


def filled(product: str) -> Seeded:
    """one: octocat's issue, labelled; two: hubot's, closed; three: merged; four: a draft; five: private."""
    seeded = watched(product)
    world, where = seeded.world, path(seeded.repository)
    open_issue(seeded, title="one", labels=["good first issue"], assignees=["octocat"])
    issues.create(world, seeded.stranger, **where, title="two", body="Ask @monalisa")
    issues.update(world, seeded.stranger, **where, issue_number=2, state="closed")
    merges.merge(world, seeded.actor, **where, pull_number=open_pull(seeded, title="three").number)
    open_pull(seeded, title="four", branch="other", draft=True)
    issues.create(world, seeded.actor, **path(seeded.widgets), title="five")
    return seeded


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("repo:octocat/Hello-World", ["one", "two", "three", "four"]),
        ("is:pr repo:octocat/hello-world author:octocat", ["three", "four"]),
        ("is:issue is:open", ["one"]),
        ("type:pr state:closed", ["three"]),
        ("is:merged", ["three"]),
        ("is:pr -is:merged", ["four"]),
        ("draft", []),
        ("is:draft", ["four"]),
        ('label:"Good first issue"', ["one"]),
        ("assignee:octocat", ["one"]),
        ("author:hubot", ["two"]),
        ("mentions:monalisa", ["two"]),
        ("user:octocat head:other base:main", ["four"]),
        ("org:octo-org", []),
        ("FOUR", ["four"]),
        ("monalisa", ["two"]),
        ("-one is:issue", ["two"]),
    ],
)
def test_all_terms_must_fit(seeded: Seeded, q: str, titles: list[str]) -> None:
    found = searches.search_issues(seeded.world, seeded.stranger, q=q, sort="created", order="asc")
    assert [issue.title for issue in found.value] == titles


def test_who_may_see_a_private_repository_finds_what_is_in_it(seeded: Seeded) -> None:
    found = searches.search_issues(seeded.world, seeded.member, q="org:octo-org")
    assert [issue.title for issue in found.value] == ["five"]


@pytest.mark.parametrize("q", ["linked:pr", "is:queued", "is:pr created:>2026-01-01"])
def test_an_unknown_term_is_refused_by_name(seeded: Seeded, q: str) -> None:
    with refused(seeded, NotModelled, q.rpartition(" ")[2]):
        searches.search_issues(seeded.world, seeded.actor, q=q)


def test_nothing_cannot_be_searched_for(seeded: Seeded) -> None:
    with refused(seeded, ValidationFailed):
        searches.search_issues(seeded.world, seeded.actor, q=" ")
    with refused(seeded, NotModelled, "reactions"):
        searches.search_issues(seeded.world, seeded.actor, q="one", sort="reactions")


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_found_issue_is_complete(product: str) -> None:
    seeded = filled(product)
    found = searches.search_issues(seeded.world, seeded.actor, q="repo:octocat/hello-world")
    schema = document(product).operations["search/issues-and-pull-requests"].success.json
    assert schema is not None
    answer = {
        "total_count": len(found.value),
        "incomplete_results": False,
        "items": found.value,
        **found.extra,
    }
    items = project(seeded.world, schema, answer)["items"]
    assert [item["title"] for item in items] == ["four", "three", "two", "one"]
    assert items[1]["pull_request"]["merged_at"] == "2026-03-01T12:00:00Z"
    assert items[0]["score"] == 1.0
