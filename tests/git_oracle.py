"""Real git, run on the objects that fakegithub made, and repositories to run it on."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakegithub.git import ObjectStore, Repository, Signature


def _version() -> tuple[int, ...]:
    if shutil.which("git") is None:
        return (0,)
    text = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


# 2.38 is the first with `git merge-tree --write-tree`.
needs_git = pytest.mark.skipif(_version() < (2, 38), reason="git 2.38 or later, the oracle, is not installed")
START = datetime(2024, 1, 1, 12, 0, 0, tzinfo=UTC)


def signature(minute: int = 0, name: str = "Mona Lisa", email: str = "mona@example.com") -> Signature:
    return Signature(name, email, START + timedelta(minutes=minute))


class Git:
    """A bare repository of real git. Objects are copied in as they are, so git checks every SHA itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: set[str] = set()
        nowhere = str(path / "none")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": nowhere,
            "GIT_CONFIG_SYSTEM": nowhere,
            "LC_ALL": "C",
            "TZ": "UTC",
        }
        subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True, env=self.environment)
        self.run("config", "core.abbrev", "7")
        self.run("config", "merge.directoryRenames", "false")

    def copy(self, objects: ObjectStore) -> None:
        for sha in objects:
            if sha not in self.known:
                kind, content = objects.read(sha)
                path = self.path / "objects" / sha[:2] / sha[2:]
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(zlib.compress(b"%s %d\0%s" % (kind.encode(), len(content), content), 1))
                self.known.add(sha)

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        codes: Sequence[int] = (0,),
    ) -> bytes:
        done = subprocess.run(
            ["git", f"--git-dir={self.path}", *arguments],
            input=stdin,
            capture_output=True,
            env={**self.environment, **(env or {})},
        )
        assert done.returncode in codes, (arguments, done.returncode, done.stderr)
        return done.stdout

    def lines(self, *arguments: str, codes: Sequence[int] = (0,)) -> list[str]:
        return self.run(*arguments, codes=codes).decode().splitlines()

    def merge(self, ours: str, theirs: str) -> tuple[str | None, set[str]]:
        """The tree of a clean merge, or None and the paths in conflict."""
        output = self.run("merge-tree", "--write-tree", "--name-only", "-z", ours, theirs, codes=(0, 1))
        tree, *rest = output.decode().rstrip("\n").split("\0")
        conflicts = set(rest[: rest.index("")]) if "" in rest else set()
        return (None, conflicts) if conflicts else (tree, conflicts)

    def rebase(self, base: str, head: str, environment: Mapping[str, str]) -> list[str]:
        """The commits that `git rebase` makes, the oldest first."""
        work = self.path.parent / "work"
        self.run("worktree", "add", "-q", "--detach", str(work), head)
        subprocess.run(
            ["git", "-C", str(work), "rebase", "-q", base],
            check=True,
            capture_output=True,
            env={**self.environment, **environment},
        )
        tip = (self.path / "worktrees" / "work" / "HEAD").read_text().strip()
        return self.lines("rev-list", "--reverse", f"{base}..{tip}")


def accepts_ref_name(name: str) -> bool:
    return subprocess.run(["git", "check-ref-format", name]).returncode == 0


def random_text(chance: random.Random, kind: str) -> str:
    """Few different lines (letters), code with indentation (code), or mostly different lines (numbers)."""
    if kind == "letters":
        return "".join(chance.choice("abcd") + "\n" for _ in range(chance.randrange(14)))
    if kind == "code":
        lines = ["\n", "  x\n", "    y\n", "}\n", "def f():\n", "\tz\n", "a\n"]
        return "".join(chance.choice(lines) for _ in range(chance.randrange(40)))
    return "".join(f"{chance.randrange(200)}\n" for _ in range(chance.randrange(120)))


def edited(chance: random.Random, text: str, kind: str) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randrange(5)):
        at = chance.randrange(len(lines) + 1)
        new = random_text(chance, kind).splitlines(keepends=True)[: chance.randrange(1, 6)]
        lines[at : at + chance.choice((0, 1, 3))] = chance.choice((new, [], lines[:3]))
    whole = "".join(lines)
    return whole.rstrip("\n") if chance.random() < 0.1 else whole


def random_history(repository: Repository, seed: int, length: int = 14) -> list[str]:
    """Commits with branches, merges, criss-crosses and edits that conflict; the oldest first."""
    chance = random.Random(seed)
    first = repository.commit_files(
        parent=None,
        files={"f": "".join(f"{n}\n" for n in range(12)), "g": "0\n"},
        message="c0",
        author=signature(0),
    )
    shas = [first]
    for minute in range(1, length):
        parents = chance.sample(shas[-5:], min(chance.choice((1, 1, 1, 2, 2)), len(shas[-5:])))
        files: dict[str, str] = {}
        if chance.random() < 0.8:
            entry = repository.read_path(parents[0], "f")
            assert entry is not None
            lines = repository.read_blob(entry.sha).decode().splitlines(keepends=True)
            lines[chance.randrange(12)] = f"{chance.randrange(1000)}\n"
            files["f"] = "".join(lines)
        if chance.random() < 0.3:
            files["g"] = f"{chance.randrange(3)}\n"
        tree = repository.commit(parents[0]).tree_sha
        if len(parents) == 2:
            merged = repository.merge(*parents, message="m", author=signature(minute))
            tree = repository.commit(merged.sha).tree_sha if merged.sha else tree
            files = {} if merged.sha else files
        tree = repository.write_tree(files, tree)
        shas.append(
            repository.write_commit(
                tree=tree, parents=parents, message=f"c{minute}\n", author=signature(minute)
            )
        )
    return shas
