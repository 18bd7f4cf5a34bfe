"""The history: which commits lead to which.

Walks that compare two histories go by generation, not by date: a commit is looked at only after all its
descendants, whatever the clocks of their committers said. The log goes by committer date, as git's does.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from fakegithub.git.objects import Commit, ObjectStore
from fakegithub.git.trees import find_entry

_LEFT = 1
_RIGHT = 2
_BOTH = _LEFT | _RIGHT
_STALE = 4


@dataclass(slots=True)
class Comparison:
    """`left` and `right` are the commits that only one side has; `bases` the best common ancestors."""

    left: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)
    bases: list[str] = field(default_factory=list)


def compare_histories(objects: ObjectStore, left: Iterable[str], right: Iterable[str]) -> Comparison:
    result = Comparison()
    sides: dict[str, int] = {}
    queue: list[tuple[int, str]] = []
    undecided = 0

    def reach(sha: str, side: int) -> None:
        nonlocal undecided
        before = sides.get(sha)
        if before is None:
            heapq.heappush(queue, (-objects.generation(sha), sha))
        after = sides[sha] = (before or 0) | side
        undecided += (not after & _STALE) - (before is not None and not before & _STALE)

    for side, starts in ((_LEFT, left), (_RIGHT, right)):
        for sha in starts:
            reach(sha, side)
    while undecided:
        _, sha = heapq.heappop(queue)
        side = sides[sha]
        if not side & _STALE:
            undecided -= 1
            if side == _BOTH:
                result.bases.append(sha)
                side |= _STALE
            else:
                (result.left if side == _LEFT else result.right).add(sha)
        for parent in objects.commit(sha).parents:
            reach(parent, side)
    result.bases.sort(key=lambda sha: objects.commit(sha).committer.date, reverse=True)
    return result


def merge_bases(objects: ObjectStore, a: str, b: str) -> list[str]:
    """The best common ancestors, the latest first: more than one after a criss-cross merge."""
    return objects.remember(("bases", a, b), lambda: compare_histories(objects, [a], [b]).bases)


def is_ancestor(objects: ObjectStore, ancestor: str, descendant: str) -> bool:
    """Whether `ancestor` is reachable from `descendant`; a commit is its own ancestor."""
    least = objects.generation(ancestor)
    seen = {descendant}
    pending = [descendant]
    while pending:
        sha = pending.pop()
        if sha == ancestor:
            return True
        for parent in objects.commit(sha).parents:
            if parent not in seen and objects.generation(parent) >= least:
                seen.add(parent)
                pending.append(parent)
    return False


def log(
    objects: ObjectStore, start: str, *, path: bytes = b"", exclude: Iterable[str] = ()
) -> Iterator[Commit]:
    """Commits as `git log` lists them: the latest committer date first, equal dates in the order of reaching.

    With `path` the history is simplified as git does: of a merge that took the path from one parent
    unchanged, only that parent is followed.
    """
    excluded = frozenset(exclude)
    wanted = compare_histories(objects, [start], excluded).left if excluded else None
    seen = {start}
    queue = [(-objects.commit(start).committer.date.timestamp(), 0, start)]
    if wanted is not None and start not in wanted:
        return
    # The commits that were excluded by name still count as parents to compare with, as for git.
    relevant = None if wanted is None else wanted | excluded
    while queue:
        _, _, sha = heapq.heappop(queue)
        commit = objects.commit(sha)
        shown, parents = _simplify(objects, commit, path, relevant) if path else (True, commit.parents)
        for parent in parents:
            if parent not in seen and (wanted is None or parent in wanted):
                date = objects.commit(parent).committer.date.timestamp()
                heapq.heappush(queue, (-date, len(seen), parent))
                seen.add(parent)
        if shown:
            yield commit


def _simplify(
    objects: ObjectStore, commit: Commit, path: bytes, relevant: AbstractSet[str] | None
) -> tuple[bool, tuple[str, ...]]:
    """Whether the commit changes the path, and which parents to follow; None: all parents are relevant."""
    here = find_entry(objects, commit.tree_sha, path)
    if not commit.parents:
        return here is not None, ()
    same = [
        parent
        for parent in commit.parents
        if find_entry(objects, objects.commit(parent).tree_sha, path) == here
    ]
    inside = [parent for parent in commit.parents if relevant is None or parent in relevant]
    for parent in same:
        if parent in inside:
            return False, (parent,)
    return bool(inside) or len(same) < len(commit.parents), commit.parents


def topological_order(objects: ObjectStore, commits: set[str], tip: str) -> list[Commit]:
    """Children before parents, and one line of history after the other, as `git log --topo-order`."""
    children = dict.fromkeys(commits, 0)
    for sha in commits:
        for parent in objects.commit(sha).parents:
            if parent in children:
                children[parent] += 1
    ordered: list[Commit] = []
    pending = [tip] if tip in commits else []
    while pending:
        commit = objects.commit(pending.pop())
        ordered.append(commit)
        for parent in commit.parents:
            if parent in children:
                children[parent] -= 1
                if children[parent] == 0:
                    pending.append(parent)
    return ordered
