"""Diffs, renames and patches, against real git."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_oracle import Git, edited, needs_git, random_history, random_text, signature
from hypothesis import given, settings
from hypothesis import strategies as st

from fakegithub.git import FileChange, Repository, Signature

NUMBERS = "".join(f"line {number}\n" for number in range(400))
NOISE = random.Random(7).randbytes(500)
LONG_PATH = "very/long/path/" + "that/goes/on/and/" * 5 + "file.txt"
LINES = st.lists(st.sampled_from(["a\n", "b\n", "\n", "  c\n", "}\n", "d"]), max_size=12).map("".join)

# path: mode and content, before and after; a submodule's content is the SHA of its commit
BEFORE = {
    "becomes-executable": ("100644", b"echo\n"),
    "link": ("120000", b"target"),
    "becomes-link": ("100644", b"x\n"),
    "sub": ("160000", b"1" * 40),
    "binary": ("100644", NOISE),
    "gone": ("100644", b"bye"),
    "gone-binary": ("100644", b"\0a"),
    LONG_PATH: ("100644", NUMBERS.encode()),
    "dir/old/name.txt": ("100644", NUMBERS.encode() + b"z\n"),
    "tab\tname": ("100644", b"1\n"),
    "ümlaut": ("100644", b"1\n"),
    "empty": ("100644", b""),
    "from/x.sh": ("100644", NUMBERS.encode()[:900]),
    "with space": ("100644", b"q\n"),
    'quo"te': ("100644", b"q\n"),
    "latin-1": ("100644", b"\xe9\n"),
    "crlf": ("100644", b"a\r\nb\r\n" * 9),
}
AFTER = {
    "becomes-executable": ("100755", b"echo\n"),
    "link": ("120000", b"target2"),
    "becomes-link": ("120000", b"x\n"),
    "sub": ("160000", b"2" * 40),
    "binary": ("100644", NOISE[::-1] * 3),
    "new-binary": ("100644", NOISE[:77]),
    LONG_PATH: ("100644", NUMBERS.replace("1", "one").encode()),
    "dir/new/name.txt": ("100644", NUMBERS.encode() + b"y\n"),
    "tab\tname": ("100644", b"2\n"),
    "ümlaut": ("100644", b"1\n2\n"),
    "empty-too": ("100644", b""),
    "to/x.sh": ("100755", NUMBERS.encode()[:880]),
    "with space": ("100644", b"r\n"),
    'quo"te': ("100644", b"qq\n"),
    "latin-1": ("100644", b"\xe8\n"),
    "lf": ("100644", b"a\nb\n" * 9),
    "new": ("100755", b"a\nb"),
    "module/new": ("160000", b"3" * 40),
}
MESSAGES = [
    "short",
    "x" * 100,
    "A rather long subject that goes on and must be folded somewhere around column 78\n\nBödy\n\n\nmore\n",
    "Ünïcode subject " + "ä" * 60 + " end = ? _\n\nb",
    "two\nlines of subject\n\nbody with trailing blanks   \n\n",
    "\n\nleading\n\nb\n\n\n",
    "t\n\n  indented\n",
    "café =?x",
]
NAMES = ["Jane Doe", "x" * 70, "Jürgen Müller", "J. R. Dotted", "Long " * 19 + "Name", "dependabot[bot]"]


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "oracle.git")


def write_tree(repository: Repository, files: dict[str, tuple[str, bytes]]) -> str:
    return repository.write_tree_entries(
        (path, mode, "commit", content.decode())
        if mode == "160000"
        else (path, mode, "blob", repository.write_blob(content))
        for path, (mode, content) in files.items()
    )


def change(repository: Repository, before: str | bytes, after: str | bytes) -> FileChange:
    (found,) = repository.diff(repository.write_tree({"f": before}), repository.write_tree({"f": after}))
    return found


@needs_git
@pytest.mark.parametrize("kind", ["letters", "code", "numbers"])
def test_a_diff_is_the_one_that_git_prints(repository: Repository, git: Git, kind: str) -> None:
    chance = random.Random(kind)
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for number in range(1500):
        before[f"{number:04}"] = random_text(chance, kind)
        after[f"{number:04}"] = edited(chance, before[f"{number:04}"], kind)
    a, b = repository.write_tree(before), repository.write_tree(after)
    git.copy(repository.objects)
    ours, theirs = (
        text.split(b"diff --git ") for text in (repository.diff_bytes(a, b), git.run("diff", a, b))
    )
    for mine, expected in zip(ours, theirs, strict=True):
        assert mine == expected
    numbers = [f"{c.additions}\t{c.deletions}\t{c.filename}" for c in repository.diff(a, b)]
    assert numbers == git.lines("diff", "--numstat", a, b)


@needs_git
def test_a_large_rewrite_is_cut_short_but_still_right(repository: Repository, git: Git) -> None:
    chance = random.Random(3)
    lines = [f"{chance.randrange(400)}\n" for _ in range(1500)]
    before, after = "".join(lines), "".join(sorted(lines, key=lambda _: chance.random()))
    a, b = repository.write_tree({"f": before}), repository.write_tree({"f": after})
    git.copy(repository.objects)
    assert git_applies(git, a, repository.diff_bytes(a, b), b)


def git_applies(git: Git, tree: str, patch: bytes, expected: str) -> bool:
    index = {"GIT_INDEX_FILE": str(git.path / "apply-index")}
    git.run("read-tree", tree, env=index)
    git.run("apply", "--cached", "--whitespace=nowarn", "-", stdin=patch, env=index)
    return git.run("write-tree", env=index).decode().strip() == expected


@needs_git
def test_every_kind_of_change_is_printed_as_git_prints_it(repository: Repository, git: Git) -> None:
    a, b = write_tree(repository, BEFORE), write_tree(repository, AFTER)
    empty = repository.write_tree({})
    git.copy(repository.objects)
    for old, new in ((a, b), (b, a), (empty, a), (a, empty)):
        assert repository.diff_bytes(old, new) == git.run("diff", old, new)
    assert repository.diff_bytes(None, a) == git.run("diff", empty, a)
    assert repository.diff_text(a, b) == git.run("diff", a, b).decode("utf-8", "replace")


@needs_git
def test_the_files_of_a_diff_are_those_that_git_names(repository: Repository, git: Git) -> None:
    a, b = write_tree(repository, BEFORE), write_tree(repository, AFTER)
    git.copy(repository.objects)
    words = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "T": "changed"}
    raw = git.run("diff", "--raw", "--no-abbrev", "-z", "-M", a, b).decode("utf-8").split("\0")
    expected = []
    while raw[0]:
        _, _, old_sha, new_sha, letter = raw.pop(0).split(" ")
        previous = raw.pop(0) if letter.startswith("R") else None
        sha = old_sha if letter == "D" else new_sha
        expected.append((raw.pop(0), words[letter[0]], sha, previous))
    found = [(c.filename, c.status, c.sha, c.previous_filename) for c in repository.diff(a, b)]
    assert found == expected


@needs_git
@pytest.mark.parametrize("seed", range(3))
def test_renames_are_found_where_git_finds_them(repository: Repository, git: Git, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"{folder}{name}" for folder in ("", "src/", "lib/deep/") for name in "abcd"]
    pairs = []
    for _ in range(40):
        files = {name: random_text(chance, "numbers") for name in chance.sample(names, 6)}
        others = {
            chance.choice([name, f"new/{chance.choice('abcdef')}"]): edited(chance, text, "numbers")
            for name, text in files.items()
        }
        pairs.append((repository.write_tree(files), repository.write_tree(others)))
    git.copy(repository.objects)
    for a, b in pairs:
        assert repository.diff_bytes(a, b) == git.run("diff", a, b)


@needs_git
def test_patches_are_the_mails_that_git_writes(repository: Repository, git: Git) -> None:
    trees = [write_tree(repository, AFTER), write_tree(repository, BEFORE)]
    first = repository.write_commit(tree=trees[1], parents=[], message="first", author=signature())
    tip = first
    for number, message in enumerate(MESSAGES):
        date = datetime(2024, 3, 9, 7, 5, number, tzinfo=UTC)
        author = Signature(NAMES[number % len(NAMES)], "jane@example.com", date)
        tip = repository.write_commit(
            tree=trees[number % 2], parents=[tip], message=message, author=author, committer=signature(number)
        )
    git.copy(repository.objects)
    ours = repository.patch_bytes(first, tip).split(b"\nFrom ")
    theirs = git.run("format-patch", "--stdout", "--no-signature", f"{first}..{tip}").split(b"\nFrom ")
    for mine, expected in zip(ours, theirs, strict=True):
        assert without_binary(mine) == without_binary(expected)
    assert repository.patch_text(first, first) == ""


def without_binary(patch: bytes) -> list[bytes]:
    # How well zlib packs, and whether a delta would be shorter, is nothing that a reader could notice.
    return [part.split(b"\ndiff --git ")[-1] for part in patch.split(b"\nGIT binary patch\n")]


@needs_git
def test_a_binary_patch_can_be_applied(repository: Repository, git: Git) -> None:
    old = repository.commit_files(parent=None, files={"b": NOISE}, message="m", author=signature())
    new = repository.commit_files(
        parent=old, files={"b": NOISE[9:], "c": b"\0"}, message="m", author=signature()
    )
    git.copy(repository.objects)
    a, b = (repository.commit(sha).tree_sha for sha in (old, new))
    assert git_applies(git, a, repository.patch_bytes(old, new), b)


@needs_git
@pytest.mark.parametrize("seed", range(3))
def test_patches_of_a_branch_leave_out_merges_and_empty_commits(
    repository: Repository, git: Git, seed: int
) -> None:
    shas = random_history(repository, seed)
    git.copy(repository.objects)
    for base in shas[:9:2]:
        expected = git.run("format-patch", "--stdout", "--no-signature", f"{base}..{shas[-1]}")
        assert repository.patch_bytes(base, shas[-1]) == expected


def test_a_patch_holds_hunks_only(repository: Repository) -> None:
    found = change(repository, "def f():\n" + "1\n" * 9 + "old", "def f():\n" + "1\n" * 9 + "new\n")
    assert found.patch == ("@@ -8,4 +8,4 @@ def f():\n 1\n 1\n 1\n-old\n\\ No newline at end of file\n+new")
    assert (found.status, found.additions, found.deletions, found.changes) == ("modified", 1, 1, 2)


@pytest.mark.parametrize(("before", "after"), [(NOISE, b"\0"), (b"text\n", b"te\0xt\n")])
def test_a_binary_file_has_no_patch(repository: Repository, before: bytes, after: bytes) -> None:
    found = change(repository, before, after)
    assert (found.patch, found.changes, found.status) == (None, 0, "modified")


def test_an_empty_file_and_a_mere_rename_have_no_patch(repository: Repository) -> None:
    (added,) = repository.diff(None, repository.write_tree({"empty": ""}))
    assert (added.status, added.patch, added.changes) == ("added", None, 0)
    (renamed,) = repository.diff(repository.write_tree({"a": NUMBERS}), repository.write_tree({"b": NUMBERS}))
    assert (renamed.status, renamed.previous_filename, renamed.patch) == ("renamed", "a", None)


def test_less_than_half_in_common_is_no_rename(repository: Repository) -> None:
    lines = NUMBERS.splitlines(keepends=True)[100:200]
    for kept, statuses in ((50, ["renamed"]), (49, ["removed", "added"])):
        after = "".join(lines[:kept]) + "".join(f"LINE {number}\n" for number in range(kept + 100, 200))
        files = repository.diff(
            repository.write_tree({"a": "".join(lines)}), repository.write_tree({"b": after})
        )
        assert [file.status for file in files] == statuses


def test_text_that_is_not_utf_8_is_shown_with_replacements_and_kept_in_bytes(repository: Repository) -> None:
    a, b = repository.write_tree({"f": b"\xe9\n"}), repository.write_tree({"f": b"\xe8\n"})
    assert repository.diff(a, b)[0].patch == "@@ -1 +1 @@\n-\ufffd\n+\ufffd"
    assert b"\n-\xe9\n+\xe8\n" in repository.diff_bytes(a, b)


@settings(max_examples=300, deadline=None)
@given(LINES, LINES)
def test_a_patch_turns_one_text_into_the_other(before: str, after: str) -> None:
    repository = Repository()
    files = repository.diff(repository.write_tree({"f": before}), repository.write_tree({"f": after}))
    if before == after:
        assert files == []
        return
    (file,) = files
    patch = file.patch or ""
    assert apply_hunks(before, patch) == after
    signs = [line[:1] for line in patch.split("\n")]
    assert (signs.count("+"), signs.count("-")) == (file.additions, file.deletions)


def apply_hunks(text: str, patch: str) -> str:
    """A reader of patches that trusts every count in the hunk headers."""
    lines = text.splitlines(keepends=True)
    result: list[str] = []
    position = 0
    kept = False
    for row in patch.splitlines(keepends=True):
        if row.startswith("@@"):
            start, _, count = row.split(" ")[1][1:].partition(",")
            at = int(start) - (1 if count != "0" else 0)
            result += lines[position:at]
            position = at
        elif row.startswith("\\"):
            result[-1:] = [result[-1].removesuffix("\n")] if kept else result[-1:]
        else:
            content = row[1:] if row.endswith("\n") else row[1:] + "\n"
            kept = row[0] in "+ "
            if row[0] in " -":
                assert lines[position].removesuffix("\n") == content.removesuffix("\n")
                position += 1
            if kept:
                result.append(content)
    return "".join(result + lines[position:])
