from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from world_helpers import PRODUCTS, README, Seeded, add_repository, answer, refused, seeded, value_of

from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import gitobjects, refs

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def blob_sha(content: bytes) -> str:
    """As `git hash-object` works it out."""
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()


def make_tree(there: Seeded, *entries: dict[str, Any], base: str | None = None) -> Any:
    return gitobjects.create_tree(there.world, there.actor, **HERE, tree=entries, base_tree=base)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_commit_is_made_of_a_blob_and_a_tree(product: str) -> None:
    there = seeded(product)
    world, actor = there.world, there.actor
    blob = answer(
        world,
        "git/create-blob",
        gitobjects.create_blob(world, actor, **HERE, content="AAEC", encoding="base64"),
    )
    assert blob["sha"] == blob_sha(bytes(range(3)))
    entry = {"path": "bin/data", "mode": "100755", "type": "blob", "sha": blob["sha"]}
    tree = answer(world, "git/create-tree", make_tree(there, entry, base=there.sha))
    assert [(e["path"], e["type"]) for e in tree["tree"]] == [
        ("README.md", "blob"),
        ("bin", "tree"),
        ("src", "tree"),
    ]
    made = gitobjects.create_commit(
        world, actor, **HERE, message="By hand", tree=tree["sha"], parents=[there.sha]
    )
    body = answer(world, "git/create-commit", made)
    assert made.location == body["url"]
    assert (body["message"], body["tree"]["sha"]) == ("By hand", tree["sha"])
    assert body["author"] == {
        "name": "The Octocat",
        "email": "octocat@example.com",
        "date": "2026-03-01T12:00:00Z",
    }
    assert [parent["sha"] for parent in body["parents"]] == [there.sha]
    # No ref leads there, so nothing has happened yet.
    assert there.names == []
    refs.update_ref(world, actor, **HERE, ref="heads/main", sha=body["sha"])
    assert there.names == ["push", "check_suite.requested"]


def test_a_blob_is_read_as_base64(there: Seeded) -> None:
    sha = blob_sha(README.encode())
    body = answer(
        there.world, "git/get-blob", gitobjects.get_blob(there.world, ANONYMOUS, **HERE, file_sha=sha)
    )
    assert (body["encoding"], body["size"]) == ("base64", len(README))
    assert base64.b64decode(body["content"]) == README.encode()


def test_a_tree_is_read_flat_or_whole(there: Seeded) -> None:
    def paths(**wanted: Any) -> list[str]:
        found = gitobjects.get_tree(there.world, ANONYMOUS, **HERE, tree_sha="main", **wanted)
        return [entry.path for entry in found.entries]

    assert paths() == ["README.md", "src"]
    assert paths(recursive="1") == ["README.md", "src", "src/app.py"]


def test_a_tree_may_leave_out_what_its_base_has(there: Seeded) -> None:
    gone = {"path": "src/app.py", "mode": "100644", "type": "blob", "sha": None}
    new = {"path": "new", "mode": "100644", "type": "blob", "content": "new"}
    tree = value_of(make_tree(there, gone, new, base=there.sha))
    assert [(entry.path, entry.sha) for entry in tree.entries] == [
        ("README.md", blob_sha(README.encode())),
        ("new", blob_sha(b"new")),
    ]


def test_author_and_committer_may_be_anybody(there: Seeded) -> None:
    tree = value_of(make_tree(there, {"path": "a", "mode": "100644", "content": "a"})).sha
    author = {"name": "Mona", "email": "monalisa@example.com", "date": "2020-01-02T03:04:05+02:00"}
    made = gitobjects.create_commit(there.world, there.actor, **HERE, message="M", tree=tree, author=author)
    body = answer(there.world, "git/create-commit", made)
    assert body["author"]["date"] == "2020-01-02T01:04:05Z"
    assert body["committer"] == body["author"]
    assert gitobjects.get_commit(there.world, ANONYMOUS, **HERE, commit_sha=body["sha"]) == made.value


def test_an_annotated_tag_has_an_object_of_its_own(there: Seeded) -> None:
    made = gitobjects.create_tag(
        there.world, there.actor, **HERE, tag="v1", message="One\n", object=there.sha, type="commit"
    )
    body = answer(there.world, "git/create-tag", made)
    assert (body["tag"], body["object"]["sha"], body["object"]["type"]) == ("v1", there.sha, "commit")
    assert body["tagger"]["name"] == "The Octocat"
    found = gitobjects.get_tag(there.world, ANONYMOUS, **HERE, tag_sha=body["sha"])
    assert found == made.value


def test_refused_objects_change_nothing(there: Seeded) -> None:
    world, actor, none = there.world, there.actor, "1" * 40
    tree = world.git(there.repository).commit(there.sha).tree_sha
    with refused(there, ValidationFailed, "Tree SHA does not exist"):
        gitobjects.create_commit(world, actor, **HERE, message="M", tree=none)
    with refused(there, ValidationFailed, "Parent SHA does not exist or is not a commit object"):
        gitobjects.create_commit(world, actor, **HERE, message="M", tree=tree, parents=[tree])
    with refused(there, ValidationFailed, "is not a valid date-time"):
        author = {"name": "N", "email": "e", "date": "yesterday"}
        gitobjects.create_commit(world, actor, **HERE, message="M", tree=tree, author=author)
    with refused(there, ValidationFailed, "Must supply a valid tree.mode"):
        make_tree(there, {"path": "a", "mode": "100600", "content": "a"})
    with refused(there, ValidationFailed, "Must supply either tree.sha or tree.content"):
        make_tree(there, {"path": "a", "mode": "100644"})
    with refused(there, ValidationFailed, "tree.path contains a malformed path component"):
        make_tree(there, {"path": "a/../b", "mode": "100644", "content": "a"})
    with refused(there, ValidationFailed, f"tree.sha {none} is not a valid blob"):
        make_tree(there, {"path": "a", "mode": "100644", "sha": none})
    with refused(there, ValidationFailed, "GitRPC::BadObjectState"):
        make_tree(there, {"path": "none", "mode": "100644", "sha": None}, base=there.sha)
    with refused(there, NotFound):
        make_tree(there, {"path": "a", "mode": "100644", "content": "a"}, base=none)
    with refused(there, ValidationFailed, "content is not valid Base64"):
        gitobjects.create_blob(world, actor, **HERE, content="*", encoding="base64")
    with refused(there, ValidationFailed, "Could not verify object"):
        gitobjects.create_tag(world, actor, **HERE, tag="v", message="m", object=none, type="commit")
    with refused(there, Forbidden):
        gitobjects.create_blob(world, there.stranger, **HERE, content="x")
    for read, name in ((gitobjects.get_blob, "file_sha"), (gitobjects.get_tag, "tag_sha")):
        with refused(there, NotFound):
            read(world, actor, **HERE, **{name: there.sha})
    with refused(there, NotFound):
        gitobjects.get_commit(world, actor, **HERE, commit_sha=tree)
    with refused(there, NotFound):
        gitobjects.get_tree(world, actor, **HERE, tree_sha="none")


def test_an_empty_repository_takes_no_objects(there: Seeded) -> None:
    with there.world.transaction():
        add_repository(there.world, there.octocat, "empty", files={})
    with refused(there, Conflict, "Git Repository is empty."):
        gitobjects.create_blob(there.world, there.actor, owner="octocat", repo="empty", content="x")
