from __future__ import annotations

import pytest
from world_helpers import PRODUCTS, Seeded, add_repository, answer, commit, head, payload, refused, seeded

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations.refs import create_ref, delete_ref, get_ref, list_matching_refs, update_ref

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_created_branch_is_pushed_and_created(product: str) -> None:
    there = seeded(product)
    made = create_ref(there.world, there.actor, **HERE, ref="refs/heads/feature/a", sha=there.sha)
    body = answer(there.world, "git/create-ref", made)
    root = f"{there.world.urls.api_root}/repos/octocat/hello-world/git"
    assert (body["ref"], body["url"]) == ("refs/heads/feature/a", f"{root}/refs/heads/feature/a")
    assert made.location == body["url"]
    assert body["object"] == {
        "type": "commit",
        "sha": there.sha,
        "url": f"{root}/commits/{there.sha}",
    }
    assert there.names == ["push", "create", "check_suite.requested"]
    assert payload(there.world, there.event("create"))["ref"] == "feature/a"


def test_a_ref_is_found_by_its_name_without_refs(there: Seeded) -> None:
    found = get_ref(there.world, ANONYMOUS, **HERE, ref="heads/main")
    assert (found.ref, found.object_sha) == ("refs/heads/main", there.sha)


def test_refs_are_listed_by_the_beginning_of_their_name(there: Seeded) -> None:
    for name in ("feature-b", "feature-a", "other"):
        commit(there.world, there.repository, {name: name}, branch=name, source="main")
    found = list_matching_refs(there.world, ANONYMOUS, **HERE, ref="heads/feature")
    assert [ref.ref for ref in found] == ["refs/heads/feature-a", "refs/heads/feature-b"]
    assert list_matching_refs(there.world, ANONYMOUS, **HERE, ref="heads/none") == []
    assert len(list_matching_refs(there.world, ANONYMOUS, **HERE)) == 4


def test_a_ref_moves_forward_and_with_force_anywhere(there: Seeded) -> None:
    first = there.sha
    second = commit(there.world, there.repository, {"a": "a"}, branch="side", source="main")
    update_ref(there.world, there.actor, **HERE, ref="heads/main", sha=second)
    assert (head(there.world, there.repository), there.event("push").subjects["forced"]) == (second, False)
    with refused(there, ValidationFailed, "Update is not a fast forward"):
        update_ref(there.world, there.actor, **HERE, ref="heads/main", sha=first)
    there.events.clear()
    moved = update_ref(there.world, there.actor, **HERE, ref="heads/main", sha=first, force=True)
    assert (moved.object_sha, there.event("push").subjects["forced"]) == (first, True)


def test_a_deleted_ref_is_gone(there: Seeded) -> None:
    commit(there.world, there.repository, {"a": "a"}, branch="side", source="main")
    delete_ref(there.world, there.actor, **HERE, ref="heads/side")
    assert there.names == ["push", "delete"]
    with refused(there, NotFound):
        get_ref(there.world, there.actor, **HERE, ref="heads/side")


def test_an_annotated_tag_is_shown_as_a_tag(there: Seeded) -> None:
    repo = there.world.git(there.repository)
    tagger = repo.commit(there.sha).author
    sha = repo.write_tag(name="v1", message="One", tagger=tagger, object_sha=there.sha)
    made = create_ref(there.world, there.actor, **HERE, ref="refs/tags/v1", sha=sha)
    body = answer(there.world, "git/create-ref", made)
    assert (body["object"]["type"], body["object"]["sha"]) == ("tag", sha)
    pushed = payload(there.world, there.event("push"))
    assert (pushed["after"], pushed["head_commit"]["id"]) == (sha, there.sha)


def test_refused_moves_change_nothing(there: Seeded) -> None:
    world, actor, sha = there.world, there.actor, there.sha
    blob = world.git(there.repository).write_blob(b"no commit")
    with refused(there, ValidationFailed, "Reference already exists"):
        create_ref(world, actor, **HERE, ref="refs/heads/main", sha=sha)
    with refused(there, ValidationFailed, "Reference name must start with 'refs/'."):
        create_ref(world, actor, **HERE, ref="heads/new", sha=sha)
    with refused(there, ValidationFailed, "not a valid ref name"):
        create_ref(world, actor, **HERE, ref="refs/heads/a..b", sha=sha)
    with refused(there, ValidationFailed, "Object does not exist"):
        create_ref(world, actor, **HERE, ref="refs/heads/new", sha="1" * 40)
    with refused(there, ValidationFailed, "Reference update failed"):
        create_ref(world, actor, **HERE, ref="refs/heads/new", sha=blob)
    with refused(there, ValidationFailed, "Reference does not exist"):
        update_ref(world, actor, **HERE, ref="heads/none", sha=sha)
    with refused(there, ValidationFailed, "Reference does not exist"):
        delete_ref(world, actor, **HERE, ref="heads/none")
    with refused(there, ValidationFailed, "Cannot delete the default branch"):
        delete_ref(world, actor, **HERE, ref="heads/main")
    with refused(there, Forbidden, "Must have push access to repository"):
        create_ref(world, there.stranger, **HERE, ref="refs/heads/new", sha=sha)


def test_an_empty_repository_says_so(there: Seeded) -> None:
    with there.world.transaction():
        add_repository(there.world, there.octocat, "empty", files={})
    with refused(there, Conflict, "Git Repository is empty."):
        list_matching_refs(there.world, there.actor, owner="octocat", repo="empty", ref="heads")
    with refused(there, Conflict, "Git Repository is empty."):
        create_ref(there.world, there.actor, owner="octocat", repo="empty", ref="refs/heads/a", sha=there.sha)
