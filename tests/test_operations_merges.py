"""Merging, in all three ways and in all the ways that it can be refused."""

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
from world_helpers import PRODUCTS, Seeded, commit, head, refused

from fakegithub.errors import ApiError, Conflict, Forbidden, MethodNotAllowed, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.operations import issues, merges, pushes


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def merge(seeded: Seeded, pull: PullRequest, actor: Actor | None = None, **fields: Any) -> Any:
    result = merges.merge(
        seeded.world,
        actor or seeded.actor,
        **path(seeded.repository),
        pull_number=pull.number,
        **fields,
    )
    return body_of(seeded, "pulls/merge", result)


def update_branch(seeded: Seeded, pull: PullRequest, actor: Actor | None = None, **fields: Any) -> Any:
    result = merges.update_branch(
        seeded.world,
        actor or seeded.actor,
        **path(seeded.repository),
        pull_number=pull.number,
        **fields,
    )
    return body_of(seeded, "pulls/update-branch", result)


def settings(seeded: Seeded, **changes: Any) -> None:
    with seeded.world.transaction():
        seeded.world.update(seeded.repository, **changes)


def test_a_merge_is_pushed_and_announced(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    base, source = pull.base.sha, pull.head.sha
    forget(seeded)
    with refused(seeded, NotFound):
        check(seeded, pull)
    answer = merge(seeded, pull)
    assert answer == {
        "sha": head(seeded.world, seeded.repository),
        "merged": True,
        "message": "Pull Request successfully merged",
    }
    made = seeded.world.git(seeded.repository).commit(answer["sha"])
    assert made.parents == (base, source)
    assert made.message == "Merge pull request #1 from octocat/topic\n\nChange five"
    assert (made.author.email, made.committer.name) == (
        "octocat@example.com",
        "GitHub Enterprise" if seeded.world.product.is_ghes else "GitHub",
    )
    sent = payloads(seeded)
    assert [name for name in seeded.names if name != "check_suite.requested"] == [
        "push",
        "pull_request.closed",
    ]
    assert (sent["push"][0]["ref"], sent["push"][0]["after"]) == ("refs/heads/main", answer["sha"])
    shown = sent["pull_request.closed"][0]["pull_request"]
    assert (shown["merged"], shown["state"], shown["merge_commit_sha"]) == (True, "closed", answer["sha"])
    assert (shown["merged_by"]["login"], shown["merged_at"]) == ("octocat", "2026-03-01T12:00:00Z")
    assert (shown["mergeable"], shown["mergeable_state"]) == (None, "unknown")
    assert (shown["base"]["sha"], shown["head"]["sha"]) == (base, source)
    assert body_of(seeded, "pulls/get", pull)["merged"] is True
    assert check(seeded, pull) is None


def check(seeded: Seeded, pull: PullRequest) -> Any:
    found = merges.check_if_merged(
        seeded.world, seeded.stranger, **path(seeded.repository), pull_number=pull.number
    )
    return body_of(seeded, "pulls/check-if-merged", found)


def test_a_squash_makes_one_commit(seeded: Seeded) -> None:
    pull = open_pull(seeded, messages=("one", "two\n\nand a half"))
    base = pull.base.sha
    answer = merge(seeded, pull, merge_method="squash")
    git = seeded.world.git(seeded.repository)
    made = git.commit(answer["sha"])
    assert made.parents == (base,)
    assert made.message == "Change five (#1)\n\n* one\n\n* two\n\nand a half"
    found = git.read_path(answer["sha"], "ten.txt")
    assert found is not None
    assert git.read_blob(found.sha) == CHANGED.encode()
    assert payloads(seeded)["pull_request.closed"][0]["pull_request"]["merged"] is True


def test_a_squash_of_one_commit_takes_its_message() -> None:
    seeded = watched()
    pull = open_pull(seeded, messages=("Change it\n\nBecause.",), title="Other")
    answer = merge(seeded, pull, merge_method="squash")
    made = seeded.world.git(seeded.repository).commit(answer["sha"])
    assert made.message == "Change it (#1)\n\nBecause."


def test_a_rebase_puts_the_commits_on_the_base(seeded: Seeded) -> None:
    pull = open_pull(seeded, messages=("one", "two"))
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"more.txt": "more\n"})
    base = head(seeded.world, seeded.repository)
    answer = merge(seeded, pull, merge_method="rebase")
    log = list(seeded.world.git(seeded.repository).log(answer["sha"], exclude=[base]))
    assert [made.message for made in log] == ["two", "one"]
    assert log[-1].parents == (base,)
    assert pull.merged


@pytest.mark.parametrize(
    ("changes", "fields", "message"),
    [
        ({}, {"commit_title": "T", "commit_message": "M"}, "T\n\nM"),
        ({}, {"commit_message": ""}, "Merge pull request #1 from octocat/topic"),
        (
            {"merge_commit_title": "PR_TITLE", "merge_commit_message": "PR_BODY"},
            {},
            "Change five (#1)\n\nIt is",
        ),
        ({"merge_commit_message": "BLANK"}, {}, "Merge pull request #1 from octocat/topic"),
        (
            {"squash_merge_commit_title": "PR_TITLE", "squash_merge_commit_message": "PR_BODY"},
            {"merge_method": "squash"},
            "Change five (#1)\n\nIt is",
        ),
        ({"squash_merge_commit_message": "BLANK"}, {"merge_method": "squash"}, "Change five (#1)"),
    ],
)
def test_the_message_follows_the_settings(
    changes: dict[str, str], fields: dict[str, str], message: str
) -> None:
    seeded = watched()
    pull = open_pull(seeded, body="It is")
    settings(seeded, **changes)
    answer = merge(seeded, pull, **fields)
    assert seeded.world.git(seeded.repository).commit(answer["sha"]).message == message


def test_issues_are_closed_that_the_body_closes(seeded: Seeded) -> None:
    one, two = open_issue(seeded), open_issue(seeded)
    pull = open_pull(seeded, body=f"Closes #{one.number}", messages=(f"fix #{two.number}",))
    forget(seeded)
    merge(seeded, pull)
    sent = payloads(seeded)["issues.closed"]
    assert {event["issue"]["number"] for event in sent} == {one.number, two.number}


def test_a_merge_elsewhere_than_into_the_default_branch_closes_no_issue() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), ref="release", source="main")
    pull = open_pull(seeded, body=f"Closes #{issue.number}", base="release")
    merge(seeded, pull)
    assert issue.state == "open"


def test_the_head_is_deleted_where_that_is_set(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    settings(seeded, delete_branch_on_merge=True)
    forget(seeded)
    merge(seeded, pull)
    assert seeded.world.git(seeded.repository).ref("refs/heads/topic") is None
    sent = payloads(seeded)
    assert sent["delete"][0]["ref"] == "topic"
    assert [one["ref"] for one in sent["push"]] == ["refs/heads/main", "refs/heads/topic"]
    assert len(sent["pull_request.closed"]) == 1


def test_the_author_of_what_was_merged_is_a_contributor() -> None:
    seeded = watched()
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    pull = create_pull(seeded, actor=seeded.stranger, head="hubot:topic", base="main", title="x")
    merge(seeded, pull)
    assert body_of(seeded, "pulls/get", pull)["author_association"] == "CONTRIBUTOR"


def test_an_app_may_merge(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    merge(seeded, pull, seeded.bot)
    assert payloads(seeded)["pull_request.closed"][0]["sender"]["type"] == "Bot"


@pytest.mark.parametrize(
    ("fields", "changes", "error", "message"),
    [
        ({"sha": "0" * 40}, {}, Conflict, "Head branch was modified. Review and try the merge again."),
        (
            {},
            {"allow_merge_commit": False},
            MethodNotAllowed,
            "Merge commits are not allowed on this repository.",
        ),
        (
            {"merge_method": "squash"},
            {"allow_squash_merge": False},
            MethodNotAllowed,
            "Squash merges are not allowed on this repository.",
        ),
        (
            {"merge_method": "rebase"},
            {"allow_rebase_merge": False},
            MethodNotAllowed,
            "Rebase merges are not allowed on this repository.",
        ),
    ],
)
def test_a_merge_is_refused(
    fields: dict[str, Any], changes: dict[str, Any], error: type[ApiError], message: str
) -> None:
    seeded = watched()
    pull = open_pull(seeded)
    settings(seeded, **changes)
    with refused(seeded, error, message):
        merge(seeded, pull, **fields)


def test_drafts_closed_and_conflicting_ones_are_not_merged() -> None:
    seeded = watched()
    draft = open_pull(seeded, draft=True)
    with refused(seeded, MethodNotAllowed, "Pull Request is still a draft"):
        merge(seeded, draft)
    closed = open_pull(seeded, branch="closed")
    issues.update(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=closed.number, state="closed"
    )
    with refused(seeded, MethodNotAllowed, "Pull Request is not mergeable"):
        merge(seeded, closed)
    dirty = open_pull(seeded, branch="dirty")
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"ten.txt": "x\n"})
    for method in ("merge", "squash", "rebase"):
        with refused(seeded, MethodNotAllowed, "Pull Request is not mergeable"):
            merge(seeded, dirty, merge_method=method)
    other = open_pull(seeded, branch="other", files={"o": "o"})
    merge(seeded, other)
    with refused(seeded, MethodNotAllowed, "Pull Request is not mergeable"):
        merge(seeded, other)


def test_who_cannot_push_cannot_merge() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    with refused(seeded, Forbidden):
        merge(seeded, pull, seeded.stranger)


def test_a_protected_base_says_what_is_missing_and_lets_administrators_pass() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    writer = Actor(collaborator(seeded, "writer", "push"))
    rule = protect(seeded, required_contexts=("ci",))
    with refused(seeded, MethodNotAllowed, 'Required status check "ci" is expected.'):
        merge(seeded, pull, writer)
    with seeded.world.transaction():
        seeded.world.update(rule, required_contexts=(), required_approving_review_count=2)
    with refused(
        seeded,
        MethodNotAllowed,
        "At least 2 approving reviews are required by reviewers with write access.",
    ):
        merge(seeded, pull, writer)
    with seeded.world.transaction():
        seeded.world.update(rule, enforce_admins=True)
    with refused(seeded, MethodNotAllowed):
        merge(seeded, pull)
    with seeded.world.transaction():
        seeded.world.update(rule, enforce_admins=False)
    merge(seeded, pull)


def test_updating_the_branch_merges_the_base_into_it(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    before = pull.head.sha
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"more.txt": "more\n"})
    forget(seeded)
    answer = update_branch(seeded, pull, expected_head_sha=before)
    assert answer["message"] == "Updating pull request branch."
    assert answer["url"].endswith("/repos/octocat/hello-world/pulls/1")
    made = seeded.world.git(seeded.repository).commit(pull.head.sha)
    assert made.parents == (before, pull.base.sha)
    assert made.message == "Merge branch 'main' into topic"
    sent = payloads(seeded)
    assert sent["push"][0]["ref"] == "refs/heads/topic"
    (event,) = sent["pull_request.synchronize"]
    assert (event["before"], event["after"]) == (before, pull.head.sha)


def test_a_branch_is_not_updated_in_vain_blindly_or_with_conflicts() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    with refused(seeded, ValidationFailed, "There are no new commits on the base branch."):
        update_branch(seeded, pull)
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"ten.txt": "x\n"})
    with refused(seeded, ValidationFailed, "expected head sha didn\u2019t match current head ref."):
        update_branch(seeded, pull, expected_head_sha="0" * 40)
    with refused(seeded, ValidationFailed, "merge conflict between base and head"):
        update_branch(seeded, pull)
    with refused(seeded, Forbidden):
        update_branch(seeded, pull, seeded.stranger)
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), ref="topic", delete=True)
    with refused(seeded, ValidationFailed, "head ref does not exist"):
        update_branch(seeded, pull)


def test_maintainers_may_update_a_fork_that_lets_them() -> None:
    seeded = watched()
    made = fork(seeded, seeded.hubot)
    commit(seeded.world, made, {"hi.txt": "hi\n"}, branch="topic", source="main")
    fields = {"head": "hubot:topic", "base": "main", "title": "x"}
    pull = create_pull(seeded, actor=seeded.stranger, **fields, maintainer_can_modify=False)
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"more.txt": "more\n"})
    with refused(seeded, Forbidden):
        update_branch(seeded, pull)
    with seeded.world.transaction():
        seeded.world.update(pull, maintainer_can_modify=True)
    update_branch(seeded, pull)
    assert seeded.world.git(made).ref("refs/heads/topic") == pull.head.sha
