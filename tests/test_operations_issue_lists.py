"""Lists of issues over several repositories."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import open_issue, open_pull, watched
from world_helpers import PRODUCTS, Seeded, answer, refused

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.operations.operation import OPERATIONS

OF_ANYBODY = ("issues/list", "issues/list-for-authenticated-user")


def titles(seeded: Seeded, operation: str, actor: Actor | None = None, **parameters: object) -> list[str]:
    found = OPERATIONS[operation].function(seeded.world, actor or seeded.actor, **parameters)
    made = answer(seeded.world, operation, found)
    assert all(one["repository"]["full_name"] in one["repository_url"] for one in made)
    return [one["title"] for one in made]


def world(product: str = "github.com") -> Seeded:
    seeded = watched(product)
    open_issue(seeded, "Mine", assignees=["octocat"], labels=["bug"])
    open_issue(seeded, "Nobody's", body="cc @monalisa")
    act(seeded, "issues/create", repository=seeded.widgets, title="Widget", assignees=["octocat"])
    act(seeded, "issues/create", actor=seeded.member, repository=seeded.widgets, title="Hers")
    return seeded


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("operation", OF_ANYBODY)
def test_the_filter_says_how_an_issue_concerns_the_caller(operation: str, product: str) -> None:
    seeded = world(product)
    assert titles(seeded, operation) == ["Widget", "Mine"]
    assert titles(seeded, operation, direction="asc") == ["Mine", "Widget"]
    assert titles(seeded, operation, filter="created") == ["Widget", "Nobody's", "Mine"]
    assert titles(seeded, operation, filter="all") == ["Hers", "Widget", "Nobody's", "Mine"]
    assert titles(seeded, operation, labels="bug") == ["Mine"]
    assert titles(seeded, operation, seeded.member, filter="mentioned") == ["Nobody's"]
    assert titles(seeded, operation, seeded.stranger, filter="all") == []


def test_pull_requests_can_be_left_out() -> None:
    seeded = world()
    open_pull(seeded, title="Pull")
    assert "Pull" in titles(seeded, "issues/list", filter="created")
    assert "Pull" not in titles(seeded, "issues/list", filter="created", pulls=False)


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_organization_s_are_its_own(product: str) -> None:
    seeded = world(product)
    assert titles(seeded, "issues/list-for-org", org="octo-org", filter="all") == ["Hers", "Widget"]
    assert titles(seeded, "issues/list-for-org", org="octo-org", type="none") == ["Widget"]
    assert titles(seeded, "issues/list-for-org", org="octo-org", type="*") == []
    with refused(seeded, NotFound):
        titles(seeded, "issues/list-for-org", org="octocat")
