"""Which added file is a removed one under another name, decided as git decides it.

First files with the same content, then files with the same base name, then the most similar pairs. Similarity
is the share of bytes, counted in chunks of a line or 64 bytes, that both files have.
https://git-scm.com/docs/git-diff#Documentation/git-diff.txt--Mltngt
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fakegithub.git.lines import split_lines
from fakegithub.git.objects import Entry, ObjectStore
from fakegithub.git.trees import PathChange, compare_trees

_CHUNK = 64
_SNIFFED = 8000
_FULL = 60000
_LEAST = _FULL // 2
_LEAST_SAME_NAME = _LEAST + (_FULL - _LEAST) // 2
_CANDIDATES = 4
# git's diff.renameLimit: with more pairs than its square only identical files are found.
_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A file that differs between two trees. `similarity`, in percent, is there for a rename only."""

    path: bytes
    old_path: bytes
    old: Entry | None
    new: Entry | None
    similarity: int | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: int
    same_name: bool
    removed: PathChange
    added: PathChange

    @property
    def rank(self) -> tuple[int, bool]:
        return (self.score, self.same_name)


def is_binary(content: bytes) -> bool:
    """git's own test: a NUL in the first 8000 bytes."""
    return b"\0" in content[:_SNIFFED]


def find_changes(
    objects: ObjectStore, old: str | None, new: str | None, *, rename_empty: bool = True
) -> Sequence[TreeChange]:
    """What differs between two trees (None: the empty one), by new path; a rename is one change."""
    return objects.remember(
        ("changes", old, new, rename_empty), lambda: _find_changes(objects, old, new, rename_empty)
    )


def _find_changes(
    objects: ObjectStore, old: str | None, new: str | None, rename_empty: bool
) -> list[TreeChange]:
    changes = compare_trees(objects, old, new)
    removed = [change for change in changes if change.new is None]
    added = [change for change in changes if change.old is None]
    pairs = _RenameSearch(objects, rename_empty).run(removed, added) if removed and added else []
    renamed_to = {pair.added.path: pair for pair in pairs}
    gone = {pair.removed.path for pair in pairs}
    found = []
    for change in changes:
        pair = renamed_to.get(change.path)
        if pair is not None:
            source = pair.removed
            found.append(
                TreeChange(change.path, source.path, source.old, change.new, pair.score * 100 // _FULL)
            )
        elif change.path not in gone or change.new is not None:
            found.append(TreeChange(change.path, change.path, change.old, change.new))
    return found


class _RenameSearch:
    def __init__(self, objects: ObjectStore, rename_empty: bool) -> None:
        self.objects = objects
        self.rename_empty = rename_empty
        self.chunks: dict[str, tuple[int, Counter[bytes]]] = {}

    def run(self, removed: Sequence[PathChange], added: Sequence[PathChange]) -> list[_Candidate]:
        if not self.rename_empty:
            removed = [change for change in removed if self.objects.content(change.old)]
            added = [change for change in added if self.objects.content(change.new)]
        pairs: list[_Candidate] = []
        for find in (self._identical, self._same_name, self._similar):
            pairs += find(removed, added)
            taken = {pair.removed.path for pair in pairs}
            named = {pair.added.path for pair in pairs}
            removed = [change for change in removed if change.path not in taken]
            added = [change for change in added if change.path not in named]
        return pairs

    def _identical(self, removed: Sequence[PathChange], added: Sequence[PathChange]) -> list[_Candidate]:
        by_sha: dict[str, list[PathChange]] = {}
        for change in removed:
            by_sha.setdefault(_entry(change.old).sha, []).append(change)
        pairs = []
        for target in added:
            entry = _entry(target.new)
            sources = [s for s in by_sha.get(entry.sha, ()) if _same_kind(_entry(s.old), entry)]
            if sources:
                source = max(sources, key=lambda s: _base_name(s.path) == _base_name(target.path))
                by_sha[entry.sha].remove(source)
                pairs.append(_Candidate(_FULL, True, source, target))
        return pairs

    def _same_name(self, removed: Sequence[PathChange], added: Sequence[PathChange]) -> list[_Candidate]:
        """A base name that only one removed and only one added file has needs more than the least similarity,
        and then wins over files that may be more similar."""
        targets = _unique_by_name(added)
        pairs = []
        for name, source in _unique_by_name(removed).items():
            if name in targets:
                score = self._score(source, targets[name], _LEAST_SAME_NAME)
                if score >= _LEAST_SAME_NAME:
                    pairs.append(_Candidate(score, True, source, targets[name]))
        return pairs

    def _similar(self, removed: Sequence[PathChange], added: Sequence[PathChange]) -> list[_Candidate]:
        if len(removed) * len(added) > _LIMIT**2:
            return []
        candidates: list[_Candidate] = []
        for target in added:
            best: list[_Candidate] = []
            for source in removed:
                score = self._score(source, target, _LEAST)
                if score < _LEAST:
                    continue
                same_name = _base_name(source.path) == _base_name(target.path)
                candidate = _Candidate(score, same_name, source, target)
                if len(best) < _CANDIDATES:
                    best.append(candidate)
                    continue
                worst = min(range(_CANDIDATES), key=lambda i: best[i].rank)
                if best[worst].rank < candidate.rank:
                    best[worst] = candidate
            candidates += best
        candidates.sort(key=lambda candidate: candidate.rank, reverse=True)
        pairs: list[_Candidate] = []
        used: set[bytes] = set()
        named: set[bytes] = set()
        for candidate in candidates:
            if candidate.removed.path not in used and candidate.added.path not in named:
                pairs.append(candidate)
                used.add(candidate.removed.path)
                named.add(candidate.added.path)
        return pairs

    def _score(self, source: PathChange, target: PathChange, least: int) -> int:
        a, b = _entry(source.old), _entry(target.new)
        if not (a.is_regular and b.is_regular):
            return 0
        (a_size, a_chunks), (b_size, b_chunks) = self._chunks_of(a), self._chunks_of(b)
        small, large = sorted((a_size, b_size))
        if not small or large * (_FULL - least) < (large - small) * _FULL:
            return 0
        fewer, more = sorted((a_chunks, b_chunks), key=len)
        return sum(min(size, more[chunk]) for chunk, size in fewer.items()) * _FULL // large

    def _chunks_of(self, entry: Entry) -> tuple[int, Counter[bytes]]:
        """The size of a file, and how many bytes of it each chunk makes up."""
        if entry.sha not in self.chunks:
            content = self.objects.blob(entry.sha)
            text = content if is_binary(content) else content.replace(b"\r\n", b"\n")
            sizes: Counter[bytes] = Counter()
            for line in split_lines(text):
                for start in range(0, len(line), _CHUNK):
                    chunk = line[start : start + _CHUNK]
                    sizes[chunk] += len(chunk)
            self.chunks[entry.sha] = (len(content), sizes)
        return self.chunks[entry.sha]


def _entry(entry: Entry | None) -> Entry:
    assert entry is not None, "a removed file has an old entry, an added one a new entry"  # noqa: S101
    return entry


def _same_kind(a: Entry, b: Entry) -> bool:
    return a.mode == b.mode or (a.is_regular and b.is_regular)


def _base_name(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]


def _unique_by_name(changes: Sequence[PathChange]) -> dict[bytes, PathChange]:
    counts = Counter(_base_name(change.path) for change in changes)
    return {_base_name(c.path): c for c in changes if counts[_base_name(c.path)] == 1}
