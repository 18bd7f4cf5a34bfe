"""Merges, squashes and rebases, against real git."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from git_oracle import Git, edited, needs_git, random_history, random_text, signature

from fakegithub.git import Repository
from fakegithub.git.graph import merge_bases

TEN = "".join(f"{number}\n" for number in range(10))
LONG = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "oracle.git")


def fork(
    repository: Repository, base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[str, str, str]:
    """A commit with `base`, and two on it that hold exactly `ours` and `theirs`."""
    root = repository.commit_files(parent=None, files=base, message="base", author=signature(0))
    sides = [
        repository.write_commit(
            tree=repository.write_tree(files), parents=[root], message=f"side {n}\n", author=signature(n)
        )
        for n, files in enumerate((ours, theirs), 1)
    ]
    return root, sides[0], sides[1]


def files_at(repository: Repository, sha: str | None) -> dict[str, str]:
    assert sha is not None
    return {
        entry.path: repository.read_blob(entry.sha).decode()
        for entry in repository.tree(sha, recursive=True)
        if entry.type == "blob"
    }


def assert_same_merge(repository: Repository, git: Git, ours: str, theirs: str) -> bool:
    result = repository.merge(ours, theirs, message="m", author=signature(9))
    tree, conflicts = git.merge(ours, theirs)
    assert (repository.commit(result.sha).tree_sha if result.sha else None) == tree, conflicts
    assert bool(result.conflicts) == bool(conflicts)
    return result.sha is not None


def test_changes_in_different_places_merge(repository: Repository) -> None:
    _, ours, theirs = fork(
        repository,
        {"f": TEN, "gone": "x"},
        {"f": "first\n" + TEN, "gone": "x", "new/ours": "o"},
        {"f": TEN + "last\n", "new/theirs": "t"},
    )
    result = repository.merge(ours, theirs, message="Merge", author=signature(5), committer=signature(6))
    assert files_at(repository, result.sha) == {
        "f": "first\n" + TEN + "last\n",
        "new/ours": "o",
        "new/theirs": "t",
    }
    commit = repository.commit(result.sha or "")
    assert (commit.parents, commit.message, commit.author, commit.committer) == (
        (ours, theirs),
        "Merge",
        signature(5),
        signature(6),
    )
    assert repository.can_merge(ours, theirs)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "conflicts"),
    [
        ({"f": TEN}, {"f": TEN.replace("5", "o")}, {"f": TEN.replace("5", "t")}, ("f",)),
        ({"f": TEN}, {"f": TEN.replace("5", "o")}, {"f": TEN.replace("6", "t")}, ("f",)),
        ({"f": TEN}, {"f": TEN.replace("5", "o")}, {}, ("f",)),
        ({}, {"f": "o"}, {"f": "t"}, ("f",)),
        ({"f": "\0"}, {"f": "\0o"}, {"f": "\0t"}, ("f",)),
        ({"f": LONG}, {"o": LONG}, {"t": LONG}, ("f", "o", "t")),
        ({"f": LONG}, {"o": LONG}, {}, ("o",)),
        ({"f": LONG, "k": ""}, {"o": LONG, "k": ""}, {"f": LONG, "o": "else", "k": ""}, ("o",)),
    ],
    ids=[
        "the same line",
        "adjacent lines",
        "changed and removed",
        "added twice",
        "binary",
        "renamed twice",
        "renamed and removed",
        "renamed onto an added file",
    ],
)
@needs_git
def test_a_conflict_names_its_paths_and_makes_no_commit(
    repository: Repository,
    git: Git,
    base: dict[str, str],
    ours: dict[str, str],
    theirs: dict[str, str],
    conflicts: tuple[str, ...],
) -> None:
    _, a, b = fork(repository, base, ours, theirs)
    for first, second in ((a, b), (b, a)):
        result = repository.merge(first, second, message="m", author=signature(3))
        assert (result.sha, result.conflicts, result.shas) == (None, conflicts, ())
        assert not repository.can_merge(first, second)
        assert repository.squash(first, second, message="m", author=signature(3)).conflicts == conflicts
        git.copy(repository.objects)
        assert git.merge(first, second) == (None, set(conflicts))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (
            {"f": TEN},
            {"f": TEN.replace("5", "x")},
            {"f": TEN.replace("5", "x")},
            {"f": TEN.replace("5", "x")},
        ),
        ({"f": LONG}, {"g": LONG}, {"f": LONG + "t\n"}, {"g": LONG + "t\n"}),
        ({"f": LONG}, {"g": "o\n" + LONG}, {"g": LONG + "t\n"}, {"g": "o\n" + LONG + "t\n"}),
        ({"f": TEN}, {"f": TEN}, {"f/x": "dir"}, {"f/x": "dir"}),
        ({"f": "a\nb\nc"}, {"f": "A\nb\nc"}, {"f": "a\nb\nC"}, {"f": "A\nb\nC"}),
        ({"f": TEN}, {}, {"f": TEN, "g": ""}, {"g": ""}),
    ],
    ids=[
        "the same change",
        "renamed and changed",
        "renamed alike",
        "file to directory",
        "no newline",
        "removed",
    ],
)
@needs_git
def test_a_clean_merge_is_gits(
    repository: Repository,
    git: Git,
    base: dict[str, str],
    ours: dict[str, str],
    theirs: dict[str, str],
    merged: dict[str, str],
) -> None:
    _, a, b = fork(repository, base, ours, theirs)
    git.copy(repository.objects)
    for first, second in ((a, b), (b, a)):
        assert assert_same_merge(repository, git, first, second)
        result = repository.merge(first, second, message="m", author=signature(3))
        assert files_at(repository, result.sha) == merged


@needs_git
def test_modes_merge_as_contents_do(repository: Repository, git: Git) -> None:
    root, ours, _ = fork(repository, {"f": TEN}, {"f": TEN + "o\n"}, {"f": TEN})
    blob = repository.read_path(root, "f")
    assert blob is not None
    tree = repository.write_tree_entries([("f", "100755", "blob", blob.sha)])
    theirs = repository.write_commit(tree=tree, parents=[root], message="m", author=signature(4))
    git.copy(repository.objects)
    assert assert_same_merge(repository, git, ours, theirs)


@needs_git
@pytest.mark.parametrize("kind", ["letters", "code", "numbers"])
def test_texts_merge_where_git_merges_them(repository: Repository, git: Git, kind: str) -> None:
    chance = random.Random(kind)
    pairs = []
    for _ in range(100):
        text = random_text(chance, kind)
        ours, theirs = edited(chance, text, kind), edited(chance, text, kind)
        pairs.append(fork(repository, {"f": text}, {"f": ours, "o": "1"}, {"f": theirs, "t": "1"})[1:])
    git.copy(repository.objects)
    clean = [assert_same_merge(repository, git, ours, theirs) for ours, theirs in pairs]
    assert 10 < sum(clean) < 90, "both outcomes are tried"


@needs_git
@pytest.mark.parametrize("seed", range(3))
def test_trees_merge_where_git_merges_them(repository: Repository, git: Git, seed: int) -> None:
    chance = random.Random(seed)
    names = ["a", "b", "src/a", "src/b", "lib/deep/x", "d"]

    def evolve(files: dict[str, str], side: str) -> dict[str, str]:
        result = dict(files)
        for name in chance.sample(sorted(files), 3):
            text = result.pop(name)
            kind = chance.choice(["rename", "edit", "both", "remove", "keep"])
            if kind in ("edit", "both"):
                text = edited(chance, text, "numbers")
            if kind != "remove":
                result[f"{side}/{name}" if kind in ("rename", "both") else name] = text
        return result

    pairs = []
    for _ in range(50):
        base = {name: random_text(chance, "numbers") for name in chance.sample(names, 5)}
        same = chance.choice(["moved", "theirs"])
        pairs.append(fork(repository, base, evolve(base, "moved"), evolve(base, same))[1:])
    git.copy(repository.objects)
    clean = [assert_same_merge(repository, git, ours, theirs) for ours, theirs in pairs]
    assert 5 < sum(clean) < 45, "both outcomes are tried"


@needs_git
@pytest.mark.parametrize("seed", range(20, 24))
def test_branches_merge_where_git_merges_them(repository: Repository, git: Git, seed: int) -> None:
    shas = random_history(repository, seed, length=18)
    git.copy(repository.objects)
    for ours in shas[-5:]:
        for theirs in shas[-5:]:
            assert_same_merge(repository, git, ours, theirs)


@needs_git
def test_criss_cross_merges_use_all_merge_bases(repository: Repository, git: Git) -> None:
    _, a, b = fork(repository, {"f": LONG}, {"f": "a\n" + LONG}, {"f": LONG + "b\n"})
    left = repository.merge(a, b, message="left", author=signature(3)).sha
    right = repository.merge(b, a, message="right", author=signature(4)).sha
    assert left is not None
    assert right is not None
    tops = [
        repository.commit_files(
            parent=parent,
            files={"f": "a\n" + LONG.replace(old, "new\n") + "b\n"},
            message="m",
            author=signature(5),
        )
        for parent, old in ((left, "line 9\n"), (right, "line 30\n"))
    ]
    assert len(merge_bases(repository.objects, *tops)) == 2
    git.copy(repository.objects)
    assert assert_same_merge(repository, git, tops[0], tops[1])


def test_unrelated_histories_merge_over_nothing(repository: Repository) -> None:
    a = repository.commit_files(parent=None, files={"a": "1"}, message="a", author=signature())
    b = repository.commit_files(parent=None, files={"b": "2"}, message="b", author=signature())
    result = repository.merge(a, b, message="m", author=signature())
    assert files_at(repository, result.sha) == {"a": "1", "b": "2"}


def test_a_squash_is_one_commit_on_base(repository: Repository) -> None:
    root, base, head = fork(repository, {"f": TEN}, {"f": TEN, "b": ""}, {"f": TEN + "x\n"})
    head = repository.commit_files(parent=head, files={"g": "y"}, message="two", author=signature(3))
    result = repository.squash(
        base, head, message="Squashed (#1)", author=signature(4), committer=signature(5)
    )
    assert files_at(repository, result.sha) == {"f": TEN + "x\n", "b": "", "g": "y"}
    commit = repository.commit(result.sha or "")
    assert (commit.parents, commit.message, result.shas) == ((base,), "Squashed (#1)", (result.sha,))
    assert (commit.author, commit.committer) == (signature(4), signature(5))
    assert repository.merge_base(result.sha or "", head) == root


@needs_git
def test_a_rebase_makes_the_commits_that_git_rebase_makes(repository: Repository, git: Git) -> None:
    _, base, head = fork(repository, {"f": TEN}, {"f": "o\n" + TEN, "dup": "1"}, {"f": TEN + "1\n"})
    for minute, files in enumerate(({"dup": "1"}, {"f": TEN + "1\n2\n"}, {"new": "n"}), 10):
        head = repository.commit_files(
            parent=head,
            files=files,
            message=f"commit {minute}\n\nbödy\n",
            author=signature(minute, "Zoë"),
            committer=signature(minute + 50),
        )
    committer = signature(500, "Web Flow", "web@example.com")
    result = repository.rebase(base, head, committer=committer)
    git.copy(repository.objects)
    environment = {
        "GIT_COMMITTER_NAME": committer.name,
        "GIT_COMMITTER_EMAIL": committer.email,
        "GIT_COMMITTER_DATE": committer.date.isoformat(),
    }
    expected = git.rebase(base, head, environment)
    assert list(result.shas) == expected
    assert len(result.shas) == 3, "the commit that base has already is left out"
    assert result.sha == result.shas[-1]


def test_a_rebase_writes_commits_anew_that_stand_on_base_already(repository: Repository) -> None:
    root, head, _ = fork(repository, {"f": TEN}, {"f": "x"}, {})
    result = repository.rebase(root, head, committer=signature(99))
    assert result.sha != head
    commit = repository.commit(result.sha or "")
    assert (commit.tree_sha, commit.parents) == (repository.commit(head).tree_sha, (root,))
    assert (commit.author, commit.committer) == (signature(1), signature(99))


def test_a_rebase_stops_at_a_conflict(repository: Repository) -> None:
    _, base, head = fork(repository, {"f": TEN}, {"f": "o"}, {"f": TEN, "g": ""})
    head = repository.commit_files(parent=head, files={"f": "t"}, message="m", author=signature(3))
    result = repository.rebase(base, head, committer=signature(4))
    assert (result.sha, result.conflicts, result.shas) == (None, ("f",), ())
