from __future__ import annotations

import pytest
from ci_helpers import do
from world_helpers import Seeded, commit, head, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, MethodNotAllowed, NotFound, ValidationFailed
from fakegithub.model.merge_queue import MergeGroup
from fakegithub.model.pulls import PullRequest

PRODUCTS = ("github.com", "ghec")


@pytest.fixture
def there() -> Seeded:
    return seeded()


def pull_of(there: Seeded, name: str, content: str = "text\n", path: str | None = None) -> PullRequest:
    commit(there.world, there.repository, {path or f"{name}.txt": content}, branch=name, source="main")
    found: PullRequest = value_of(do(there, "pulls/create", title=name, head=name, base="main"))
    there.events.clear()
    return found


def enqueue(there: Seeded, pull: PullRequest) -> MergeGroup:
    found: MergeGroup = do(there, "pull_request.enqueue", pull_number=pull.number)
    return found


def merge(there: Seeded, pull: PullRequest) -> None:
    do(there, "merge_group.merge", pull_number=pull.number)


def branches(there: Seeded) -> list[str]:
    refs = there.world.git(there.repository).refs
    return sorted(ref for ref in refs if ref.startswith("refs/heads/gh-readonly-queue/"))


def group_events(there: Seeded) -> list[tuple[str, str | None, str]]:
    """(action, reason, head_sha) of each merge_group event."""
    told = [payload(there.world, event) for event in there.events if event.event == "merge_group"]
    return [(found["action"], found.get("reason"), found["merge_group"]["head_sha"]) for found in told]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_queued_pull_request_gets_a_branch_to_test(product: str) -> None:
    there = seeded(product)
    pull = pull_of(there, "topic")
    group = enqueue(there, pull)
    ref = f"refs/heads/gh-readonly-queue/main/pr-{pull.number}-{there.sha}"
    assert branches(there) == [ref]
    git = there.world.git(there.repository)
    assert git.commit(git.refs[ref]).parents == (there.sha, pull.head.sha)
    assert "push" in there.names
    assert there.names[-2:] == ["pull_request.enqueued", "merge_group.checks_requested"]
    told = payload(there.world, there.events[-1])
    shown = told["merge_group"]
    assert (shown["head_ref"], shown["head_sha"]) == (ref, group.head_sha)
    assert (shown["base_ref"], shown["base_sha"]) == ("refs/heads/main", there.sha)
    assert shown["head_commit"]["id"] == group.head_sha
    assert shown["head_commit"]["message"].startswith(f"Merge pull request #{pull.number} from octocat/topic")
    assert payload(there.world, there.events[-2])["number"] == pull.number


def test_the_next_one_is_tested_upon_those_before_it(there: Seeded) -> None:
    first, second = pull_of(there, "first"), pull_of(there, "second")
    before, after = enqueue(there, first), enqueue(there, second)
    assert after.base_sha == before.head_sha
    assert there.world.git(there.repository).is_ancestor(first.head.sha, after.head_sha)


def test_the_first_of_the_queue_is_merged(there: Seeded) -> None:
    first, second = pull_of(there, "first"), pull_of(there, "second")
    group, later = enqueue(there, first), enqueue(there, second)
    with refused(there, ValidationFailed, "not the first of the queue"):
        merge(there, second)
    there.events.clear()
    merge(there, first)
    assert (first.merged, first.merge_commit_sha, there.sha) == (True, group.head_sha, group.head_sha)
    names = ["pull_request.dequeued", "push", "check_suite.requested", "pull_request.closed"]
    assert [name for name in there.names if name in names][:3] == [names[0], names[1], names[3]]
    assert payload(there.world, there.event("pull_request.dequeued"))["reason"] == "MERGE"
    assert payload(there.world, there.event("pull_request.closed"))["pull_request"]["merged"] is True
    assert group_events(there) == [("destroyed", "merged", group.head_sha)]
    assert branches(there) == [later.head_ref]
    merge(there, second)
    assert there.sha == later.head_sha
    assert branches(there) == []


def test_one_that_fails_leaves_and_those_behind_it_are_tested_anew(there: Seeded) -> None:
    pulls = [pull_of(there, name) for name in ("first", "second", "third")]
    first, second, third = (enqueue(there, pull) for pull in pulls)
    there.events.clear()
    do(there, "pull_request.dequeue", pull_number=pulls[1].number, reason="CI_FAILURE")
    told = payload(there.world, there.event("pull_request.dequeued"))
    assert (told["number"], told["reason"]) == (pulls[1].number, "CI_FAILURE")
    assert first.head_ref in branches(there)
    anew = there.world.find(MergeGroup, pull_request=pulls[2])
    assert anew is not None
    assert anew.base_sha == first.head_sha
    assert group_events(there) == [
        ("destroyed", "invalidated", second.head_sha),
        ("destroyed", "invalidated", third.head_sha),
        ("checks_requested", None, anew.head_sha),
    ]
    assert not there.world.git(there.repository).is_ancestor(pulls[1].head.sha, anew.head_sha)
    assert pulls[1].issue.state == "open"


def test_one_that_no_longer_merges_leaves_too(there: Seeded) -> None:
    first = pull_of(there, "first", "one\n", "shared.txt")
    second = pull_of(there, "second")
    enqueue(there, first)
    conflicting = pull_of(there, "third", "two\n", "shared.txt")
    with refused(there, MethodNotAllowed):
        enqueue(there, conflicting)
    enqueue(there, second)
    there.events.clear()
    do(there, "pull_request.dequeue", pull_number=second.number)
    assert payload(there.world, there.event("pull_request.dequeued"))["reason"] == "MANUAL"
    assert [row[:2] for row in group_events(there)] == [("destroyed", "dequeued")]


def test_what_cannot_be_queued_is_refused(there: Seeded) -> None:
    pull = pull_of(there, "topic")
    with refused(there, NotFound):
        do(there, "pull_request.dequeue", pull_number=pull.number)
    with refused(there, NotFound):
        merge(there, pull)
    with refused(there, Forbidden):
        do(there, "pull_request.enqueue", by=there.stranger, pull_number=pull.number)
    enqueue(there, pull)
    with refused(there, ValidationFailed, "already in the queue"):
        enqueue(there, pull)
    with refused(there, ValidationFailed, "the reason is one of"):
        do(there, "pull_request.dequeue", pull_number=pull.number, reason="BOREDOM")
    do(there, "pull_request.dequeue", pull_number=pull.number)
    do(there, "pulls/update", pull_number=pull.number, state="closed")
    with refused(there, MethodNotAllowed):
        enqueue(there, pull)


def test_merging_keeps_the_head_of_other_branches(there: Seeded) -> None:
    pull = pull_of(there, "topic")
    before = head(there.world, there.repository, "topic")
    enqueue(there, pull)
    merge(there, pull)
    assert head(there.world, there.repository, "topic") == before
