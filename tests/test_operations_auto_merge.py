"""Auto-merge: what enables and ends it, and that the merge comes by itself."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import collaborator, forget, fork, open_pull, payloads, protect, watched
from world_helpers import PRODUCTS, Seeded, commit, head, refused

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import AutoMerge, PullRequest
from fakegithub.operations import pull_changes


def waiting(seeded: Seeded, **options: str) -> PullRequest:
    """A pull request that waits for the status ci, with auto-merge enabled."""
    act(seeded, "repos/update", allow_auto_merge=True)
    protect(seeded, required_contexts=("ci",))
    pull = open_pull(seeded)
    act(seeded, "pull_request.enable_auto_merge", pull_number=pull.number, **options)
    return pull


def pass_ci(seeded: Seeded, pull: PullRequest, state: str = "success") -> None:
    act(seeded, "repos/create-commit-status", sha=pull.head.sha, state=state, context="ci")


@pytest.mark.parametrize("product", PRODUCTS)
def test_enabling_it_shows_who_and_how(product: str) -> None:
    seeded = watched(product)
    waiting(seeded, merge_method="squash", commit_title="Five", commit_message="At last")
    made = payloads(seeded)["pull_request.auto_merge_enabled"][0]["pull_request"]
    auto_merge = made["auto_merge"]
    assert auto_merge["enabled_by"]["login"] == "octocat"
    assert auto_merge["merge_method"] == "squash"
    assert (auto_merge["commit_title"], auto_merge["commit_message"]) == ("Five", "At last")
    assert made["state"] == "open"


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_merges_by_itself_after_the_missing_status(product: str) -> None:
    seeded = watched(product)
    pull = waiting(seeded, merge_method="squash", commit_title="Five")
    forget(seeded)
    pass_ci(seeded, pull, "pending")
    assert seeded.names == ["status"]
    pass_ci(seeded, pull)
    assert seeded.names == ["status", "status", "push", "check_suite.requested", "pull_request.closed"]
    closed = payloads(seeded)["pull_request.closed"][0]["pull_request"]
    assert closed["merged"] is True
    assert closed["merged_by"]["login"] == "octocat"
    objects = seeded.world.git(seeded.repository)
    assert objects.commit(head(seeded.world, seeded.repository)).message.splitlines()[0] == "Five"


def test_it_merges_after_the_missing_review() -> None:
    seeded = watched()
    act(seeded, "repos/update", allow_auto_merge=True)
    protect(seeded, required_approving_review_count=1)
    pull = open_pull(seeded)
    act(seeded, "pull_request.enable_auto_merge", pull_number=pull.number)
    reviewer = Actor(collaborator(seeded, "defunkt", "push"))
    act(seeded, "pulls/create-review", actor=reviewer, pull_number=pull.number, event="APPROVE")
    assert pull.merged
    assert pull.merged_by is seeded.octocat
    assert seeded.event("pull_request.closed").sender is seeded.octocat


def test_it_merges_when_a_draft_is_ready() -> None:
    seeded = watched()
    act(seeded, "repos/update", allow_auto_merge=True)
    pull = open_pull(seeded, draft=True)
    act(seeded, "pull_request.enable_auto_merge", pull_number=pull.number)
    act(seeded, "pull_request.ready_for_review", pull_number=pull.number)
    assert pull.merged


def test_only_what_succeeds_merges_and_a_rollback_undoes_it() -> None:
    seeded = watched()
    pull = waiting(seeded)
    snapshot = seeded.world.snapshot()
    with refused(seeded, ValidationFailed):
        act(seeded, "repos/create-commit-status", sha=pull.head.sha, state="success", description="d" * 141)
    assert not pull.merged
    pass_ci(seeded, pull)
    assert pull.merged
    seeded.world.rollback(snapshot)
    assert not pull.merged


def test_disabling_it_leaves_the_pull_request_open() -> None:
    seeded = watched()
    pull = waiting(seeded)
    act(seeded, "pull_request.disable_auto_merge", pull_number=pull.number, reason="Not now")
    made = payloads(seeded)["pull_request.auto_merge_disabled"][0]
    assert made["reason"] == "Not now"
    assert made["pull_request"]["auto_merge"] is None
    pass_ci(seeded, pull)
    assert not pull.merged
    with refused(seeded, ValidationFailed):
        act(seeded, "pull_request.disable_auto_merge", pull_number=pull.number)


@pytest.mark.parametrize(
    ("operation", "parameters", "reason"),
    [
        ("pulls/update", {"state": "closed"}, "Pull request was closed"),
        ("pulls/update", {"base": "other"}, "Base branch was modified"),
        ("pull_request.convert_to_draft", {}, "Pull request was converted to draft"),
    ],
)
def test_it_ends_with_what_it_was_enabled_for(
    operation: str, parameters: dict[str, str], reason: str
) -> None:
    seeded = watched()
    pull = waiting(seeded)
    commit(seeded.world, seeded.repository, {"o": "o"}, "Other", "other", source="main")
    act(seeded, operation, pull_number=pull.number, **parameters)
    (made,) = payloads(seeded)["pull_request.auto_merge_disabled"]
    assert made["reason"] == reason
    assert pull.auto_merge is None


def test_a_push_without_write_access_ends_it() -> None:
    seeded = watched()
    act(seeded, "repos/update", allow_auto_merge=True)
    protect(seeded, required_contexts=("ci",))
    forked = fork(seeded, seeded.hubot)
    commit(seeded.world, forked, {"new.txt": "new"}, "New", "topic", source="main")
    pull = pull_changes.create(
        seeded.world,
        seeded.stranger,
        owner="octocat",
        repo="hello-world",
        head="hubot:topic",
        base="main",
        title="New",
    ).value
    act(seeded, "pull_request.enable_auto_merge", pull_number=pull.number)
    act(
        seeded,
        "push",
        actor=seeded.stranger,
        repository=forked,
        ref="refs/heads/topic",
        files={"new.txt": "newer"},
        message="Newer",
    )
    (made,) = payloads(seeded)["pull_request.auto_merge_disabled"]
    assert made["reason"] == "Head branch was pushed to by a user without write access"
    assert made["sender"]["login"] == "hubot"


def test_the_author_s_own_push_keeps_it() -> None:
    seeded = watched()
    pull = waiting(seeded)
    act(seeded, "push", ref="refs/heads/topic", files={"a": "a"}, message="More")
    assert pull.auto_merge == AutoMerge(seeded.octocat)


@pytest.mark.parametrize(
    ("settings", "method", "message"),
    [
        ({}, "merge", "Auto merge is not allowed for this repository"),
        (
            {"allow_auto_merge": True, "allow_rebase_merge": False},
            "rebase",
            "Rebase merges are not allowed on this repository.",
        ),
        ({"allow_auto_merge": True}, "merge", "Pull request is in clean status"),
    ],
)
def test_what_cannot_wait_is_refused(settings: dict[str, bool], method: str, message: str) -> None:
    seeded = watched()
    act(seeded, "repos/update", **settings)
    pull = open_pull(seeded)
    with refused(seeded, ValidationFailed, message):
        act(seeded, "pull_request.enable_auto_merge", pull_number=pull.number, merge_method=method)


def test_strangers_may_not_enable_or_disable_it() -> None:
    seeded = watched()
    pull = waiting(seeded)
    for operation in ("pull_request.enable_auto_merge", "pull_request.disable_auto_merge"):
        with refused(seeded, Forbidden):
            act(seeded, operation, actor=seeded.stranger, pull_number=pull.number)
