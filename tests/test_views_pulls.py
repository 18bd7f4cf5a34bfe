"""How pull requests and issues look: who wrote them, where they lead."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import body_of, collaborator, open_issue, open_pull, path, watched
from world_helpers import PRODUCTS, Seeded, add_account

from fakegithub.model.accounts import Account, Actor
from fakegithub.operations import comments, issues, pull_changes, pulls
from fakegithub.operations.operation import OPERATIONS
from fakegithub.spec import document


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def association(seeded: Seeded, account: Account, repo: str = "octocat/hello-world") -> str:
    owner, _, name = repo.partition("/")
    result = issues.create(seeded.world, Actor(account), owner=owner, repo=name, title="x")
    found: str = body_of(seeded, "issues/create", result)["author_association"]
    return found


def test_an_author_is_shown_by_the_closest_relation() -> None:
    seeded = watched()
    friend = collaborator(seeded, "friend", "pull")
    with seeded.world.transaction():
        helper = add_account(seeded.world, "helper")
        seeded.world.update(seeded.repository, contributors=frozenset({helper.id, friend.id}))
    assert association(seeded, seeded.octocat) == "OWNER"
    assert association(seeded, friend) == "COLLABORATOR"
    assert association(seeded, helper) == "CONTRIBUTOR"
    assert association(seeded, seeded.hubot) == "NONE"
    assert association(seeded, seeded.monalisa, "octo-org/widgets") == "MEMBER"


def test_every_url_of_a_pull_request_leads_into_the_same_world(seeded: Seeded) -> None:
    pull = body_of(seeded, "pulls/get", open_pull(seeded))
    roots = (seeded.world.urls.api_root, seeded.world.urls.html_root)

    def urls(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [
                url
                for name, item in value.items()
                for url in ([item] if name in ("url", "href") or name.endswith("_url") else urls(item))
                if isinstance(url, str)
            ]
        return [url for item in value for url in urls(item)] if isinstance(value, list) else []

    found = urls({name: value for name, value in pull.items() if name not in ("head", "base", "user")})
    assert len(found) > 15
    assert [url for url in found if not url.startswith(roots)] == []


def test_the_reactions_are_counted(seeded: Seeded) -> None:
    issue = open_issue(seeded)
    with seeded.world.transaction():
        seeded.world.update(issue, reactions={"+1": 2, "rocket": 1})
    found = issues.get(seeded.world, seeded.actor, **path(seeded.repository), issue_number=issue.number)
    reactions = body_of(seeded, "issues/get", found)["reactions"]
    assert (reactions["total_count"], reactions["+1"], reactions["rocket"], reactions["-1"]) == (3, 2, 1, 0)
    assert reactions["url"].endswith(f"/issues/{issue.number}/reactions")


def test_a_pull_request_keeps_what_it_shares_with_its_issue(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    where = path(seeded.repository)
    issues.update(
        seeded.world, seeded.actor, **where, issue_number=pull.number, labels=["bug"], assignees=["octocat"]
    )
    comments.create_comment(seeded.world, seeded.actor, **where, issue_number=pull.number, body="Hm")
    pull_changes.update(seeded.world, seeded.actor, **where, pull_number=pull.number, body="Text")
    found = pulls.get(seeded.world, seeded.actor, **where, pull_number=pull.number)
    shown = body_of(seeded, "pulls/get", found)
    issue = body_of(seeded, "issues/get", pull.issue)
    for name in ("title", "body", "state", "labels", "assignees", "assignee", "comments", "updated_at"):
        assert shown[name] == issue[name], name
    assert shown["issue_url"] == issue["url"]
    assert shown["id"] != issue["id"]


_NAMED_OTHERWISE = {
    # Neither suggestions nor the log of an issue's events are modelled yet.
    "issues": ("suggestion", "event"),
    "pulls": ("merge-async",),
}


@pytest.mark.parametrize("room", ["issues", "pulls"])
def test_the_operations_of_the_room_are_there(room: str) -> None:
    wanted = {
        id
        for id in document("github.com").operations
        if id.startswith(f"{room}/") and not any(part in id for part in _NAMED_OTHERWISE[room])
    }
    assert wanted - set(OPERATIONS) == set()
