"""Three-way merges of trees, with git's outcome: what merges cleanly there does here, to the same bytes.

Renames are followed on both sides, as git's `ort` strategy does. Left out is its guess that files added to a
directory belong where the other side moved that directory to (git: merge.directoryRenames=false).
https://git-scm.com/docs/merge-strategies
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fakegithub.git.graph import merge_bases
from fakegithub.git.lines import Hunk, compare_lines, split_lines
from fakegithub.git.objects import Entry, ObjectStore
from fakegithub.git.renames import find_changes, is_binary
from fakegithub.git.trees import edit_tree, find_entry, show_path

_OURS, _THEIRS = 1, 2


@dataclass(frozen=True, slots=True)
class MergeResult:
    """`sha` is the new head, or None with `conflicts` (sorted paths); `shas` are all new commits."""

    sha: str | None
    conflicts: tuple[str, ...] = ()
    shas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedTree:
    """The tree of a merge; files in conflict hold our side, or marked text. Conflicts are paths, sorted."""

    tree: str
    conflicts: tuple[str, ...]


def merge_commits(objects: ObjectStore, ours: str, theirs: str) -> MergedTree:
    """Merge two commits' trees. Unrelated histories are merged over the empty tree."""
    return objects.remember(("merge", ours, theirs), lambda: _merge_commits(objects, ours, theirs))


def _merge_commits(objects: ObjectStore, ours: str, theirs: str) -> MergedTree:
    base = _base_tree(objects, ours, theirs)
    return merge_trees(objects, base, objects.commit(ours).tree_sha, objects.commit(theirs).tree_sha)


def _base_tree(objects: ObjectStore, ours: str, theirs: str) -> str | None:
    """The tree of the merge base. Several bases are themselves merged first, conflicts and all."""
    bases = merge_bases(objects, ours, theirs)
    if not bases:
        return None
    *others, oldest = bases
    tree = objects.commit(oldest).tree_sha
    for other in reversed(others):
        below = _base_tree(objects, oldest, other)
        tree = merge_trees(objects, below, tree, objects.commit(other).tree_sha).tree
    return tree


def merge_trees(objects: ObjectStore, base: str | None, ours: str, theirs: str) -> MergedTree:
    """Merge what changed from `base` to `theirs` into `ours`."""
    if ours == theirs or base == theirs:
        return MergedTree(ours, ())
    if base == ours:
        return MergedTree(theirs, ())
    return _TreeMerge(objects, base, ours, theirs).run()


@dataclass(slots=True)
class _Stages:
    """What the base (0), ours (1) and theirs (2) have at one path."""

    entries: list[Entry | None] = field(default_factory=lambda: [None, None, None])
    conflict: bool = False


class _TreeMerge:
    def __init__(self, objects: ObjectStore, base: str | None, ours: str, theirs: str) -> None:
        self.objects = objects
        self.trees = (base, ours, theirs)
        self.stages: dict[bytes, _Stages] = {}
        self.conflicts: set[bytes] = set()

    def run(self) -> MergedTree:
        renames = {side: self._collect(side) for side in (_OURS, _THEIRS)}
        self._apply_renames(renames)
        edits = {path: self._resolve(path, stages) for path, stages in sorted(self.stages.items())}
        for path, entry in edits.items():
            if entry is not None:
                self.conflicts.update(parent for parent in _parents(path) if edits.get(parent) is not None)
        tree = edit_tree(self.objects, self.trees[_OURS], edits)
        return MergedTree(tree, tuple(sorted(show_path(path) for path in self.conflicts)))

    def _collect(self, side: int) -> dict[bytes, bytes]:
        """Enter the paths that one side changed; what that side renamed, as old path to new path."""
        renames = {}
        for change in find_changes(self.objects, self.trees[0], self.trees[side], rename_empty=False):
            for path in {change.path, change.old_path}:
                self._enter(path)
            if change.similarity is not None:
                renames[change.old_path] = change.path
        return renames

    def _enter(self, path: bytes) -> None:
        if path not in self.stages:
            self.stages[path] = _Stages([self._file_at(tree, path) for tree in self.trees])

    def _file_at(self, tree: str | None, path: bytes) -> Entry | None:
        entry = find_entry(self.objects, tree, path) if tree else None
        return entry if entry is not None and entry.type != "tree" else None

    def _apply_renames(self, renames: dict[int, dict[bytes, bytes]]) -> None:
        """Bring the three stages of a renamed file together at its new path."""
        for old_path in sorted(renames[_OURS].keys() | renames[_THEIRS].keys()):
            targets = {
                side: renames[side][old_path] for side in (_OURS, _THEIRS) if old_path in renames[side]
            }
            if len(targets) == 1:
                (side, new_path), *_ = targets.items()
                self._rename_on_one_side(old_path, new_path, side)
            elif targets[_OURS] == targets[_THEIRS]:
                target = self.stages[targets[_OURS]]
                target.entries[0] = self.stages[old_path].entries[0]
                self.stages[old_path].entries = [None, None, None]
            else:
                for path in (old_path, *targets.values()):
                    self.stages[path].conflict = True

    def _rename_on_one_side(self, old_path: bytes, new_path: bytes, side: int) -> None:
        source, target = self.stages[old_path], self.stages[new_path]
        other = _OURS + _THEIRS - side
        base, other_entry = source.entries[0], source.entries[other]
        collides = target.entries[other] is not None
        if other_entry is None:
            # removed, or turned into a directory, on the other side
            target.conflict = True
        elif collides:
            three = [base, target.entries[side], other_entry]
            merged, clean = self._merge_entries(three if side == _OURS else [three[0], three[2], three[1]])
            target.entries[side] = merged
            target.conflict = target.conflict or not clean
        else:
            target.entries[0] = base
            target.entries[other] = other_entry
        source.entries = [None, None, None]

    def _resolve(self, path: bytes, stages: _Stages) -> Entry | None:
        entry, clean = self._merge_entries(stages.entries)
        if stages.conflict or not clean:
            self.conflicts.add(path)
        return entry

    def _merge_entries(self, entries: list[Entry | None]) -> tuple[Entry | None, bool]:
        base, ours, theirs = entries
        if ours == theirs or base == theirs:
            return ours, True
        if base == ours:
            return theirs, True
        if ours is None or theirs is None:
            return ours or theirs, False
        if not (ours.is_regular and theirs.is_regular):
            return ours, False
        mode, mode_clean = _merge_modes(base, ours, theirs)
        sha, content_clean = self._merge_contents(base, ours, theirs)
        return Entry(mode, sha), mode_clean and content_clean

    def _merge_contents(self, base: Entry | None, ours: Entry, theirs: Entry) -> tuple[str, bool]:
        ancestor = base if base is not None and base.is_regular else None
        if ours.sha == theirs.sha or (ancestor and ancestor.sha == theirs.sha):
            return ours.sha, True
        if ancestor and ancestor.sha == ours.sha:
            return theirs.sha, True
        contents = [self.objects.content(entry) for entry in (ancestor, ours, theirs)]
        if any(is_binary(content) for content in contents):
            return ours.sha, False
        merged, clean = merge_texts(*contents)
        return self.objects.write("blob", merged), clean


def _parents(path: bytes) -> Iterator[bytes]:
    while b"/" in path:
        path = path.rpartition(b"/")[0]
        yield path


def _merge_modes(base: Entry | None, ours: Entry, theirs: Entry) -> tuple[int, bool]:
    if ours.mode == theirs.mode:
        return ours.mode, True
    if base is None:
        return ours.mode, False
    return (theirs.mode if base.mode == ours.mode else ours.mode), True


def merge_texts(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """The merged text, and whether that went without conflict; one that did not is marked in the text.

    Changes of both sides that touch are a conflict, unless they are the same change.
    """
    a, b, c = split_lines(base), split_lines(ours), split_lines(theirs)
    merged: list[bytes] = []
    clean = True
    position = 0
    for region in _regions(_script(a, b), _script(a, c)):
        start, end = region.base
        merged += a[position:start]
        left, right = b[slice(*region.ours)], c[slice(*region.theirs)]
        if not region.theirs_changed:
            merged += left
        elif not region.ours_changed or left == right:
            merged += right
        else:
            clean = False
            merged += [b"<<<<<<<\n", *_closed(left), b"=======\n", *_closed(right), b">>>>>>>\n"]
        position = end
    return b"".join([*merged, *a[position:]]), clean


def _script(base: list[bytes], side: list[bytes]) -> list[Hunk]:
    return compare_lines(base, side, histogram=True, indent_heuristic=False)


def _closed(lines: list[bytes]) -> list[bytes]:
    if lines and not lines[-1].endswith(b"\n"):
        return [*lines[:-1], lines[-1] + b"\n"]
    return lines


@dataclass(slots=True)
class _Region:
    """Lines of the base that at least one side changed, and what they are on each side."""

    base: tuple[int, int]
    ours: tuple[int, int]
    theirs: tuple[int, int]
    ours_changed: bool
    theirs_changed: bool


def _regions(ours: list[Hunk], theirs: list[Hunk]) -> Iterator[_Region]:
    """Hunks of both sides, joined where they touch. The offset is how far a side is ahead of the base."""
    sides = ((hunk, side) for side, hunks in ((_OURS, ours), (_THEIRS, theirs)) for hunk in hunks)
    ordered = sorted(sides, key=lambda item: (item[0].old_start, item[0].old_end))
    offsets = {_OURS: 0, _THEIRS: 0}
    index = 0
    while index < len(ordered):
        start, end = ordered[index][0].old_start, ordered[index][0].old_end
        before = dict(offsets)
        changed = set()
        while index < len(ordered) and ordered[index][0].old_start <= end:
            hunk, side = ordered[index]
            end = max(end, hunk.old_end)
            offsets[side] = hunk.new_end - hunk.old_end
            changed.add(side)
            index += 1
        yield _Region(
            (start, end),
            (start + before[_OURS], end + offsets[_OURS]),
            (start + before[_THEIRS], end + offsets[_THEIRS]),
            _OURS in changed,
            _THEIRS in changed,
        )
