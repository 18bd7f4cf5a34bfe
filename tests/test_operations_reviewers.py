"""Asking for reviews."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import body_of, collaborator, forget, open_pull, path, payloads, watched
from world_helpers import NOON, PRODUCTS, Seeded, commit, refused

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.operations import pull_changes, reviewers, reviews


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def request_reviewers(seeded: Seeded, pull: PullRequest, **fields: Any) -> Any:
    result = reviewers.request_reviewers(
        seeded.world, seeded.actor, **path(pull.repository), pull_number=pull.number, **fields
    )
    assert result.status == 201
    return body_of(seeded, "pulls/request-reviewers", result)


def team_pull(seeded: Seeded) -> PullRequest:
    """octocat's pull request in octo-org/widgets, where the team core may push."""
    commit(seeded.world, seeded.widgets, {"hi.txt": "hi\n"}, branch="topic", source="main")
    result = pull_changes.create(
        seeded.world, seeded.actor, **path(seeded.widgets), head="topic", base="main", title="x"
    )
    forget(seeded)
    found = result.value
    assert isinstance(found, PullRequest)
    return found


def test_each_requested_reviewer_is_announced_once(seeded: Seeded) -> None:
    for login in ("anna", "zoe"):
        collaborator(seeded, login, "push")
    pull = open_pull(seeded)
    forget(seeded)
    shown = request_reviewers(seeded, pull, reviewers=["anna", "Zoe"])
    assert [user["login"] for user in shown["requested_reviewers"]] == ["anna", "zoe"]
    assert seeded.names == ["pull_request.review_requested"] * 2
    sent = payloads(seeded)["pull_request.review_requested"]
    assert [one["requested_reviewer"]["login"] for one in sent] == ["anna", "zoe"]
    assert "requested_team" not in sent[0]
    forget(seeded)
    request_reviewers(seeded, pull, reviewers=["anna"])
    assert seeded.names == []


def test_a_team_is_asked_as_such(seeded: Seeded) -> None:
    pull = team_pull(seeded)
    shown = request_reviewers(seeded, pull, team_reviewers=["core"])
    assert [team["slug"] for team in shown["requested_teams"]] == ["core"]
    (sent,) = payloads(seeded)["pull_request.review_requested"]
    assert sent["requested_team"]["slug"] == "core"
    assert "requested_reviewer" not in sent
    found = reviewers.list_requested_reviewers(
        seeded.world, seeded.member, **path(seeded.widgets), pull_number=pull.number
    )
    asked = body_of(seeded, "pulls/list-requested-reviewers", found)
    assert (asked["users"], [team["name"] for team in asked["teams"]]) == ([], ["Core"])


def test_a_review_answers_the_request_of_a_user_and_of_the_team(seeded: Seeded) -> None:
    pull = team_pull(seeded)
    request_reviewers(seeded, pull, reviewers=["monalisa"], team_reviewers=["core"])
    forget(seeded)
    reviews.create_review(
        seeded.world, seeded.member, **path(seeded.widgets), pull_number=pull.number, event="APPROVE"
    )
    assert (pull.requested_reviewers, pull.requested_teams) == ((), ())
    assert seeded.names == ["pull_request_review.submitted"]


def test_a_withdrawn_request_is_announced(seeded: Seeded) -> None:
    pull = team_pull(seeded)
    request_reviewers(seeded, pull, reviewers=["monalisa"], team_reviewers=["core"])
    forget(seeded)
    found = reviewers.remove_requested_reviewers(
        seeded.world,
        seeded.actor,
        **path(seeded.widgets),
        pull_number=pull.number,
        reviewers=["Monalisa", "hubot"],
        team_reviewers=["core"],
    )
    shown = body_of(seeded, "pulls/remove-requested-reviewers", found)
    assert (shown["requested_reviewers"], shown["requested_teams"]) == ([], [])
    sent = payloads(seeded)["pull_request.review_request_removed"]
    assert sent[0]["requested_reviewer"]["login"] == "monalisa"
    assert sent[1]["requested_team"]["slug"] == "core"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reviewers": ["octocat"]}, "Review cannot be requested from pull request author."),
        (
            {"reviewers": ["anna", "hubot"]},
            "Reviews may only be requested from collaborators. One or more of the users or teams you "
            "specified is not a collaborator of the octocat/hello-world repository.",
        ),
        ({"reviewers": ["nobody"]}, "Reviews may only be requested from collaborators."),
        ({"team_reviewers": ["core"]}, "Reviews may only be requested from collaborators."),
    ],
)
def test_who_is_no_collaborator_is_not_asked(fields: dict[str, Any], message: str) -> None:
    seeded = watched()
    collaborator(seeded, "anna", "push")
    pull = open_pull(seeded)
    with refused(seeded, ValidationFailed, message):
        request_reviewers(seeded, pull, **fields)


def test_only_who_may_triage_asks() -> None:
    seeded = watched()
    anna = collaborator(seeded, "anna", "pull")
    pull = open_pull(seeded)
    where = {**path(seeded.repository), "pull_number": pull.number}
    for actor in (seeded.stranger, Actor(anna)):
        with refused(seeded, Forbidden):
            reviewers.request_reviewers(seeded.world, actor, **where, reviewers=["anna"])
        with refused(seeded, Forbidden):
            reviewers.remove_requested_reviewers(seeded.world, actor, **where, reviewers=["anna"])


def test_a_request_is_an_update_of_the_pull_request() -> None:
    seeded = watched()
    collaborator(seeded, "anna", "push")
    pull = open_pull(seeded)
    seeded.world.clock.advance(60)
    request_reviewers(seeded, pull, reviewers=["anna"])
    assert (pull.issue.updated_at - NOON).total_seconds() == 60
