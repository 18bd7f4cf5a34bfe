"""Pull requests when branches move below them."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import (
    CHANGED,
    body_of,
    collaborator,
    create_pull,
    forget,
    fork,
    open_issue,
    open_pull,
    path,
    payloads,
    protect,
    watched,
)
from world_helpers import NOON, PRODUCTS, Seeded, commit, head

from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CommitStatus
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations import issues, merges, pulls, pushes, reviews


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def push(seeded: Seeded, branch: str, *, to: Repository | None = None, **fields: Any) -> None:
    repository = to or seeded.repository
    actor = Actor(repository.owner)
    pushes.push(seeded.world, actor, **path(repository), ref=branch, **fields)


def status(seeded: Seeded, pull: PullRequest, state: str, context: str = "ci") -> None:
    world = seeded.world
    with world.transaction():
        world.add(
            CommitStatus(
                world.new_id(CommitStatus),
                seeded.repository,
                pull.head.sha,
                state,
                context,
                seeded.octocat,
                NOON,
                NOON,
            )
        )


def mergeable_state(seeded: Seeded, pull: PullRequest) -> str:
    found = pulls.get(seeded.world, seeded.actor, **path(seeded.repository), pull_number=pull.number)
    shown: str = body_of(seeded, "pulls/get", found)["mergeable_state"]
    return shown


def test_a_push_to_the_head_synchronizes(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    before = pull.head.sha
    forget(seeded)
    seeded.world.clock.advance(60)
    push(seeded, "topic", files={"more.txt": "more\n"})
    assert seeded.names[0] == "push"
    (sent,) = payloads(seeded)["pull_request.synchronize"]
    after = head(seeded.world, seeded.repository, "topic")
    assert (sent["before"], sent["after"]) == (before, after)
    shown = sent["pull_request"]
    assert (shown["head"]["sha"], shown["commits"], shown["changed_files"]) == (after, 2, 2)
    assert shown["updated_at"] == "2026-03-01T12:01:00Z"
    assert seeded.world.git(seeded.repository).ref(f"refs/pull/{pull.number}/head") == after


def test_a_forced_push_synchronizes_too(seeded: Seeded) -> None:
    pull = open_pull(seeded, messages=("one", "two"))
    push(seeded, "topic", source="main", files={"only.txt": "only\n"}, force=True)
    assert (pull.commits, pull.changed_files) == (1, 1)
    assert payloads(seeded)["pull_request.synchronize"][0]["before"] != pull.head.sha


def test_a_push_to_a_fork_synchronizes_in_the_base_repository(seeded: Seeded) -> None:
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    create_pull(seeded, actor=seeded.stranger, head="hubot:topic", base="main", title="x")
    forget(seeded)
    push(seeded, "topic", to=made, files={"ho.txt": "ho\n"})
    repositories = {event.name: event.repository for event in seeded.events}
    assert repositories["push"] is made
    assert repositories["pull_request.synchronize"] is seeded.repository
    (sent,) = payloads(seeded)["pull_request.synchronize"]
    assert sent["pull_request"]["head"]["repo"]["full_name"] == "hubot/hello-world"


def test_a_push_to_the_base_is_taken_in_silently(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    forget(seeded)
    push(seeded, "main", files={"ten.txt": "all other\n"})
    assert not any(name.startswith("pull_request") for name in seeded.names)
    assert pull.base.sha == head(seeded.world, seeded.repository)
    assert mergeable_state(seeded, pull) == "dirty"


def test_commits_that_reach_the_base_by_another_way_merge_it(seeded: Seeded) -> None:
    issue = open_issue(seeded)
    pull = open_pull(seeded, body=f"Fixes #{issue.number}")
    forget(seeded)
    push(seeded, "main", sha=pull.head.sha)
    sent = payloads(seeded)
    shown = sent["pull_request.closed"][0]["pull_request"]
    assert (shown["merged"], shown["state"], shown["merged_by"]["login"]) == (True, "closed", "octocat")
    assert sent["issues.closed"][0]["issue"]["number"] == issue.number
    assert "pull_request.synchronize" not in sent


def test_a_head_without_commits_of_its_own_closes_it(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    push(seeded, "topic", sha=pull.base.sha, force=True)
    assert (pull.issue.state, pull.merged, pull.commits) == ("closed", False, 0)
    assert payloads(seeded)["pull_request.closed"][0]["pull_request"]["merged"] is False


def test_deleting_the_head_closes_it(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    forget(seeded)
    push(seeded, "topic", delete=True)
    assert pull.issue.state == "closed"
    assert payloads(seeded)["pull_request.closed"][0]["pull_request"]["merged"] is False


def test_deleting_the_base_closes_it(seeded: Seeded) -> None:
    push(seeded, "release", source="main")
    pull = open_pull(seeded, base="release")
    push(seeded, "release", delete=True)
    assert pull.issue.state == "closed"
    payloads(seeded)


def test_a_pull_request_on_a_merged_one_moves_to_its_base(seeded: Seeded) -> None:
    lower = open_pull(seeded, branch="lower")
    upper = open_pull(seeded, branch="upper", base="lower", files={"up.txt": "up\n"}, title="Up")
    merges.merge(seeded.world, seeded.actor, **path(seeded.repository), pull_number=lower.number)
    forget(seeded)
    push(seeded, "lower", delete=True)
    assert (upper.issue.state, upper.base.ref, upper.commits) == ("open", "main", 1)
    (sent,) = payloads(seeded)["pull_request.edited"]
    assert sent["changes"]["base"]["ref"] == {"from": "lower"}


def test_keywords_in_commits_close_issues_only_on_the_default_branch(seeded: Seeded) -> None:
    for _ in range(6):
        open_issue(seeded)
    forget(seeded)
    push(seeded, "topic", files={"a": "a"}, message="Fixes #1")
    assert "issues.closed" not in seeded.names
    push(
        seeded,
        "main",
        files={"b": "b"},
        message="closes #2, Resolved: #3\n\nfix octocat/hello-world#4, fixes hubot/other#5. Prefixes #6",
    )
    sent = payloads(seeded)["issues.closed"]
    assert [one["issue"]["number"] for one in sent] == [2, 3, 4]
    assert sent[0]["issue"]["state_reason"] == "completed"


def test_ci_decides_whether_it_is_clean(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    assert mergeable_state(seeded, pull) == "clean"
    status(seeded, pull, "pending")
    assert mergeable_state(seeded, pull) == "unstable"
    status(seeded, pull, "failure")
    assert mergeable_state(seeded, pull) == "unstable"
    status(seeded, pull, "success")
    assert mergeable_state(seeded, pull) == "clean"


def test_a_required_check_blocks_until_it_has_passed() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    protect(seeded, required_contexts=("CI", "lint"))
    assert mergeable_state(seeded, pull) == "blocked"
    status(seeded, pull, "success", "ci")
    assert mergeable_state(seeded, pull) == "blocked"
    status(seeded, pull, "success", "lint")
    assert mergeable_state(seeded, pull) == "clean"


def test_a_strict_check_wants_the_head_up_to_date() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    protect(seeded, strict=True)
    push(seeded, "main", files={"more.txt": "more\n"})
    assert mergeable_state(seeded, pull) == "behind"


def test_a_required_review_blocks_until_somebody_who_may_write_approves() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    protect(seeded, required_approving_review_count=1)
    where = {**path(seeded.repository), "pull_number": pull.number}
    writer = Actor(collaborator(seeded, "writer", "push"))
    reviews.create_review(seeded.world, seeded.stranger, **where, event="APPROVE")
    assert mergeable_state(seeded, pull) == "blocked"
    review = reviews.create_review(seeded.world, writer, **where, event="APPROVE")
    assert mergeable_state(seeded, pull) == "clean"
    reviews.dismiss_review(seeded.world, seeded.actor, **where, review_id=review.id, message="Wait")
    assert mergeable_state(seeded, pull) == "blocked"
    reviews.create_review(seeded.world, writer, **where, event="REQUEST_CHANGES", body="No")
    assert mergeable_state(seeded, pull) == "blocked"


def test_a_closed_pull_request_keeps_what_it_had() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    before = (pull.head.sha, pull.base.sha, pull.commits)
    issues.update(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=pull.number, state="closed"
    )
    push(seeded, "topic", files={"ten.txt": CHANGED + "more\n"})
    push(seeded, "main", files={"more.txt": "more\n"})
    assert (pull.head.sha, pull.base.sha, pull.commits) == before
