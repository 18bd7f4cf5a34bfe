"""Pull requests as lists, with their files and commits."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import body_of, create_pull, fork, open_pull, path, watched
from world_helpers import PRODUCTS, Seeded, commit, refused

from fakegithub.errors import NotFound
from fakegithub.operations import comments, pull_changes, pulls, pushes


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def test_a_pull_request_is_shown_to_everybody(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    where = path(seeded.repository)
    found = pulls.get(seeded.world, seeded.stranger, **where, pull_number=pull.number)
    assert body_of(seeded, "pulls/get", found)["id"] == pull.id
    with refused(seeded, NotFound, "Not Found"):
        pulls.get(seeded.world, seeded.actor, **where, pull_number=99)


def test_its_files_have_counts_and_patches(seeded: Seeded) -> None:
    pull = open_pull(
        seeded,
        files={"ten.txt": "line 1\n", "README.md": None, "new.bin": b"\0\1", "src/app.py": "print('hi')\n"},
    )
    found = pulls.list_files(
        seeded.world, seeded.stranger, **path(seeded.repository), pull_number=pull.number
    )
    files = {file["filename"]: file for file in body_of(seeded, "pulls/list-files", found)}
    assert {name: file["status"] for name, file in files.items()} == {
        "README.md": "removed",
        "new.bin": "added",
        "src/app.py": "modified",
        "ten.txt": "modified",
    }
    assert (files["ten.txt"]["additions"], files["ten.txt"]["deletions"]) == (0, 9)
    assert files["src/app.py"]["patch"] == "@@ -1 +1 @@\n-print('hello')\n+print('hi')"
    assert "patch" not in files["new.bin"]
    assert f"/blob/{pull.head.sha}/src%2Fapp.py" in files["src/app.py"]["blob_url"]
    shown = body_of(seeded, "pulls/get", pull)
    assert shown["changed_files"] == 4
    assert (shown["additions"], shown["deletions"]) == (
        sum(file["additions"] for file in files.values()),
        sum(file["deletions"] for file in files.values()),
    )


def test_its_files_are_what_the_head_changed_and_not_the_base() -> None:
    seeded = watched()
    pull = open_pull(seeded)
    pushes.push(seeded.world, seeded.actor, **path(seeded.repository), files={"README.md": "Other\n"})
    found = pulls.list_files(seeded.world, seeded.actor, **path(seeded.repository), pull_number=pull.number)
    assert [file.filename for file in found] == ["ten.txt"]
    assert pull.changed_files == 1


def test_its_commits_come_oldest_first(seeded: Seeded) -> None:
    pull = open_pull(seeded, messages=("one", "two", "three"))
    found = pulls.list_commits(
        seeded.world, seeded.stranger, **path(seeded.repository), pull_number=pull.number
    )
    commits = body_of(seeded, "pulls/list-commits", found)
    assert [one["commit"]["message"] for one in commits] == ["one", "two", "three"]
    assert commits[-1]["sha"] == pull.head.sha
    assert commits[0]["author"]["login"] == "octocat"
    assert pull.commits == 3


@pytest.fixture
def listed() -> Seeded:
    """Four pull requests, a minute apart: a (closed), b, c onto b, and d from hubot's fork."""
    seeded = watched()
    world, where = seeded.world, path(seeded.repository)
    for branch, base in (("a", "main"), ("b", "main"), ("c", "b")):
        open_pull(seeded, branch=branch, base=base, title=branch, files={f"{branch}.txt": f"{branch}\n"})
        world.clock.advance(60)
    made = fork(seeded, seeded.hubot)
    commit(world, made, {"d.txt": "d\n"}, branch="b", source="main")
    create_pull(seeded, actor=seeded.stranger, head="hubot:b", base="main", title="d")
    world.clock.advance(60)
    pull_changes.update(world, seeded.actor, **where, pull_number=1, state="closed")
    comments.create_comment(world, seeded.actor, **where, issue_number=2, body="Hm")
    return seeded


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["d", "c", "b"]),
        ({"direction": "asc"}, ["b", "c", "d"]),
        ({"state": "all"}, ["d", "c", "b", "a"]),
        ({"state": "closed"}, ["a"]),
        ({"base": "b"}, ["c"]),
        ({"head": "octocat:b"}, ["b"]),
        ({"head": "Hubot:b"}, ["d"]),
        # Without the owner GitHub ignores it.
        ({"head": "b"}, ["d", "c", "b"]),
        ({"sort": "updated"}, ["c", "d", "b"]),
        ({"sort": "updated", "direction": "desc"}, ["b", "d", "c"]),
        ({"sort": "popularity", "direction": "desc"}, ["b", "d", "c"]),
    ],
)
def test_pull_requests_are_filtered_and_sorted(
    listed: Seeded, filters: dict[str, Any], titles: list[str]
) -> None:
    found = pulls.list_pulls(listed.world, listed.stranger, **path(listed.repository), **filters)
    assert [pull["title"] for pull in body_of(listed, "pulls/list", found)] == titles


def test_a_list_does_not_say_whether_they_can_be_merged(seeded: Seeded) -> None:
    open_pull(seeded)
    found = pulls.list_pulls(seeded.world, seeded.actor, **path(seeded.repository))
    (pull,) = body_of(seeded, "pulls/list", found)
    assert "mergeable" not in pull
    assert "additions" not in pull
    assert pull["draft"] is False
