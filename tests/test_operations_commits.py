from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from world_helpers import NOON, PRODUCTS, Seeded, add_repository, answer, commit, head, refused, seeded

from fakegithub import git
from fakegithub.errors import Conflict, Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations.branches import get_branch, list_branches, list_tags
from fakegithub.operations.commits import (
    compare_commits_with_basehead,
    get_commit,
    list_branches_for_head_commit,
    list_commits,
    merge,
)

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def shown(there: Seeded, ref: str) -> Any:
    return answer(there.world, "repos/get-commit", get_commit(there.world, ANONYMOUS, **HERE, ref=ref))


def compared(there: Seeded, basehead: str) -> Any:
    found = compare_commits_with_basehead(there.world, ANONYMOUS, **HERE, basehead=basehead)
    return answer(there.world, "repos/compare-commits-with-basehead", found)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_commit_is_shown_with_its_files(product: str) -> None:
    there = seeded(product)
    first = there.sha
    sha = commit(there.world, there.repository, {"README.md": "# Hello\nMore\n", "src/app.py": None}, "More")
    body = shown(there, "main")
    api, html = there.world.urls.api(there.repository), there.world.urls.html(there.repository)
    assert body["sha"] == sha
    assert (body["url"], body["html_url"]) == (f"{api}/commits/{sha}", f"{html}/commit/{sha}")
    assert (body["author"]["login"], body["commit"]["author"]["name"]) == ("octocat", "The Octocat")
    assert body["commit"]["message"] == "More"
    assert body["commit"]["verification"]["reason"] == "unsigned"
    assert body["parents"] == [
        {"sha": first, "url": f"{api}/commits/{first}", "html_url": f"{html}/commit/{first}"}
    ]
    assert body["stats"] == {"total": 2, "additions": 1, "deletions": 1}
    readme, app = body["files"]
    assert (readme["filename"], readme["status"], readme["additions"]) == ("README.md", "modified", 1)
    assert readme["patch"] == "@@ -1 +1,2 @@\n # Hello\n+More"
    # A removed file is shown where it still was.
    assert (app["filename"], app["status"]) == ("src/app.py", "removed")
    assert app["blob_url"] == f"{html}/blob/{first}/src%2Fapp.py"
    assert app["contents_url"] == f"{api}/contents/src%2Fapp.py?ref={first}"


def test_a_commit_is_named_by_branch_tag_sha_and_short_sha(there: Seeded) -> None:
    with there.world.transaction():
        there.world.git(there.repository).set_ref("refs/tags/v1", there.sha)
    names = ("main", "heads/main", "refs/heads/main", "v1", "tags/v1", there.sha, there.sha[:7])
    assert {shown(there, name)["sha"] for name in names} == {there.sha}
    with refused(there, ValidationFailed, "No commit found for SHA: nowhere"):
        shown(there, "nowhere")


def test_nobody_s_email_leaves_the_account_null(there: Seeded) -> None:
    repo = there.world.git(there.repository)
    nobody = git.Signature("Nobody", "nobody@example.org", NOON)
    bot = git.Signature("bot", f"{there.app.bot.id}+ci-bot[bot]@users.noreply.github.com", NOON)
    sha = repo.commit_files(parent=there.sha, files={}, message="x", author=nobody, committer=bot)
    body = shown(there, sha)
    assert body["author"] is None
    assert body["committer"]["login"] == "ci-bot[bot]"
    assert body["commit"]["author"] == {
        "name": "Nobody",
        "email": "nobody@example.org",
        "date": "2026-03-01T12:00:00Z",
    }


def test_history_is_listed_newest_first_and_filtered(there: Seeded) -> None:
    first = there.sha
    there.world.clock.advance(3600)
    second = commit(there.world, there.repository, {"src/app.py": "print(1)\n"})

    def found(**wanted: Any) -> list[str]:
        return [c.sha for c in list_commits(there.world, ANONYMOUS, **HERE, **wanted)]

    assert found() == [second, first]
    assert found(sha=first) == [first]
    assert found(path="README.md") == [first]
    assert found(author="OctoCat") == found(author="octocat@example.com") == [second, first]
    assert found(committer="hubot") == []
    assert found(since=NOON + timedelta(minutes=1)) == [second]
    assert found(until=NOON) == [first]
    listed = answer(there.world, "repos/list-commits", list_commits(there.world, ANONYMOUS, **HERE))
    assert "files" not in listed[0]
    with refused(there, NotFound):
        found(sha="nowhere")


@pytest.mark.parametrize("product", PRODUCTS)
def test_two_branches_are_compared_from_their_merge_base(product: str) -> None:
    there = seeded(product)
    base = there.sha
    one = commit(there.world, there.repository, {"a": "a\n"}, "One", "side", "main")
    two = commit(there.world, there.repository, {"b": "b\n"}, "Two", "side")
    commit(there.world, there.repository, {"c": "c\n"}, "Meanwhile")
    body = compared(there, "main...side")
    assert (body["status"], body["ahead_by"], body["behind_by"]) == ("diverged", 2, 1)
    assert body["total_commits"] == 2
    assert [c["sha"] for c in body["commits"]] == [one, two]
    assert [(f["filename"], f["status"]) for f in body["files"]] == [("a", "added"), ("b", "added")]
    assert body["merge_base_commit"]["sha"] == base
    assert body["url"].endswith("/repos/octocat/hello-world/compare/main...side")
    assert body["diff_url"].endswith("/octocat/hello-world/compare/main...side.diff")


def test_a_comparison_says_who_is_ahead(there: Seeded) -> None:
    first = there.sha
    commit(there.world, there.repository, {"a": "a"})
    assert compared(there, f"{first}...main")["status"] == "ahead"
    assert compared(there, f"main...{first}")["status"] == "behind"
    same = compared(there, "main...octocat:main")
    assert (same["status"], same["commits"], same["files"]) == ("identical", [], [])


def test_a_fork_is_compared_by_its_owner(there: Seeded) -> None:
    with there.world.transaction():
        fork = add_repository(there.world, there.hubot, "hello-world", files={}, parent=there.repository)
        there.world.git(fork).set_ref("refs/heads/main", there.sha)
    sha = commit(there.world, fork, {"fork": "f"})
    body = compared(there, "main...hubot:main")
    assert [c["sha"] for c in body["commits"]] == [sha]
    with refused(there, NotFound):
        compared(there, "main...monalisa:main")


def test_what_cannot_be_compared_is_not_found(there: Seeded) -> None:
    repo = there.world.git(there.repository)
    alone = repo.commit_files(
        parent=None, files={"x": "x"}, message="x", author=repo.commit(there.sha).author
    )
    with refused(there, NotFound, "No common ancestor"):
        compared(there, f"main...{alone}")
    for wrong in ("main", "main...nowhere", "main..side", "...main"):
        with refused(there, NotFound):
            compared(there, wrong)


def test_a_branch_is_merged_with_a_commit(there: Seeded) -> None:
    ours = commit(there.world, there.repository, {"c": "c"})
    theirs = commit(there.world, there.repository, {"a": "a"}, branch="side", source="main")
    result = merge(there.world, there.actor, **HERE, base="main", head="side")
    body = answer(there.world, "repos/merge", result)
    assert result.status == 201
    assert [p["sha"] for p in body["parents"]] == [ours, theirs]
    assert body["commit"]["message"] == "Merge side into main"
    assert body["commit"]["committer"]["email"] == "noreply@github.com"
    assert head(there.world, there.repository) == body["sha"]
    assert there.names == ["push", "check_suite.requested"]
    commits = there.event("push").subjects["commits"]
    assert [(c.commit.sha, c.distinct) for c in commits] == [(theirs, False), (body["sha"], True)]
    again = merge(there.world, there.actor, **HERE, base="main", head="side")
    assert (again.status, again.value) == (204, None)


def test_refused_merges_change_nothing(there: Seeded) -> None:
    commit(there.world, there.repository, {"README.md": "theirs\n"}, branch="side", source="main")
    commit(there.world, there.repository, {"README.md": "ours\n"})
    with refused(there, Conflict, "Merge conflict"):
        merge(there.world, there.actor, **HERE, base="main", head="side")
    with refused(there, NotFound, "Base does not exist"):
        merge(there.world, there.actor, **HERE, base="none", head="side")
    with refused(there, NotFound, "Head does not exist"):
        merge(there.world, there.actor, **HERE, base="main", head="none")
    with refused(there, Forbidden):
        merge(there.world, there.stranger, **HERE, base="main", head="side")


def test_branches_and_tags_are_listed(there: Seeded) -> None:
    commit(there.world, there.repository, {"a": "a"}, branch="side", source="main")
    with there.world.transaction():
        for tag in ("v1", "v2"):
            there.world.git(there.repository).set_ref(f"refs/tags/{tag}", there.sha)
    branches = list_branches(there.world, ANONYMOUS, **HERE)
    assert [branch.name for branch in branches] == ["main", "side"]
    assert list_branches(there.world, ANONYMOUS, **HERE, protected=True) == []
    heads = list_branches_for_head_commit(there.world, ANONYMOUS, **HERE, commit_sha=there.sha)
    assert [branch.name for branch in heads] == ["main"]
    tags = answer(there.world, "repos/list-tags", list_tags(there.world, ANONYMOUS, **HERE))
    assert [tag["name"] for tag in tags] == ["v2", "v1"]
    assert tags[0]["zipball_url"].endswith("/repos/octocat/hello-world/zipball/refs/tags/v2")
    with refused(there, NotFound, "Branch not found"):
        get_branch(there.world, ANONYMOUS, **HERE, branch="none")


def test_an_empty_repository_has_no_history(there: Seeded) -> None:
    with there.world.transaction():
        add_repository(there.world, there.octocat, "empty", files={})
    with refused(there, Conflict, "Git Repository is empty."):
        list_commits(there.world, there.actor, owner="octocat", repo="empty")
    assert list_branches(there.world, there.actor, owner="octocat", repo="empty") == []
