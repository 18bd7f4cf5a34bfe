"""What a protected branch refuses, at every door that moves a branch.

The texts are GitHub's: https://github.com/supportpal/github-gh-cli/issues/47,
https://github.com/az-digital/arizona-bootstrap/issues/1524, https://github.com/OSGeo/grass/issues/1286
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from api_helpers import Door
from pull_helpers import collaborator, create_pull, forget, open_pull, path, protect, watched
from world_helpers import NOON, Seeded, commit, head, refused

from fakegithub.errors import ApiError, Conflict, MethodNotAllowed, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.protections import Actors, BranchProtection
from fakegithub.operations import (
    commits,
    contents,
    deployments,
    merge_queue,
    merges,
    pushes,
    refs,
    reviews,
    statuses,
)
from fakegithub.operations.protections import disable_protections

NEEDS_PULL = "Changes must be made through a pull request."
EXPECTED = 'Required status check "ci/build" is expected.'
UNAUTHORIZED = "You're not authorized to push to this branch. Visit "
REVIEWS = {"reviews_required": True, "required_approving_review_count": 1}
GH006 = "GH006: Protected branch update failed for refs/heads/main.\n\n- "
NEW = base64.b64encode(b"new\n").decode()


@pytest.fixture
def there() -> Seeded:
    """With the branch `topic` ahead of main, and `old`, where main was before."""
    there = watched()
    commit(there.world, there.repository, {"old.txt": "old\n"}, "Old", "old", source="main")
    commit(there.world, there.repository, {"topic.txt": "topic\n"}, "Topic", "topic", source="main")
    commit(there.world, there.repository, {"more.txt": "more\n"}, "More", "main")
    commit(there.world, there.repository, {"ready.txt": "ready\n"}, "Ready", "ready", source="main")
    return there


@pytest.fixture
def writer(there: Seeded) -> Actor:
    return Actor(collaborator(there, "mona", "push"))


def blob(there: Seeded, name: str) -> str:
    entry = there.world.git(there.repository).read_path(there.sha, name)
    assert entry is not None
    return entry.sha


def push(there: Seeded, actor: Actor, **parameters: Any) -> Any:
    wanted = parameters or {"files": {"new.txt": "new\n"}}
    return pushes.push(there.world, actor, **path(there.repository), **wanted)


def push_refs(there: Seeded, actor: Actor) -> None:
    pushes.push_refs(there.world, actor, **path(there.repository), refs={"fine": "old", "main": "ready"})


def create_file(there: Seeded, actor: Actor) -> Any:
    return contents.create_or_update_file_contents(
        there.world, actor, **path(there.repository), path="new.txt", message="New", content=NEW
    )


def update_file(there: Seeded, actor: Actor) -> Any:
    return contents.create_or_update_file_contents(
        there.world,
        actor,
        **path(there.repository),
        path="README.md",
        message="Newer",
        content=NEW,
        sha=blob(there, "README.md"),
    )


def delete_file(there: Seeded, actor: Actor) -> Any:
    return contents.delete_file(
        there.world,
        actor,
        **path(there.repository),
        path="README.md",
        message="Gone",
        sha=blob(there, "README.md"),
    )


def update_ref(there: Seeded, actor: Actor, to: str = "ready", **parameters: Any) -> Any:
    sha = head(there.world, there.repository, to)
    return refs.update_ref(
        there.world, actor, **path(there.repository), ref="heads/main", sha=sha, **parameters
    )


def merge_branch(there: Seeded, actor: Actor) -> Any:
    return commits.merge(there.world, actor, **path(there.repository), base="main", head="topic")


def approve(there: Seeded, actor: Actor, number: int, event: str = "APPROVE") -> None:
    reviews.create_review(
        there.world, actor, **path(there.repository), pull_number=number, event=event, body="So I say"
    )


def succeed(there: Seeded, sha: str, context: str = "ci/build", state: str = "success") -> None:
    statuses.create_commit_status(
        there.world, there.actor, **path(there.repository), sha=sha, state=state, context=context
    )


DOORS: dict[str, tuple[Callable[..., Any], type[ApiError], str]] = {
    "push": (push, ValidationFailed, GH006),
    "push.refs": (push_refs, ValidationFailed, GH006),
    "create file": (create_file, Conflict, "Could not create file: "),
    "update file": (update_file, Conflict, "Could not update file: "),
    "delete file": (delete_file, Conflict, "Could not delete file: "),
    "update ref": (update_ref, ValidationFailed, ""),
    "merge branch": (merge_branch, Conflict, ""),
}
doors = pytest.mark.parametrize("door", DOORS)


@doors
@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (REVIEWS, NEEDS_PULL),
        ({"reviews_required": True}, NEEDS_PULL),
        ({"required_contexts": ("ci/build",)}, EXPECTED),
        ({"required_contexts": ("ci/build", "lint")}, "2 of 2 required status checks are expected."),
        ({"lock_branch": True}, "Cannot change this locked branch"),
        ({"restrictions": Actors()}, UNAUTHORIZED),
    ],
)
def test_a_protected_branch_refuses_at_every_door(
    there: Seeded, writer: Actor, door: str, rules: dict[str, Any], reason: str
) -> None:
    protect(there, **rules)
    go, error, before = DOORS[door]
    with refused(there, error, before + reason) as caught:
        go(there, writer)
    assert caught.value.documentation_url == "https://docs.github.com/articles/about-protected-branches"


@doors
def test_a_branch_that_merely_is_protected_takes_what_loses_nothing(
    there: Seeded, writer: Actor, door: str
) -> None:
    protect(there)
    before = there.sha
    DOORS[door][0](there, writer)
    assert there.sha != before


@doors
def test_administrators_pass_unless_it_is_enforced(there: Seeded, door: str) -> None:
    rules = protect(there, **REVIEWS, required_contexts=("ci/build",), lock_branch=True, enforce_admins=True)
    go, error, before = DOORS[door]
    with refused(there, error, before + NEEDS_PULL):
        go(there, there.actor)
    with there.world.transaction():
        there.world.update(rules, enforce_admins=False)
    go(there, there.actor)


def test_an_app_is_no_administrator(there: Seeded) -> None:
    protect(there, **REVIEWS)
    with refused(there, ValidationFailed, NEEDS_PULL):
        push(there, there.bot)
    pull = create_pull(there, head="ready", base="main", title="Ready")
    with refused(there, MethodNotAllowed, "At least 1 approving review is required"):
        merges.merge(there.world, there.bot, **path(there.repository), pull_number=pull.number)


def test_all_reasons_are_told(there: Seeded, writer: Actor) -> None:
    protect(there, **REVIEWS, required_contexts=("ci/build",))
    with refused(there, ValidationFailed) as caught:
        push(there, writer)
    assert caught.value.message == f"{GH006}{NEEDS_PULL}\n\n- {EXPECTED}"
    with refused(there, Conflict) as caught:
        create_file(there, writer)
    assert caught.value.message == f"Could not create file: {NEEDS_PULL} {EXPECTED}"


def test_a_commit_that_has_passed_its_checks_arrives(there: Seeded, writer: Actor) -> None:
    protect(there, required_contexts=("ci/build",))
    ready = head(there.world, there.repository, "ready")
    succeed(there, ready, state="pending")
    with refused(there, ValidationFailed, 'Required status check "ci/build" is pending.'):
        update_ref(there, writer)
    succeed(there, ready, state="failure")
    with refused(there, ValidationFailed, 'Required status check "ci/build" is failing.'):
        update_ref(there, writer)
    succeed(there, ready)
    update_ref(there, writer)
    assert there.sha == ready


def test_an_approved_pull_request_can_be_merged_locally_and_pushed(there: Seeded, writer: Actor) -> None:
    """As GitHub's troubleshooting of required status checks says: no checks on the merge commit itself."""
    protect(there, **REVIEWS, required_contexts=("ci/build",))
    pull = create_pull(there, head="ready", base="main", title="Ready")
    git = there.world.git(there.repository)
    author = git.commit(there.sha).author
    merged = git.merge(there.sha, pull.head.sha, message="Merged here", author=author).sha
    assert merged is not None
    with refused(there, ValidationFailed, "At least 1 approving review is required by reviewers with"):
        push(there, writer, ref="main", sha=merged)
    succeed(there, pull.head.sha)
    approve(there, writer, pull.number, "REQUEST_CHANGES")
    with refused(there, ValidationFailed, "- Changes have been requested."):
        push(there, writer, ref="main", sha=merged)
    approve(there, writer, pull.number)
    push(there, writer, ref="main", sha=merged)
    assert (there.sha, pull.merged) == (merged, True)


def test_a_push_with_more_than_the_pull_request_needs_checks_of_its_own(there: Seeded) -> None:
    protect(there, required_contexts=("ci/build",), enforce_admins=True)
    pull = create_pull(there, head="topic", base="main", title="Behind main")
    succeed(there, pull.head.sha)
    with refused(there, Conflict, EXPECTED):
        merge_branch(there, there.actor)


@pytest.mark.parametrize("enforced", [True, False])
def test_force_pushes_and_deletions_are_refused_to_everyone(there: Seeded, enforced: bool) -> None:
    """`Rules applied to everyone including administrators` is above the two in the settings."""
    with there.world.transaction():
        there.world.update(there.repository, default_branch="ready")
    rules = protect(there, enforce_admins=enforced)
    force = {"ref": "main", "sha": head(there.world, there.repository, "old"), "force": True}
    for actor in (there.actor, Actor(collaborator(there, "mona", "push"))):
        with refused(there, ValidationFailed, GH006 + "Cannot force-push to this branch"):
            push(there, actor, **force)
        with refused(there, ValidationFailed, "422 Cannot force-push to this branch"):
            update_ref(there, actor, "old", force=True)
        with refused(there, ValidationFailed, GH006 + "Cannot delete this protected branch"):
            push(there, actor, ref="main", delete=True)
        with refused(there, ValidationFailed, "422 Cannot delete this protected branch"):
            refs.delete_ref(there.world, actor, **path(there.repository), ref="heads/main")
    with there.world.transaction():
        there.world.update(rules, allow_force_pushes=True, allow_deletions=True)
    push(there, actor, **force)
    refs.delete_ref(there.world, actor, **path(there.repository), ref="heads/main")
    assert there.world.git(there.repository).ref("refs/heads/main") is None


def test_a_locked_branch_is_not_deleted(there: Seeded, writer: Actor) -> None:
    with there.world.transaction():
        there.world.update(there.repository, default_branch="ready")
    protect(there, lock_branch=True, allow_deletions=True)
    with refused(there, ValidationFailed, "Cannot change this locked branch"):
        push(there, writer, ref="main", delete=True)


def test_allowed_force_pushes_override_no_other_rule(there: Seeded, writer: Actor) -> None:
    protect(there, allow_force_pushes=True, required_contexts=("ci/build",))
    with refused(there, ValidationFailed, EXPECTED):
        update_ref(there, writer, "old", force=True)


def test_those_who_may_bypass_pull_requests_push_without_one(there: Seeded, writer: Actor) -> None:
    bypass = Actors(users=(writer.user,), apps=(there.app,))
    rules = protect(there, **REVIEWS, bypass_allowances=bypass)
    push(there, writer)
    push(there, there.bot, files={"bot.txt": "bot\n"})
    with there.world.transaction():
        there.world.update(rules, required_contexts=("ci/build",))
    with refused(there, ValidationFailed, GH006 + EXPECTED):
        push(there, writer, files={"newer.txt": "newer\n"})


def test_those_who_may_bypass_pull_requests_merge_without_reviews(there: Seeded, writer: Actor) -> None:
    protect(there, **REVIEWS, bypass_allowances=Actors(users=(writer.user,)))
    pull = create_pull(there, head="ready", base="main", title="Ready")
    other = Actor(collaborator(there, "lisa", "push"))
    where = {**path(there.repository), "pull_number": pull.number}
    with refused(there, MethodNotAllowed, "At least 1 approving review is required"):
        merges.merge(there.world, other, **where)
    merges.merge(there.world, writer, **where)
    assert pull.merged


def test_restrictions_list_who_may_push(there: Seeded, writer: Actor) -> None:
    other = Actor(collaborator(there, "lisa", "push"))
    with there.world.transaction():
        there.world.update(there.team, members={**there.team.members, other.user.id: "member"})
    rules = protect(there, restrictions=Actors(users=(writer.user,)), enforce_admins=True)
    push(there, writer)
    with refused(there, ValidationFailed, UNAUTHORIZED):
        push(there, other, files={"other.txt": "other\n"})
    # Administrators always may, people and apps: GitHub's `About protected branches`.
    push(there, there.actor, files={"admin.txt": "admin\n"})
    push(there, there.bot, files={"bot.txt": "bot\n"})
    with there.world.transaction():
        there.world.update(rules, restrictions=Actors(teams=(there.team,)))
    push(there, other, files={"other.txt": "other\n"})
    with refused(there, ValidationFailed, UNAUTHORIZED):
        push(there, writer, files={"newer.txt": "newer\n"})


def test_an_app_without_administration_must_be_listed(there: Seeded) -> None:
    rules = protect(there, restrictions=Actors())
    bot = there.bot
    assert bot.token is not None
    bot.token.permissions = {"contents": "write"}
    with refused(there, ValidationFailed, UNAUTHORIZED):
        push(there, bot)
    with there.world.transaction():
        there.world.update(rules, restrictions=Actors(apps=(there.app,)))
    push(there, bot)


def test_restrictions_hold_for_merging_as_well(there: Seeded, writer: Actor) -> None:
    pull = create_pull(there, head="ready", base="main", title="Ready")
    protect(there, restrictions=Actors())
    # https://github.com/ansible/ansibullbot/pull/1014
    with refused(there, MethodNotAllowed, UNAUTHORIZED):
        merges.merge(there.world, writer, **path(there.repository), pull_number=pull.number)


def test_a_locked_branch_takes_no_merge(there: Seeded, writer: Actor) -> None:
    pull = create_pull(there, head="ready", base="main", title="Ready")
    protect(there, lock_branch=True)
    with refused(there, MethodNotAllowed, "Cannot change this locked branch"):
        merges.merge(there.world, writer, **path(there.repository), pull_number=pull.number)


def test_a_linear_history_has_no_merge_commits(there: Seeded, writer: Actor) -> None:
    protect(there, required_linear_history=True)
    with refused(there, Conflict, "409 This branch must not contain merge commits."):
        merge_branch(there, writer)
    pull = create_pull(there, head="topic", base="main", title="Topic")
    where = {**path(there.repository), "pull_number": pull.number}
    with refused(there, MethodNotAllowed, "Merge commits are not allowed on this repository."):
        merges.merge(there.world, writer, **where)
    push(there, writer)
    merges.merge(there.world, writer, **where, merge_method="squash")


def test_a_merge_that_fulfils_everything_is_not_refused_as_a_push(there: Seeded, writer: Actor) -> None:
    protect(there, **REVIEWS, required_contexts=("ci/build",), enforce_admins=True)
    pull = create_pull(there, head="ready", base="main", title="Ready")
    approve(there, writer, pull.number)
    succeed(there, pull.head.sha)
    merges.merge(there.world, there.actor, **path(there.repository), pull_number=pull.number)
    assert pull.merged


def test_a_queue_merges_into_a_protected_branch(there: Seeded) -> None:
    protect(there, **REVIEWS, enforce_admins=True)
    pull = create_pull(there, head="ready", base="main", title="Ready")
    where = {**path(there.repository), "pull_number": pull.number}
    merge_queue.enqueue(there.world, there.actor, **where)
    merge_queue.merge_group(there.world, there.actor, **where)
    assert pull.merged


def protect_pattern(there: Seeded, pattern: str, **rules: Any) -> None:
    world = there.world
    with world.transaction():
        number = world.new_id(BranchProtection)
        world.add(BranchProtection(number, there.repository, pattern, NOON, NOON, **rules))


def test_branches_are_created_unless_a_rule_says_otherwise(there: Seeded, writer: Actor) -> None:
    protect_pattern(there, "rel-*", **REVIEWS, required_contexts=("ci/build",), restrictions=Actors())
    push(there, writer, ref="rel-1", source="main")
    protect_pattern(there, "fix-*", restrictions=Actors(), block_creations=True)
    with refused(there, ValidationFailed, UNAUTHORIZED):
        push(there, writer, ref="fix-1", source="main")
    # https://github.com/actions/github-script/issues/455
    where = {**path(there.repository), "ref": "refs/heads/fix-1", "sha": there.sha}
    with refused(there, ValidationFailed, "422 Reference update failed"):
        refs.create_ref(there.world, writer, **where)
    refs.create_ref(there.world, there.actor, **where)


def test_bringing_a_protected_head_up_to_date_is_refused(there: Seeded, writer: Actor) -> None:
    pull = create_pull(there, head="topic", base="main", title="Topic")
    protect_pattern(there, "topic", **REVIEWS)
    where = {**path(there.repository), "pull_number": pull.number}
    with refused(there, ValidationFailed, NEEDS_PULL):
        merges.update_branch(there.world, writer, **where)
    merges.update_branch(there.world, there.actor, **where)


def test_a_deployment_does_not_merge_into_a_protected_branch(there: Seeded, writer: Actor) -> None:
    protect_pattern(there, "topic", **REVIEWS)
    with refused(there, Conflict, NEEDS_PULL):
        deployments.create_deployment(there.world, writer, **path(there.repository), ref="topic")


def test_a_merged_head_that_is_protected_stays(there: Seeded) -> None:
    pull = open_pull(there, branch="kept")
    protect_pattern(there, "kept")
    with there.world.transaction():
        there.world.update(there.repository, delete_branch_on_merge=True)
    forget(there)
    merges.merge(there.world, there.actor, **path(there.repository), pull_number=pull.number)
    assert there.world.git(there.repository).ref("refs/heads/kept") is not None
    assert "delete" not in there.names


def test_other_branches_and_tags_are_not_meant(there: Seeded, writer: Actor) -> None:
    protect(there, **REVIEWS, lock_branch=True, restrictions=Actors(), enforce_admins=True)
    push(there, writer, ref="ready", files={"new.txt": "new\n"})
    push(there, writer, ref="refs/tags/main", sha=there.sha)


def test_protections_that_are_switched_off_refuse_nothing(there: Seeded, writer: Actor) -> None:
    protect(there, **REVIEWS, enforce_admins=True)
    disable_protections(there.world, there.actor, **path(there.repository))
    push(there, writer)


@pytest.mark.parametrize("product", ["github.com", "ghes-3.14"])
def test_the_api_answers_with_the_reason(product: str) -> None:
    door = Door(product)
    there = door.seeded
    ready = commit(there.world, there.repository, {"ready.txt": "ready\n"}, "Ready", "ready", source="main")
    protect(there, **REVIEWS, required_contexts=("ci/build",), enforce_admins=True)
    asked: dict[str, tuple[str, dict[str, Any], int, str]] = {
        "contents/new.txt": ("PUT", {"message": "New", "content": NEW}, 409, "Could not create file: "),
        "git/refs/heads/main": ("PATCH", {"sha": ready}, 422, ""),
        "merges": ("POST", {"base": "main", "head": "ready"}, 409, ""),
    }
    for where, (method, body, status, before) in asked.items():
        answer = door.call(method, f"/repos/octocat/hello-world/{where}", json=body)
        found = answer.json()
        assert (answer.status_code, found["message"]) == (status, f"{before}{NEEDS_PULL} {EXPECTED}")
        assert found["documentation_url"] == "https://docs.github.com/articles/about-protected-branches"
