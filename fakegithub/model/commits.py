"""Git objects as a repository shows them: values built from git, not kept in tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fakegithub.model.accounts import Account
from fakegithub.model.protections import BranchProtection
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
    diff: Callable[[], tuple[FileChange, ...]] = field(repr=False, compare=False)
    comment_count: int = field(default=0, compare=False)

    @property
    def files(self) -> tuple[FileChange, ...]:
        return self.diff()


@dataclass(frozen=True, slots=True)
class GitCommit:
    """A commit as the Git database API shows it: its author is who stands in the object."""

    commit: Commit


@dataclass(frozen=True, slots=True)
class HeadCommit:
    """A commit as check suites show their head."""

    commit: Commit


@dataclass(frozen=True, slots=True)
class PushCommit:
    """A commit as a push shows it; it is `distinct` when no other ref had it before."""

    commit: Commit
    distinct: bool = True


@dataclass(frozen=True, slots=True)
class Branch:
    repository: Repository
    name: str
    commit: Commit
    rules: BranchProtection | None = None

    @property
    def protected(self) -> bool:
        return self.rules is not None


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref with what it points to: `object_type` is commit or tag."""

    repository: Repository
    ref: str  # refs/heads/main
    object_sha: str
    object_type: str = "commit"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with the commit that it stands for in the end."""

    repository: Repository
    name: str
    commit_sha: str


@dataclass(frozen=True, slots=True)
class GitTag:
    """An annotated tag: an object of its own, which a ref may or may not point to."""

    repository: Repository
    sha: str
    tag: str
    message: str
    tagger: GitUser
    object_sha: str
    object_type: str


@dataclass(frozen=True, slots=True)
class TreeEntry:
    repository: Repository
    path: str
    mode: str
    type: str  # blob, tree, commit
    sha: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Tree:
    repository: Repository
    sha: str
    entries: tuple[TreeEntry, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Blob:
    repository: Repository
    sha: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What is at `path` of `ref`. Only a file or link that was asked for by itself has its `content`.

    `submodule_git_url` is where a submodule comes from.
    """

    repository: Repository
    ref: str
    path: str
    sha: str
    type: str  # file, dir, symlink, submodule
    size: int
    content: bytes | None = None
    submodule_git_url: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`base` and `head` are as they were asked for: branches, SHAs, `OWNER:BRANCH`."""

    repository: Repository
    base: str
    head: str
    head_sha: str
    head_owner: str
    base_commit: Commit
    merge_base_commit: Commit
    status: str  # ahead, behind, diverged, identical
    ahead_by: int
    behind_by: int
    commits: tuple[Commit, ...]
    files: tuple[FileChange, ...]
