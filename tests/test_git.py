"""Objects, refs, trees and history, against real git."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from git_oracle import START, Git, accepts_ref_name, needs_git, random_history, signature
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fakegithub.git import (
    InvalidPath,
    InvalidRef,
    ObjectNotFound,
    Repository,
    Signature,
    is_valid_ref_name,
)
from fakegithub.git.graph import merge_bases

# Known to everybody who ever looked into a .git directory.
EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
FILES = {"README.md": "# Hello\n", "src/a.py": "a\n", "src/b.py": "b\n", "src.txt": "t\n"}


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "oracle.git")


def test_an_empty_blob_and_an_empty_tree_have_the_shas_that_everybody_knows(repository: Repository) -> None:
    assert repository.write_blob(b"") == EMPTY_BLOB
    assert repository.write_tree({}) == EMPTY_TREE
    assert repository.write_tree({"a/b/c": None}, repository.write_tree({"a/b/c": "x"})) == EMPTY_TREE


@needs_git
@pytest.mark.parametrize("message", ["Hello", "Hello\n\nWörld 🌍\n", "", "\n\nodd  \n\n"])
def test_a_commit_has_the_sha_that_git_gives_it(repository: Repository, git: Git, message: str) -> None:
    author, committer = signature(1, "Zoë Ä", "z@example.com"), signature(2)
    parent = repository.commit_files(parent=None, files=FILES, message="first", author=author)
    sha = repository.commit_files(
        parent=parent,
        files={"src/a.py": "A\n", "src/b.py": None},
        message=message,
        author=author,
        committer=committer,
    )
    index = {"GIT_INDEX_FILE": str(git.path / "fresh-index")}
    for path, content in {"README.md": "# Hello\n", "src.txt": "t\n", "src/a.py": "A\n"}.items():
        blob = git.run("hash-object", "-w", "--stdin", stdin=content.encode()).decode().strip()
        git.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=index)
    tree = git.run("write-tree", env=index).decode().strip()
    git.copy(repository.objects)
    expected = git.run(
        "commit-tree",
        tree,
        "-p",
        parent,
        stdin=message.encode(),
        env={
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": author.date.isoformat(),
            "GIT_COMMITTER_NAME": committer.name,
            "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": committer.date.isoformat(),
        },
    )
    assert sha == expected.decode().strip()


@needs_git
def test_git_finds_nothing_wrong_with_any_object(repository: Repository, git: Git) -> None:
    shas = random_history(repository, seed=1)
    tag = repository.write_tag(name="v1", message="One\n", tagger=signature(), object_sha=shas[-1])
    git.copy(repository.objects)
    for number, sha in enumerate([*shas, tag]):
        git.run("update-ref", f"refs/tags/t{number}", sha)
    git.run("fsck", "--strict", "--full")


def test_a_commit_is_read_as_it_was_written(repository: Repository) -> None:
    tree = repository.write_tree(FILES)
    author = Signature("Mona Lisa", "mona@example.com", START.replace(microsecond=999_999))
    sha = repository.write_commit(
        tree=tree, parents=[], message="m\n\nbödy", author=author, committer=signature(3)
    )
    commit = repository.commit(sha)
    assert (commit.sha, commit.tree_sha, commit.parents, commit.message) == (sha, tree, (), "m\n\nbödy")
    assert commit.author == signature(), "git keeps whole seconds"
    assert commit.committer == signature(3)


def test_a_foreign_commit_with_a_signature_and_another_time_zone_is_understood(
    repository: Repository,
) -> None:
    content = (
        f"tree {repository.write_tree({})}\n"
        "author A U Thor <a@example.com> 1700000000 +0530\n"
        "committer C <> 1700000001 -0800\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n parent abc\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    commit = repository.commit(repository.objects.write("commit", content.encode()))
    assert commit.author == Signature(
        "A U Thor", "a@example.com", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    )
    assert (commit.committer.email, commit.parents, commit.message) == ("", (), "signed\n")


def test_a_signature_cannot_break_the_commit(repository: Repository) -> None:
    evil = Signature("Eve <e@x> 1 +0000\nparent ", "a@b>\n", START)
    sha = repository.commit_files(parent=None, files={}, message="m", author=evil)
    assert repository.commit(sha).author == Signature("Eve e@x 1 +0000parent", "a@b", START)
    assert repository.commit(sha).parents == ()


@needs_git
def test_a_tree_lists_what_git_lists(repository: Repository, git: Git) -> None:
    blob = repository.write_blob(b"x")
    tree = repository.write_tree_entries(
        [
            ("run.sh", "100755", "blob", blob),
            ("link", "120000", "blob", blob),
            ("vendor/lib", "160000", "commit", "1" * 40),
            ("copy", "040000", "tree", repository.write_tree(FILES)),
        ],
        repository.write_tree(FILES),
    )
    git.copy(repository.objects)
    for recursive, arguments in ((False, []), (True, ["-r", "-t"])):
        listed = [
            f"{e.mode} {e.type} {e.sha} {'-' if e.size is None else e.size:>7}\t{e.path}"
            for e in repository.tree(tree, recursive=recursive)
        ]
        assert listed == git.lines("ls-tree", "-l", *arguments, tree)


def test_a_path_is_read_from_a_tree_and_from_a_commit(repository: Repository) -> None:
    sha = repository.commit_files(parent=None, files=FILES, message="m", author=signature())
    tree = repository.commit(sha).tree_sha
    for start in (sha, tree):
        entry = repository.read_path(start, "src/a.py")
        assert entry is not None
        assert (entry.path, entry.size, repository.read_blob(entry.sha)) == ("src/a.py", 2, b"a\n")
        assert repository.read_path(start, "src").type == "tree"  # type: ignore[union-attr]
        assert repository.read_path(start, "").sha == tree  # type: ignore[union-attr]
        assert repository.read_path(start, "src/a.py/x") is None
        assert repository.read_path(start, "nothing") is None


def test_writing_a_file_keeps_its_mode_and_replaces_a_directory(repository: Repository) -> None:
    blob = repository.write_blob(b"x")
    tree = repository.write_tree_entries(
        [("bin/run", "100755", "blob", blob), ("d/e/f", "100644", "blob", blob)]
    )
    edited = repository.write_tree({"bin/run": "y", "d": "now a file", "bin/run2/deep": b"z"}, tree)
    listed = {entry.path: entry.mode for entry in repository.tree(edited, recursive=True)}
    assert listed == {
        "bin": "040000",
        "bin/run": "100755",
        "bin/run2": "040000",
        "bin/run2/deep": "100644",
        "d": "100644",
    }


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "../a", "a/./b", ".git/config", "x/.GIT", "a\0b"])
def test_a_path_that_git_refuses_is_refused(repository: Repository, path: str) -> None:
    with pytest.raises(InvalidPath):
        repository.write_tree({path: "x"})


def test_a_tree_entry_must_fit_its_object(repository: Repository) -> None:
    blob, tree = repository.write_blob(b"x"), repository.write_tree(FILES)
    for mode, kind in (("100644", "tree"), ("100600", "blob"), ("040000", "blob")):
        with pytest.raises(InvalidPath):
            repository.write_tree_entries([("a", mode, kind, blob)])
    with pytest.raises(ObjectNotFound, match="is a tree, not a blob"):
        repository.write_tree_entries([("a", "100644", "blob", tree)])
    with pytest.raises(ObjectNotFound, match="'gone'"):
        repository.write_tree_entries([("gone", "100644", "blob", None)], tree)


def test_what_is_not_there_is_not_found(repository: Repository) -> None:
    tree = repository.write_tree(FILES)
    for read in (repository.commit, repository.read_blob, repository.tag, repository.tree):
        with pytest.raises(ObjectNotFound):
            read("0" * 40)
    for read in (repository.commit, repository.read_blob, repository.tag):
        with pytest.raises(LookupError, match="is a tree"):
            read(tree)
    for parents in (["0" * 40], [tree]):
        with pytest.raises(ObjectNotFound):
            repository.write_commit(tree=tree, parents=parents, message="m", author=signature())
    assert not repository.has("0" * 40)
    assert not repository.has("main")


def test_every_change_of_a_ref_is_told(repository: Repository) -> None:
    told: list[tuple[str, str | None, str | None]] = []
    repository.on_change = lambda *change: told.append(change)
    a, b = (repository.commit_files(parent=None, files={}, message=m, author=signature()) for m in "ab")
    for sha in (a, a, b):
        repository.set_ref("refs/heads/main", sha)
    repository.delete_ref("refs/heads/main")
    assert told == [
        ("refs/heads/main", None, a),
        ("refs/heads/main", a, b),
        ("refs/heads/main", b, None),
    ]
    with pytest.raises(ObjectNotFound):
        repository.delete_ref("refs/heads/main")


def test_a_ref_that_git_refuses_leaves_the_refs_alone(repository: Repository) -> None:
    sha = repository.commit_files(parent=None, files={}, message="m", author=signature())
    repository.set_ref("refs/heads/feature", sha)
    for name in ("main", "heads/x", "refs/heads/a..b", "refs/heads/feature/x", "refs/heads"):
        with pytest.raises(InvalidRef):
            repository.set_ref(name, sha)
    with pytest.raises(ObjectNotFound):
        repository.set_ref("refs/heads/main", "0" * 40)
    assert dict(repository.refs) == {"refs/heads/feature": sha}
    with pytest.raises(TypeError):
        repository.refs["refs/heads/x"] = sha  # type: ignore[index]


@needs_git
@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab./@{}~^:?*[]\\ \x7f-l ockö\t"), max_size=12).map("refs/{}".format))
@example("refs/heads/x.lock")
@example("refs/a.lock/b")
@example("main")
@example("@")
@example("")
def test_a_ref_name_is_valid_if_git_says_so(name: str) -> None:
    assert is_valid_ref_name(name) == accepts_ref_name(name)


def test_a_revision_is_a_branch_a_tag_a_ref_or_a_sha(repository: Repository) -> None:
    a, b = (repository.commit_files(parent=None, files={}, message=m, author=signature()) for m in "ab")
    tag = repository.write_tag(name="v1", message="One", tagger=signature(), object_sha=b)
    nested = repository.write_tag(
        name="vv", message="", tagger=signature(), object_sha=tag, object_type="tag"
    )
    assert repository.tag(tag).tagger == signature()
    refs = {
        "heads/main": a,
        "tags/v1": tag,
        "tags/vv": nested,
        "heads/both": a,
        "tags/both": b,
        "pull/1/head": b,
    }
    for name, sha in refs.items():
        repository.set_ref(f"refs/{name}", sha)
    named = {"main": a, "v1": b, "vv": b, "both": a, "tags/both": b, "refs/tags/v1": b, "pull/1/head": b}
    for revision, sha in {**named, a: a, tag: b, a[:7]: a, b[:12]: b}.items():
        assert repository.resolve(revision) == sha, revision
    for revision in ("nothing", "0" * 40, "0000000", a[:6], "", "HEAD", "v1^"):
        assert repository.resolve(revision) is None, revision


def test_an_ambiguous_short_sha_names_nothing(repository: Repository) -> None:
    by_prefix: dict[str, str] = {}
    for number in range(60_000):
        sha = repository.write_blob(b"%d" % number)
        if sha[:7] in by_prefix:
            break
        by_prefix[sha[:7]] = sha
    assert sha[:7] in by_prefix, "60,000 blobs have two that share seven digits"
    assert repository.resolve(sha[:7]) is None
    assert repository.resolve(sha[:20]) == sha


@needs_git
@pytest.mark.parametrize("seed", range(4))
def test_history_is_what_git_says(repository: Repository, git: Git, seed: int) -> None:
    shas = random_history(repository, seed)
    git.copy(repository.objects)
    for a in shas[-6:]:
        for path, arguments in ((None, []), ("g", ["--", "g"])):
            listed = [commit.sha for commit in repository.log(a, path=path)]
            assert listed == git.lines("log", "--format=%H", a, *arguments)
        for b in shas[-6::2]:
            listed = [commit.sha for commit in repository.log(a, exclude=[b])]
            assert listed == git.lines("log", "--format=%H", a, f"^{b}")
            listed = [commit.sha for commit in repository.log(a, exclude=[b], path="g")]
            assert listed == git.lines("log", "--format=%H", a, f"^{b}", "--", "g")
            assert merge_bases(repository.objects, a, b) == git.lines(
                "merge-base", "--all", a, b, codes=(0, 1)
            )
            left, right = git.lines("rev-list", "--count", "--left-right", f"{a}...{b}")[0].split()
            assert repository.ahead_behind(b, a) == (int(left), int(right))
            assert repository.is_ancestor(a, b) == (left == "0")


def test_unrelated_histories_have_no_merge_base(repository: Repository) -> None:
    a, b = (repository.commit_files(parent=None, files={}, message=m, author=signature()) for m in "ab")
    assert repository.merge_base(a, b) is None
    assert repository.ahead_behind(a, b) == (1, 1)


def test_wrong_clocks_do_not_confuse_a_comparison(repository: Repository) -> None:
    shas: list[str] = []
    for number, minute in enumerate((50, 10, 90, 20, 0)):
        parent = shas[-1] if shas else None
        shas.append(
            repository.commit_files(
                parent=parent, files={"f": str(number)}, message="m", author=signature(minute)
            )
        )
    side = repository.commit_files(parent=shas[1], files={"g": ""}, message="s", author=signature(-500))
    assert repository.merge_base(shas[4], side) == shas[1]
    assert repository.ahead_behind(side, shas[4]) == (3, 1)
    assert [commit.sha for commit in repository.log(shas[4], exclude=[side])] == [shas[4], shas[3], shas[2]]


def test_the_log_is_lazy(repository: Repository) -> None:
    tip = repository.commit_files(parent=None, files={}, message="0", author=signature())
    for number in range(3000):
        tip = repository.write_commit(
            tree=EMPTY_TREE, parents=[tip], message=f"{number}", author=signature(number)
        )
    parsed = repository.objects.commit.cache_info().misses
    assert next(repository.log(tip)).sha == tip
    assert repository.objects.commit.cache_info().misses - parsed < 5


def test_forks_share_objects_but_not_refs(repository: Repository) -> None:
    fork = Repository(repository.objects)
    sha = fork.commit_files(parent=None, files=FILES, message="m", author=signature())
    fork.set_ref("refs/heads/main", sha)
    assert repository.has(sha)
    assert not repository.refs


@needs_git
def test_a_pack_that_git_pushes_is_seen_at_once(repository: Repository, git: Git) -> None:
    old = repository.commit_files(parent=None, files={"f": "x\n" * 500}, message="m", author=signature())
    git.copy(repository.objects)
    elsewhere = Repository()
    for sha in repository.objects:
        elsewhere.objects.write(*repository.objects.read(sha))
    new = elsewhere.commit_files(
        parent=old, files={"f": "x\n" * 500 + "y\n"}, message="n", author=signature()
    )
    git.copy(elsewhere.objects)
    pack = BytesIO(git.run("pack-objects", "--stdout", "--revs", "--thin", stdin=f"{new}\n^{old}\n".encode()))
    repository.objects.store.add_thin_pack(pack.read, None)
    assert repository.commit(new).parents == (old,)
    assert [change.additions for change in repository.diff(old, new)] == [1]
    store = repository.objects.store
    assert store[new.encode()].id == new.encode()
    assert bytes.fromhex(new) in store
