"""Trees of directories: reading, editing and comparing them, always with whole paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fakegithub.errors import FakeGitHubError
from fakegithub.git.objects import DIRECTORY, Entry, ObjectNotFound, ObjectStore

TYPES_OF_MODES = {
    "100644": "blob",
    "100755": "blob",
    "120000": "blob",
    "040000": "tree",
    "160000": "commit",
}


class InvalidPath(FakeGitHubError, ValueError):
    """A path that git refuses in a tree, or a mode that does not fit the type."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry as GitHub shows it; `size` in bytes, of blobs only.

    https://docs.github.com/rest/git/trees
    """

    path: str
    mode: str
    type: str
    sha: str
    size: int | None


@dataclass(frozen=True, slots=True)
class PathChange:
    """A path that differs between two trees; a directory never appears, only what is in it."""

    path: bytes
    old: Entry | None
    new: Entry | None


def check_path(path: str) -> bytes:
    """The bytes of a path; raises InvalidPath for a component that git refuses (such as `..`)."""
    for component in path.split("/"):
        if component in ("", ".", "..") or component.lower() == ".git" or "\0" in component:
            raise InvalidPath(f"{path!r} is not a path in a tree: it has the component {component!r}.")
    return path.encode()


def show_path(path: bytes) -> str:
    return path.decode("utf-8", "replace")


def show_entry(objects: ObjectStore, path: bytes, entry: Entry) -> TreeEntry:
    size = len(objects.blob(entry.sha)) if entry.type == "blob" else None
    return TreeEntry(show_path(path), f"{entry.mode:06o}", entry.type, entry.sha, size)


def walk_tree(
    objects: ObjectStore, tree: str, *, recursive: bool, prefix: bytes = b""
) -> Iterator[tuple[bytes, Entry]]:
    """Paths and entries in git's order; with `recursive` each directory stands before its content."""
    for name, entry in objects.entries(tree).items():
        yield prefix + name, entry
        if recursive and entry.mode == DIRECTORY:
            yield from walk_tree(objects, entry.sha, recursive=True, prefix=prefix + name + b"/")


def find_entry(objects: ObjectStore, tree: str, path: bytes) -> Entry | None:
    entry = Entry(DIRECTORY, tree)
    for name in path.split(b"/") if path else ():
        found = objects.entries(entry.sha).get(name) if entry.mode == DIRECTORY else None
        if found is None:
            return None
        entry = found
    return entry


def edit_tree(objects: ObjectStore, base: str | None, edits: Mapping[bytes, Entry | None]) -> str:
    """Write `base` with some paths set, or deleted (None); directories come and go with what is in them.

    A path that is set below a file replaces the file, and a file replaces a directory.
    """
    return _edit_directory(objects, base, edits) or objects.write_tree({})


def _edit_directory(
    objects: ObjectStore, base: str | None, edits: Mapping[bytes, Entry | None]
) -> str | None:
    entries = dict(objects.entries(base)) if base else {}
    below: dict[bytes, dict[bytes, Entry | None]] = {}
    for path, entry in edits.items():
        name, slash, rest = path.partition(b"/")
        if slash:
            below.setdefault(name, {})[rest] = entry
        elif entry is None:
            entries.pop(name, None)
        else:
            entries[name] = entry
    for name, inner in below.items():
        current = entries.get(name)
        directory = current.sha if current is not None and current.mode == DIRECTORY else None
        edited = _edit_directory(objects, directory, inner)
        if edited is not None:
            entries[name] = Entry(DIRECTORY, edited)
        elif directory is not None:
            del entries[name]
    return objects.write_tree(entries) if entries else None


def require_paths(objects: ObjectStore, base: str | None, edits: Mapping[bytes, Entry | None]) -> None:
    """Raises ObjectNotFound if a path is to be deleted that `base` does not have."""
    for path, entry in edits.items():
        if entry is None and (base is None or find_entry(objects, base, path) is None):
            raise ObjectNotFound(f"There is no path {show_path(path)!r} to delete in tree {base}.")


def compare_trees(objects: ObjectStore, old: str | None, new: str | None) -> list[PathChange]:
    """What differs, sorted by path; None is the empty tree."""
    return sorted(_compare_directories(objects, old, new, b""), key=lambda change: change.path)


def _compare_directories(
    objects: ObjectStore, old: str | None, new: str | None, prefix: bytes
) -> Iterator[PathChange]:
    if old == new:
        return
    before = objects.entries(old) if old else {}
    after = objects.entries(new) if new else {}
    for name in before.keys() | after.keys():
        a, b = before.get(name), after.get(name)
        if a == b:
            continue
        a_tree = a.sha if a is not None and a.mode == DIRECTORY else None
        b_tree = b.sha if b is not None and b.mode == DIRECTORY else None
        a_file, b_file = (None if a_tree else a), (None if b_tree else b)
        if a_file or b_file:
            yield PathChange(prefix + name, a_file, b_file)
        if a_tree or b_tree:
            yield from _compare_directories(objects, a_tree, b_tree, prefix + name + b"/")
