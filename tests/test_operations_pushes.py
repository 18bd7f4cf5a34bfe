from __future__ import annotations

import pytest
from world_helpers import PRODUCTS, Seeded, add_repository, commit, head, payload, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import pushes
from fakegithub.operations.operation import perform
from fakegithub.operations.pushes import move_refs, push, push_refs

NONE = "0" * 40
HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture(params=PRODUCTS)
def everywhere(request: pytest.FixtureRequest) -> Seeded:
    return seeded(request.param)


@pytest.fixture
def there() -> Seeded:
    return seeded()


def pushed(there: Seeded, ref: str | None = None, **options: object) -> str | None:
    return push(there.world, there.actor, owner="octocat", repo="hello-world", ref=ref, **options)  # type: ignore[arg-type]


def without_app(there: Seeded) -> None:
    """Nobody is asked for checks."""
    with there.world.transaction():
        there.world.update(there.installation, permissions={"metadata": "read"})


def test_a_push_to_a_branch_says_what_arrived(everywhere: Seeded) -> None:
    before = everywhere.sha
    after = pushed(
        everywhere,
        files={"README.md": "# Hello again\n", "new.txt": "new\n", "src/app.py": None},
        message="Say it again",
    )
    assert head(everywhere.world, everywhere.repository) == after
    assert everywhere.names == ["push", "check_suite.requested"]
    body = payload(everywhere.world, everywhere.event("push"))
    assert (body["ref"], body["before"], body["after"]) == ("refs/heads/main", before, after)
    assert (body["created"], body["deleted"], body["forced"], body["base_ref"]) == (False, False, False, None)
    html = everywhere.world.urls.html(everywhere.repository)
    assert body["compare"] == f"{html}/compare/{before[:12]}...{after[:12]}"
    (arrived,) = body["commits"]
    assert arrived == body["head_commit"]
    assert arrived["id"] == after
    assert arrived["message"] == "Say it again"
    assert arrived["timestamp"] == "2026-03-01T12:00:00Z"
    assert arrived["distinct"] is True
    assert arrived["url"] == f"{html}/commit/{after}"
    author = {"name": "The Octocat", "email": "octocat@example.com", "username": "octocat"}
    assert {name: arrived["author"][name] for name in author} == author
    assert (arrived["added"], arrived["removed"], arrived["modified"]) == (
        ["new.txt"],
        ["src/app.py"],
        ["README.md"],
    )
    assert body["pusher"] == {"name": "octocat", "email": "octocat@example.com"}
    assert body["repository"]["full_name"] == "octocat/hello-world"
    assert body["sender"]["login"] == "octocat"


def test_a_renamed_file_is_removed_and_added(there: Seeded) -> None:
    pushed(there, files={"src/app.py": None, "src/main.py": "print('hello')\n"})
    (arrived,) = payload(there.world, there.event("push"))["commits"]
    assert (arrived["added"], arrived["removed"]) == (["src/main.py"], ["src/app.py"])


def test_a_new_branch_is_created_and_pushed(everywhere: Seeded) -> None:
    after = pushed(everywhere, "feature", files={"a.txt": "a"}, message="Add a")
    assert everywhere.names == ["push", "create", "check_suite.requested"]
    body = payload(everywhere.world, everywhere.event("push"))
    assert (body["ref"], body["before"], body["created"]) == ("refs/heads/feature", NONE, True)
    assert [c["id"] for c in body["commits"]] == [after]
    assert body["base_ref"] is None
    assert body["compare"].endswith(f"/commit/{after[:12]}")
    made = payload(everywhere.world, everywhere.event("create"))
    assert (made["ref"], made["ref_type"]) == ("feature", "branch")
    assert (made["master_branch"], made["description"]) == ("main", "My first repository")
    assert made["pusher_type"] == "user"


def test_a_branch_without_commits_of_its_own_names_the_one_it_came_from(there: Seeded) -> None:
    pushed(there, "copy")
    body = payload(there.world, there.event("push"))
    assert body["commits"] == []
    assert body["head_commit"]["id"] == there.sha
    assert body["base_ref"] == "refs/heads/main"
    assert body["compare"].endswith("/compare/copy")


def test_several_commits_come_oldest_first(there: Seeded) -> None:
    pushed(there, "feature", commits=[{"files": {f"{n}": f"{n}"}, "message": f"Number {n}"} for n in "abc"])
    body = payload(there.world, there.event("push"))
    assert [c["message"] for c in body["commits"]] == ["Number a", "Number b", "Number c"]
    first, last = body["commits"][0]["id"], body["commits"][-1]["id"]
    assert body["compare"].endswith(f"/compare/{first[:12]}^...{last[:12]}")


def test_commits_that_another_branch_has_are_not_distinct(there: Seeded) -> None:
    shared = pushed(there, "feature", files={"a.txt": "a"})
    there.events.clear()
    pushed(there, "main", sha=shared)
    body = payload(there.world, there.event("push"))
    assert [(c["id"], c["distinct"]) for c in body["commits"]] == [(shared, False)]


def test_a_commit_by_somebody_unknown_has_no_username(there: Seeded) -> None:
    author = {"name": "Nobody", "email": "nobody@example.org"}
    pushed(there, commits=[{"files": {"a": "a"}, "message": "A", "author": author}])
    (arrived,) = payload(there.world, there.event("push"))["commits"]
    assert arrived["author"]["name"] == "Nobody"
    assert "username" not in arrived["author"]
    assert arrived["committer"]["username"] == "octocat"


def test_a_deleted_branch_leaves_nothing(everywhere: Seeded) -> None:
    before = pushed(everywhere, "feature", files={"a.txt": "a"})
    everywhere.events.clear()
    pushed(everywhere, "feature", delete=True)
    assert everywhere.world.git(everywhere.repository).ref("refs/heads/feature") is None
    assert everywhere.names == ["push", "delete"]
    body = payload(everywhere.world, everywhere.event("push"))
    assert (body["before"], body["after"], body["deleted"]) == (before, NONE, True)
    assert (body["commits"], body["head_commit"]) == ([], None)
    gone = payload(everywhere.world, everywhere.event("delete"))
    assert (gone["ref"], gone["ref_type"], gone["pusher_type"]) == ("feature", "branch", "user")


def test_a_tag_has_a_head_commit_but_no_commits(everywhere: Seeded) -> None:
    pushed(everywhere, "refs/tags/v1", sha=everywhere.sha)
    assert everywhere.names == ["push", "create"]
    body = payload(everywhere.world, everywhere.event("push"))
    assert (body["ref"], body["commits"]) == ("refs/tags/v1", [])
    assert body["head_commit"]["id"] == everywhere.sha
    assert body["base_ref"] == "refs/heads/main"
    made = payload(everywhere.world, everywhere.event("create"))
    assert (made["ref"], made["ref_type"]) == ("v1", "tag")


def test_a_push_that_would_lose_commits_needs_force(there: Seeded) -> None:
    first = there.sha
    second = commit(there.world, there.repository, {"a.txt": "a"})
    with refused(there, ValidationFailed, "Update is not a fast forward"):
        pushed(there, sha=first)
    pushed(there, sha=first, force=True)
    body = payload(there.world, there.event("push"))
    assert (body["forced"], body["before"], body["after"], body["commits"]) == (True, second, first, [])


def test_force_with_a_source_puts_the_branch_on_another_base(there: Seeded) -> None:
    first = there.sha
    commit(there.world, there.repository, {"a.txt": "a"})
    after = pushed(there, files={"b.txt": "b"}, source=first, force=True)
    assert there.world.git(there.repository).commit(after).parents == (first,)
    assert there.event("push").subjects["forced"] is True


def test_nothing_is_said_of_a_ref_that_stays(there: Seeded) -> None:
    pushed(there, sha=there.sha)
    assert there.names == []


def test_a_push_makes_the_repository_younger_and_knows_its_language(there: Seeded) -> None:
    there.world.clock.advance(60)
    pushed(there, files={"lib.go": "package lib\n" * 9})
    assert there.repository.pushed_at == there.world.now()
    assert there.repository.language == "Go"
    assert there.octocat.id in there.repository.contributors


def test_the_first_branch_of_an_empty_repository_becomes_its_default(there: Seeded) -> None:
    world, actor = there.world, there.actor
    with world.transaction():
        empty = add_repository(world, there.octocat, "empty", files={})
    push(world, actor, owner="octocat", repo="empty", ref="trunk", files={"a": "a"})
    assert empty.default_branch == "trunk"


def test_an_app_that_writes_checks_is_asked_for_its_suite(everywhere: Seeded) -> None:
    before = everywhere.sha
    after = pushed(everywhere, files={"a.txt": "a"})
    event = everywhere.event("check_suite.requested")
    assert event.only_app is everywhere.app
    suite = payload(everywhere.world, event)["check_suite"]
    assert (suite["head_sha"], suite["head_branch"]) == (after, "main")
    assert (suite["before"], suite["after"]) == (before, after)
    assert (suite["status"], suite["conclusion"]) == ("queued", None)
    assert suite["head_commit"]["id"] == after
    assert (suite["pull_requests"], suite["latest_check_runs_count"]) == ([], 0)


def test_an_app_that_does_not_write_checks_is_not_asked(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.installation, permissions={"checks": "read"})
    pushed(there, files={"a.txt": "a"})
    assert there.names == ["push"]


def test_more_than_three_tags_at_once_are_silent(there: Seeded) -> None:
    refs = [f"refs/tags/v{n}" for n in range(4)]
    with there.world.transaction():
        move_refs(there.world, there.actor, there.repository, dict.fromkeys(refs, there.sha))
    assert there.names == []
    assert [ref for ref in there.world.git(there.repository).refs if ref.startswith("refs/tags/")] == refs
    with there.world.transaction():
        move_refs(there.world, there.actor, there.repository, dict.fromkeys(refs[:3]))
    assert there.names == ["push", "delete"] * 3


def test_a_push_of_several_refs_tells_of_each(there: Seeded) -> None:
    without_app(there)
    push_refs(there.world, there.actor, **HERE, refs={"one": "main", "refs/tags/v1": there.sha})
    assert there.names == ["push", "create"] * 2
    there.events.clear()
    push_refs(there.world, there.actor, **HERE, refs={"one": None, "refs/tags/v1": None})
    assert there.names == ["push", "delete"] * 2
    with refused(there, NotFound):
        push_refs(there.world, there.actor, **HERE, refs={"two": "nowhere"})
    with refused(there, Forbidden):
        push_refs(there.world, there.stranger, **HERE, refs={"two": "main"})


def test_more_branches_than_5000_at_once_are_silent(there: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    # The limit itself takes minutes to reach.
    assert pushes._BRANCHES_AT_ONCE == 5000
    monkeypatch.setattr(pushes, "_BRANCHES_AT_ONCE", 2)
    without_app(there)
    push_refs(there.world, there.actor, **HERE, refs=dict.fromkeys(("a", "b", "c"), "main"))
    assert there.names == []
    push_refs(there.world, there.actor, **HERE, refs=dict.fromkeys(("a", "b")))
    assert there.names == ["push", "delete"] * 2


def test_at_most_2048_commits_are_named(there: Seeded) -> None:
    wanted = [{"files": {}, "message": str(n)} for n in range(2050)]
    pushed(there, commits=wanted)
    named = there.event("push").subjects["commits"]
    assert (len(named), named[0].commit.message, named[-1].commit.message) == (2048, "2", "2049")


def test_refused_pushes_change_nothing(there: Seeded) -> None:
    with refused(there, Forbidden, "Must have push access to repository"):
        push(there.world, there.stranger, owner="octocat", repo="hello-world", files={"a": "a"})
    with refused(there, NotFound):
        push(there.world, there.stranger, owner="octo-org", repo="widgets", files={"a": "a"})
    with refused(there, NotFound):
        pushed(there, "feature", source="no-such-branch", files={"a": "a"})
    with refused(there, NotFound):
        pushed(there, "no-such-branch", delete=True)
    with refused(there, ValidationFailed, "Cannot delete the default branch"):
        pushed(there, delete=True)
    with refused(there, ValidationFailed, "Object does not exist"):
        pushed(there, sha="1" * 40)
    with refused(there, ValidationFailed, "not a valid ref name"):
        pushed(there, "not..good", files={"a": "a"})
    with refused(there, ValidationFailed):
        pushed(there, files={"../out": "a"})
    with refused(there, ValidationFailed):
        pushed(there, files={"no-such-file": None})


def test_the_default_branch_outlives_a_merge_that_deletes_heads(there: Seeded) -> None:
    commit(there.world, there.repository, {"a": "a"}, branch="release", source="main")
    before = commit(there.world, there.repository, {"b": "b"})
    where = {"owner": "octocat", "repo": "hello-world"}
    perform(there.world, there.actor, "repos/update", **where, delete_branch_on_merge=True)
    pull = perform(there.world, there.actor, "pulls/create", **where, title="x", head="main", base="release")
    perform(there.world, there.actor, "pulls/merge", **where, pull_number=pull.number)
    assert pull.merged
    assert head(there.world, there.repository) == before
