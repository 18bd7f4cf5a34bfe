"""Opening and changing pull requests."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import (
    body_of,
    create_pull,
    forget,
    fork,
    only,
    open_issue,
    open_pull,
    path,
    payloads,
    watched,
)
from world_helpers import PRODUCTS, Seeded, commit, head, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.pulls import PullRequest
from fakegithub.operations import pull_changes, pushes


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def update(seeded: Seeded, pull: PullRequest, **fields: Any) -> Any:
    found = pull_changes.update(
        seeded.world, seeded.actor, **path(seeded.repository), pull_number=pull.number, **fields
    )
    return body_of(seeded, "pulls/update", found)


def push(seeded: Seeded, branch: str, **fields: Any) -> None:
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), ref=branch, **fields)


def test_an_opened_pull_request_is_shown_and_announced(seeded: Seeded) -> None:
    world, repository = seeded.world, seeded.repository
    commit(world, repository, {"hi.txt": "hi\nho\n", "README.md": None}, branch="topic", source="main")
    result = pull_changes.create(
        world, seeded.actor, **path(repository), head="topic", base="main", title="Say hi", body="Ho."
    )
    pull = body_of(seeded, "pulls/create", result)
    assert result.location == pull["url"]
    assert (pull["number"], pull["state"], pull["title"], pull["body"]) == (1, "open", "Say hi", "Ho.")
    assert (pull["commits"], pull["changed_files"], pull["additions"], pull["deletions"]) == (1, 2, 2, 1)
    assert (pull["mergeable"], pull["rebaseable"], pull["mergeable_state"]) == (True, True, "clean")
    assert (pull["merged"], pull["merged_at"], pull["merged_by"]) == (False, None, None)
    assert (pull["draft"], pull["maintainer_can_modify"]) == (False, False)
    assert pull["author_association"] == "OWNER"
    assert (pull["head"]["label"], pull["head"]["ref"]) == ("octocat:topic", "topic")
    assert pull["head"]["sha"] == head(world, repository, "topic")
    assert (pull["base"]["label"], pull["base"]["sha"]) == ("octocat:main", head(world, repository))
    assert pull["base"]["repo"]["full_name"] == "octocat/hello-world"
    assert pull["_links"]["statuses"]["href"] == pull["statuses_url"]
    assert pull["statuses_url"].endswith(f"/repos/octocat/hello-world/statuses/{pull['head']['sha']}")
    assert pull["diff_url"].endswith("/octocat/hello-world/pull/1.diff")
    assert pull["review_comment_url"].endswith("/repos/octocat/hello-world/pulls/comments{/number}")
    sent = only(seeded, "pull_request.opened")
    assert list(sent)[:3] == ["action", "number", "pull_request"]
    assert (sent["number"], sent["pull_request"]["head"]["sha"]) == (1, pull["head"]["sha"])
    # GitHub has not tried the merge when it sends this.
    unknown = {"mergeable": None, "rebaseable": None, "mergeable_state": "unknown", "merge_commit_sha": None}
    assert {name: sent["pull_request"][name] for name in unknown} == unknown
    assert sent["repository"]["open_issues_count"] == 1


def test_the_test_merge_stands_in_refs_pull(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    git = seeded.world.git(seeded.repository)
    assert git.ref(f"refs/pull/{pull.number}/head") == pull.head.sha
    merge = git.ref(f"refs/pull/{pull.number}/merge")
    assert merge is not None
    assert merge == pull.merge_commit_sha
    assert git.commit(merge).parents == (pull.base.sha, pull.head.sha)


def test_a_conflict_is_found_at_once(seeded: Seeded) -> None:
    world, repository = seeded.world, seeded.repository
    commit(world, repository, {"README.md": "theirs\n"}, branch="topic", source="main")
    commit(world, repository, {"README.md": "ours\n"})
    pull = create_pull(seeded, head="topic", base="main", title="x")
    shown = body_of(seeded, "pulls/get", pull)
    assert (shown["mergeable"], shown["rebaseable"], shown["mergeable_state"]) == (False, False, "dirty")
    assert shown["merge_commit_sha"] is None
    assert world.git(repository).ref(f"refs/pull/{pull.number}/merge") is None


def test_a_pull_request_from_a_fork(seeded: Seeded) -> None:
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    pull = create_pull(seeded, actor=seeded.stranger, head="hubot:topic", base="main", title="x", draft=True)
    shown = body_of(seeded, "pulls/get", pull)
    assert (shown["head"]["label"], shown["head"]["repo"]["full_name"]) == (
        "hubot:topic",
        "hubot/hello-world",
    )
    assert shown["head"]["repo"]["fork"] is True
    assert (shown["head"]["user"]["login"], shown["base"]["user"]["login"]) == ("hubot", "octocat")
    assert (shown["maintainer_can_modify"], shown["draft"], shown["mergeable_state"]) == (
        True,
        True,
        "draft",
    )
    assert shown["author_association"] == "NONE"
    only(seeded, "pull_request.opened")


def test_the_owner_of_a_fork_may_keep_others_out() -> None:
    seeded = watched()
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    pull = create_pull(
        seeded,
        actor=seeded.stranger,
        head="hubot:topic",
        head_repo="hello-world",
        base="main",
        title="x",
        maintainer_can_modify=False,
    )
    assert pull.maintainer_can_modify is False


def test_an_issue_becomes_a_pull_request(seeded: Seeded) -> None:
    issue = open_issue(seeded, labels=["bug"])
    commit(seeded.world, seeded.repository, {"hi.txt": "hi\n"}, branch="topic", source="main")
    forget(seeded)
    pull = create_pull(seeded, head="topic", base="main", issue=issue.number)
    shown = body_of(seeded, "pulls/get", pull)
    assert (shown["number"], shown["title"]) == (issue.number, "It breaks")
    assert [label["name"] for label in shown["labels"]] == ["bug"]
    only(seeded, "pull_request.opened")
    assert seeded.repository.open_issues_count == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"head": "nothing"}, {"field": "head", "code": "invalid"}),
        ({"head": "nobody:topic"}, {"field": "head", "code": "invalid"}),
        ({"head": "hubot:topic"}, {"field": "head", "code": "invalid"}),
        ({"base": "nothing"}, {"field": "base", "code": "invalid"}),
        ({"title": " "}, {"field": "title", "code": "missing_field"}),
        ({"issue": 99, "title": None}, {"field": "issue", "code": "invalid"}),
        ({"head": "main"}, {"code": "custom", "message": "No commits between main and main"}),
        ({"head": "behind"}, {"code": "custom", "message": "No commits between main and behind"}),
        (
            {"head": "alone"},
            {"code": "custom", "message": "The alone branch has no history in common with main"},
        ),
        (
            {"head": "open"},
            {"code": "custom", "message": "A pull request already exists for octocat:open."},
        ),
    ],
)
def test_a_bad_pull_request_is_refused(fields: dict[str, Any], error: dict[str, str]) -> None:
    seeded = watched()
    world, repository = seeded.world, seeded.repository
    with world.transaction():
        world.git(repository).set_ref("refs/heads/behind", seeded.sha)
    commit(world, repository, {"more.txt": "more\n"})
    commit(world, repository, {"x": "x\n"}, branch="topic", source="main")
    commit(world, repository, {"y": "y\n"}, branch="alone")
    commit(world, repository, {"z": "z\n"}, branch="open", source="main")
    create_pull(seeded, head="open", base="main", title="first")
    forget(seeded)
    wanted = {"head": "topic", "base": "main", "title": "x", **fields}
    with refused(seeded, ValidationFailed, "Validation Failed") as caught:
        create_pull(seeded, **wanted)
    assert caught.value.errors == [{"resource": "PullRequest", **error}]


def test_both_ends_are_named_when_both_are_missing() -> None:
    seeded = watched()
    with refused(seeded, ValidationFailed) as caught:
        create_pull(seeded, head="x", base="y", title="z")
    assert [error["field"] for error in caught.value.errors or [] if isinstance(error, dict)] == [
        "base",
        "head",
    ]


def test_a_private_fork_of_somebody_else_is_no_head() -> None:
    seeded = watched()
    made = fork(seeded, seeded.monalisa)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    with seeded.world.transaction():
        seeded.world.update(made, private=True)
    with refused(seeded, ValidationFailed, "head"):
        create_pull(seeded, actor=seeded.stranger, head="monalisa:topic", base="main", title="x")


def test_an_edited_pull_request_says_what_it_was(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    forget(seeded)
    shown = update(seeded, pull, title="Change 5", body="Better")
    assert (shown["title"], shown["body"]) == ("Change 5", "Better")
    assert only(seeded, "pull_request.edited")["changes"] == {
        "title": {"from": "Change five"},
        "body": {"from": ""},
    }


def test_another_base_changes_what_there_is_to_merge(seeded: Seeded) -> None:
    pull = open_pull(seeded, messages=("first", "second"))
    push(seeded, "release", files={}, source="main")
    before = pull.base.sha
    forget(seeded)
    git = seeded.world.git(seeded.repository)
    first = git.commit(pull.head.sha).parents[0]
    with seeded.world.transaction():
        git.set_ref("refs/heads/release", first)
    shown = update(seeded, pull, base="release", title="Other")
    assert (shown["base"]["ref"], shown["base"]["sha"], shown["commits"]) == ("release", first, 1)
    assert only(seeded, "pull_request.edited")["changes"] == {
        "title": {"from": "Change five"},
        "base": {"ref": {"from": "main"}, "sha": {"from": before}},
    }


def test_a_base_that_is_not_there_is_refused() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    with refused(seeded, ValidationFailed, "Proposed base branch 'x' was not found"):
        update(seeded, pull, title="new", base="x")
    with refused(seeded, ValidationFailed, "missing_field"):
        update(seeded, pull, title="")


def test_a_pull_request_closes_and_opens_again(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    forget(seeded)
    shown = update(seeded, pull, state="closed")
    assert (shown["state"], shown["merged"]) == ("closed", False)
    assert shown["closed_at"] is not None
    assert seeded.repository.open_issues_count == 0
    push(seeded, "topic", files={"more.txt": "more\n"})
    assert "pull_request.synchronize" not in seeded.names
    shown = update(seeded, pull, state="open")
    assert (shown["state"], shown["closed_at"], shown["commits"]) == ("open", None, 2)
    assert shown["head"]["sha"] == head(seeded.world, seeded.repository, "topic")
    sent = payloads(seeded)
    assert sent["pull_request.closed"][0]["pull_request"]["merged"] is False
    assert sent["pull_request.reopened"][0]["pull_request"]["state"] == "open"


def test_it_cannot_open_again_without_its_branch_or_beside_another() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    update(seeded, pull, state="closed")
    other = create_pull(seeded, head="topic", base="main", title="again")
    with refused(seeded, ValidationFailed, "already an open pull request"):
        update(seeded, pull, state="open")
    update(seeded, other, state="closed")
    push(seeded, "topic", delete=True)
    with refused(seeded, ValidationFailed, "state cannot be changed. The topic branch has been deleted."):
        update(seeded, pull, state="open")


def test_it_cannot_open_again_without_its_base() -> None:
    seeded = watched()
    push(seeded, "release", source="main")
    pull = open_pull(seeded, base="release")
    push(seeded, "release", delete=True)
    assert pull.issue.state == "closed"
    with refused(seeded, ValidationFailed, "The release branch has been deleted."):
        update(seeded, pull, state="open")


def test_the_author_changes_the_own_pull_request_and_strangers_none() -> None:
    seeded = watched()
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    own = create_pull(seeded, actor=seeded.stranger, head="hubot:topic", base="main", title="x")
    where = path(seeded.repository)
    pull_changes.update(seeded.world, seeded.stranger, **where, pull_number=own.number, title="y")
    foreign = open_pull(seeded)
    where = {**where, "pull_number": foreign.number}
    for act in (
        lambda: pull_changes.update(seeded.world, seeded.stranger, **where, title="y"),
        lambda: pull_changes.convert_to_draft(seeded.world, seeded.stranger, **where),
        lambda: pull_changes.ready_for_review(seeded.world, seeded.stranger, **where),
    ):
        with refused(seeded, Forbidden):
            act()
    with refused(seeded, NotFound):
        pull_changes.update(seeded.world, seeded.actor, **path(seeded.repository), pull_number=99, title="z")


def test_a_draft_becomes_ready_and_a_draft_again(seeded: Seeded) -> None:
    pull = open_pull(seeded, draft=True)
    where = {**path(seeded.repository), "pull_number": pull.number}
    forget(seeded)
    pull_changes.ready_for_review(seeded.world, seeded.actor, **where)
    pull_changes.ready_for_review(seeded.world, seeded.actor, **where)
    assert (pull.draft, pull.mergeable_state) == (False, "clean")
    pull_changes.convert_to_draft(seeded.world, seeded.actor, **where)
    assert (pull.draft, pull.mergeable_state) == (True, "draft")
    assert seeded.names == ["pull_request.ready_for_review", "pull_request.converted_to_draft"]
    sent = payloads(seeded)
    assert sent["pull_request.ready_for_review"][0]["pull_request"]["draft"] is False
    assert sent["pull_request.converted_to_draft"][0]["pull_request"]["draft"] is True
