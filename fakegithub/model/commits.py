"""Git objects as a repository shows them: values built from git, not kept in tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fakegithub.model.accounts import Account
from fakegithub.model.repositories import Repository


@dataclass(frozen=True, slots=True)
class GitUser:
    """The author or committer that stands in a commit object."""

    name: str
    email: str
    date: datetime


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a diff, with GitHub's words for `status`. `ref` is the commit it is shown at."""

    repository: Repository
    ref: str
    filename: str
    status: str
    additions: int
    deletions: int
    changes: int
    sha: str
    previous_filename: str | None = None
    patch: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit in a repository; `author` and `committer` are None when the email is nobody's."""

    repository: Repository
    sha: str
    tree_sha: str
    parents: tuple[str, ...]
    message: str
    git_author: GitUser
    git_committer: GitUser
    author: Account | None
    committer: Account | None
    # A diff costs more than all the rest, so it is made when a schema asks for it.
    diff: Callable[[], tuple[FileChange, ...]] = field(repr=False)

    @property
    def files(self) -> tuple[FileChange, ...]:
        return self.diff()


@dataclass(frozen=True, slots=True)
class Branch:
    repository: Repository
    name: str
    commit: Commit
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref with what it points to: `object_type` is commit or tag."""

    repository: Repository
    ref: str  # refs/heads/main
    object_sha: str
    object_type: str = "commit"


@dataclass(frozen=True, slots=True)
class Tree:
    repository: Repository
    sha: str
    entries: tuple[Any, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Blob:
    repository: Repository
    sha: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """A file or a folder at `ref`; `entries` is set for a folder."""

    repository: Repository
    ref: str
    path: str
    sha: str
    type: str  # file, dir, symlink, submodule
    size: int
    content: bytes | None = None
    entries: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    repository: Repository
    base: str
    head: str
    base_commit: Commit
    merge_base_commit: Commit
    status: str  # ahead, behind, diverged, identical
    ahead_by: int
    behind_by: int
    commits: tuple[Commit, ...]
    files: tuple[FileChange, ...]
