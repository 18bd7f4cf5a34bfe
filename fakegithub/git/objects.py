"""Git's objects, in memory, under the SHAs that git itself would give them.

The store behind them is one of dulwich's, so that git's wire protocol can be served from it; the objects are
written and read here, because their bytes decide their SHA. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from fakegithub.errors import FakeGitHubError
from fakegithub.git.store import RawStore

T = TypeVar("T")

TYPE_NUMBERS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
TYPE_NAMES = {number: name for name, number in TYPE_NUMBERS.items()}

DIRECTORY = 0o040000
GITLINK = 0o160000
SYMLINK = 0o120000
REGULAR = 0o100644
EXECUTABLE = 0o100755

_REMEMBERED = 4096
_TYPE_OF_MODE = {DIRECTORY: "tree", GITLINK: "commit"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# An identity line is `name <email> seconds offset`: these characters would break it, so git drops them.
_UNSAFE_IN_IDENTITY = str.maketrans("", "", "<>\n\0")


class ObjectNotFound(FakeGitHubError, LookupError):
    """No object, or no path in a tree, with this name."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote something, and when; `date` is aware and in UTC, git keeps whole seconds."""

    name: str
    email: str
    date: datetime


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    tree_sha: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True, slots=True)
class Tag:
    """An annotated tag."""

    sha: str
    name: str
    message: str
    tagger: Signature
    object_sha: str
    object_type: str


class Entry(NamedTuple):
    """What a tree says about one name."""

    mode: int
    sha: str

    @property
    def type(self) -> str:
        return _TYPE_OF_MODE.get(self.mode, "blob")

    @property
    def is_regular(self) -> bool:
        return self.mode in (REGULAR, EXECUTABLE)


class ObjectStore:
    """All objects of a repository and its forks, addressed by their content.

    `store` is the dulwich object store behind it, for dulwich's servers. Objects that a push adds there are
    seen here at once. What is derived from objects is remembered within bounds: content never changes.
    """

    def __init__(self) -> None:
        self.store = RawStore()
        self.commit = lru_cache(_REMEMBERED)(self._parse_commit)
        self.entries = lru_cache(_REMEMBERED)(self._parse_tree)
        self._generations: dict[str, int] = {}
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()

    def copy(self) -> ObjectStore:
        """The same objects, and from then on its own."""
        made = ObjectStore()
        made.store.raw = dict(self.store.raw)
        return made

    def __contains__(self, sha: object) -> bool:
        return isinstance(sha, str) and _key(sha) in self.store.raw

    def __iter__(self) -> Iterator[str]:
        return (name.decode("ascii") for name in list(self.store.raw))

    def write(self, kind: str, content: bytes) -> str:
        header = b"%s %d\0" % (kind.encode("ascii"), len(content))
        sha = hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
        self.store.raw.setdefault(_key(sha), (TYPE_NUMBERS[kind], content))
        return sha

    def read(self, sha: str, kind: str | None = None) -> tuple[str, bytes]:
        """The type and the content of an object; raises ObjectNotFound, also for another type than `kind`."""
        known = self.store.raw.get(_key(sha))
        if known is None:
            raise ObjectNotFound(f"There is no object {sha!r} in this repository.")
        number, content = known
        found = TYPE_NAMES[number]
        if kind is not None and found != kind:
            raise ObjectNotFound(f"Object {sha} is a {found}, not a {kind}.")
        return found, content

    def blob(self, sha: str) -> bytes:
        return self.read(sha, "blob")[1]

    def content(self, entry: Entry | None) -> bytes:
        """What git compares for an entry: a submodule stands for the line that names its commit."""
        if entry is None:
            return b""
        if entry.mode == GITLINK:
            return b"Subproject commit %s\n" % entry.sha.encode("ascii")
        return self.blob(entry.sha)

    def write_tree(self, entries: Mapping[bytes, Entry]) -> str:
        # git sorts a directory as if its name ended in a slash
        ordered = sorted(
            entries.items(), key=lambda item: item[0] + b"/" if item[1].mode == DIRECTORY else item[0]
        )
        return self.write(
            "tree",
            b"".join(b"%o %s\0%s" % (entry.mode, name, bytes.fromhex(entry.sha)) for name, entry in ordered),
        )

    def _parse_tree(self, sha: str) -> Mapping[bytes, Entry]:
        """The entries of one tree by name, in the order of the tree. Callers must not change it."""
        _, content = self.read(sha, "tree")
        entries: dict[bytes, Entry] = {}
        position = 0
        while position < len(content):
            space = content.index(b" ", position)
            end = content.index(b"\0", space)
            mode = int(content[position:space], 8)
            entries[content[space + 1 : end]] = Entry(mode, content[end + 1 : end + 21].hex())
            position = end + 21
        return entries

    def write_commit(
        self, tree: str, parents: tuple[str, ...], author: Signature, committer: Signature, message: str
    ) -> str:
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {_format_signature(author)}", f"committer {_format_signature(committer)}"]
        sha = self.write("commit", "\n".join([*lines, "", message]).encode())
        if all(parent in self._generations for parent in parents):
            self._generations[sha] = 1 + max((self._generations[parent] for parent in parents), default=0)
        return sha

    def _parse_commit(self, sha: str) -> Commit:
        headers, message = _split_headers(self.read(sha, "commit")[1])
        return Commit(
            sha=sha,
            tree_sha=headers["tree"][0],
            parents=tuple(headers.get("parent", ())),
            author=_parse_signature(headers["author"][0]),
            committer=_parse_signature(headers["committer"][0]),
            message=message,
        )

    def write_tag(self, name: str, message: str, tagger: Signature, object_sha: str, object_type: str) -> str:
        head = f"object {object_sha}\ntype {object_type}\ntag {name}\ntagger {_format_signature(tagger)}\n\n"
        return self.write("tag", (head + message).encode())

    def tag(self, sha: str) -> Tag:
        headers, message = _split_headers(self.read(sha, "tag")[1])
        return Tag(
            sha=sha,
            name=headers["tag"][0],
            message=message,
            # Tags from before git 0.99.7 (2005) have no tagger.
            tagger=_parse_signature(headers["tagger"][0])
            if "tagger" in headers
            else Signature("", "", _EPOCH),
            object_sha=headers["object"][0],
            object_type=headers["type"][0],
        )

    def peel(self, sha: str) -> str:
        """The object that a tag, or a tag of a tag, stands for; anything else stands for itself."""
        while self.read(sha)[0] == "tag":
            sha = self.tag(sha).object_sha
        return sha

    def tree_of(self, sha: str) -> str:
        """The SHA of the tree that a commit, a tag or a tree stands for."""
        sha = self.peel(sha)
        kind, _ = self.read(sha)
        if kind == "commit":
            return self.commit(sha).tree_sha
        if kind == "tree":
            return sha
        raise ObjectNotFound(f"Object {sha} is a {kind}, and has no tree.")

    def generation(self, sha: str) -> int:
        """One more than the greatest generation of the parents: ancestors always have a smaller one."""
        known = self._generations
        pending = [] if sha in known else [sha]
        while pending:
            parents = self.commit(pending[-1]).parents
            missing = [parent for parent in parents if parent not in known]
            if missing:
                pending += missing
            else:
                known[pending.pop()] = 1 + max((known[parent] for parent in parents), default=0)
        return known[sha]

    def remember(self, key: Hashable, compute: Callable[[], T]) -> T:
        """`compute()`, or what it gave for the same key before; the least recently used are forgotten."""
        if key in self._remembered:
            self._remembered.move_to_end(key)
            return cast(T, self._remembered[key])
        value = self._remembered[key] = compute()
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return value


def is_full_sha(name: str) -> bool:
    return len(name) == 40 and all(character in "0123456789abcdef" for character in name)


def _key(sha: str) -> bytes:
    return sha.encode("ascii", "replace")


def _format_signature(signature: Signature) -> str:
    name, email = (text.translate(_UNSAFE_IN_IDENTITY).strip() for text in (signature.name, signature.email))
    seconds = (signature.date - _EPOCH) // timedelta(seconds=1)
    return f"{name} <{email}> {seconds} +0000"


def _parse_signature(line: str) -> Signature:
    name, _, rest = line.partition("<")
    email, _, when = rest.rpartition(">")
    seconds = when.split()[0] if when.split() else "0"
    return Signature(name.strip(), email, datetime.fromtimestamp(int(seconds), UTC))


def _split_headers(content: bytes) -> tuple[dict[str, list[str]], str]:
    """Headers by name, each with its values (a continued one, such as gpgsig, whole), and the message."""
    head, _, message = content.partition(b"\n\n")
    headers: dict[str, list[str]] = {}
    values: list[str] = []
    for line in head.decode("utf-8", "replace").split("\n"):
        if line.startswith(" ") and values:
            values[-1] += "\n" + line[1:]
        else:
            name, _, value = line.partition(" ")
            values = headers.setdefault(name, [])
            values.append(value)
    return headers, message.decode("utf-8", "replace")
