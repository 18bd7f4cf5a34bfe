"""The lines in which two texts differ, as git finds them.

Many edit scripts are equally short, and people know git's. So the search (Myers' divide and conquer), which
lines are left out of it, and where a group of changed lines is moved to afterwards all follow git: a patch
from here is the patch that `git diff` prints. Merges use the histogram algorithm, as git's merges do.

E. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1 (1986)
https://git-scm.com/docs/git-diff#Documentation/git-diff.txt---diff-algorithmpatienceminimalhistogrammyers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from fakegithub.git.sliders import slide_changes

# From this cost on a search is cut short at the furthest point reached, to bound the time.
_LEAST_COST_LIMIT = 256
_MOST_OCCURRENCES = 1024
_NEIGHBOURHOOD = 100
# A line that occurs more often than this cannot anchor a histogram match.
_HISTOGRAM_LIMIT = 64


class Hunk(NamedTuple):
    """Lines [old_start, old_end) became lines [new_start, new_end); counted from 0."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def split_lines(content: bytes) -> list[bytes]:
    """Lines with their line feeds; only the last may lack one."""
    lines = [line + b"\n" for line in content.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def compare_lines(
    old: Sequence[bytes], new: Sequence[bytes], *, histogram: bool = False, indent_heuristic: bool = True
) -> list[Hunk]:
    """The hunks, without context, that turn `old` into `new`."""
    numbers: dict[bytes, int] = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]
    search = _Search(a, b)
    if histogram:
        search.by_histogram(0, len(a), 0, len(b))
    else:
        search.by_myers(0, len(a), 0, len(b))
    slide_changes(old, a, search.old_changed, search.new_changed, b, indent_heuristic=indent_heuristic)
    slide_changes(new, b, search.new_changed, search.old_changed, a, indent_heuristic=indent_heuristic)
    return _collect_hunks(search.old_changed, search.new_changed)


def _collect_hunks(old_changed: bytearray, new_changed: bytearray) -> list[Hunk]:
    hunks = []
    i = j = 0
    while i < len(old_changed) or j < len(new_changed):
        start_i, start_j = i, j
        while i < len(old_changed) and old_changed[i]:
            i += 1
        while j < len(new_changed) and new_changed[j]:
            j += 1
        if (i, j) != (start_i, start_j):
            hunks.append(Hunk(start_i, i, start_j, j))
        i += 1
        j += 1
    return hunks


class _Search:
    """Marks the changed lines of two texts, whose lines are numbered alike where they are equal."""

    def __init__(self, a: list[int], b: list[int]) -> None:
        self.a = a
        self.b = b
        self.old_changed = bytearray(len(a))
        self.new_changed = bytearray(len(b))

    def by_myers(self, low_a: int, high_a: int, low_b: int, high_b: int) -> None:
        a, b = self.a[low_a:high_a], self.b[low_b:high_b]
        head = 0
        while head < min(len(a), len(b)) and a[head] == b[head]:
            head += 1
        tail = 0
        while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
            tail += 1
        kept_a = _keep_useful(a, b, head, len(a) - tail)
        kept_b = _keep_useful(b, a, head, len(b) - tail)
        _mark_dropped(self.old_changed, low_a + head, high_a - tail, {low_a + i for i in kept_a})
        _mark_dropped(self.new_changed, low_b + head, high_b - tail, {low_b + i for i in kept_b})
        path = _EditPath([a[i] for i in kept_a], [b[i] for i in kept_b])
        for i in path.removed:
            self.old_changed[low_a + kept_a[i]] = 1
        for j in path.added:
            self.new_changed[low_b + kept_b[j]] = 1

    def by_histogram(self, low_a: int, high_a: int, low_b: int, high_b: int) -> None:
        """Split at the longest match of the rarest lines, and go on with both sides."""
        pending = [(low_a, high_a, low_b, high_b)]
        while pending:
            low_a, high_a, low_b, high_b = pending.pop()
            if low_a == high_a or low_b == high_b:
                self._mark_all(low_a, high_a, low_b, high_b)
                continue
            match, usable = self._rarest_match(low_a, high_a, low_b, high_b)
            if not usable:
                self.by_myers(low_a, high_a, low_b, high_b)
            elif match is None:
                self._mark_all(low_a, high_a, low_b, high_b)
            else:
                pending.append((low_a, match.old_start, low_b, match.new_start))
                pending.append((match.old_end, high_a, match.new_end, high_b))

    def _mark_all(self, low_a: int, high_a: int, low_b: int, high_b: int) -> None:
        self.old_changed[low_a:high_a] = b"\1" * (high_a - low_a)
        self.new_changed[low_b:high_b] = b"\1" * (high_b - low_b)

    def _rarest_match(self, low_a: int, high_a: int, low_b: int, high_b: int) -> tuple[Hunk | None, bool]:
        """A run of equal lines, and whether that is usable: not if all common lines are too frequent."""
        a, b = self.a, self.b
        places: dict[int, list[int]] = {}
        for i in range(low_a, high_a):
            places.setdefault(a[i], []).append(i)
        best: Hunk | None = None
        length, rarity = 1, _HISTOGRAM_LIMIT + 1
        has_common = False
        j = low_b
        while j < high_b:
            resume = j + 1
            found = places.get(b[j], ())
            has_common = has_common or bool(found)
            beyond = low_a
            for i in found if len(found) <= rarity else ():
                if i < beyond:
                    continue
                start, end, count = i, i + 1, len(found)
                shift = j - i
                while start > low_a and start + shift > low_b and a[start - 1] == b[start + shift - 1]:
                    start -= 1
                    count = min(count, len(places[a[start]]))
                while end < high_a and end + shift < high_b and a[end] == b[end + shift]:
                    count = min(count, len(places[a[end]]))
                    end += 1
                resume = max(resume, end + shift)
                beyond = end
                if end - start > length or count < rarity:
                    best = Hunk(start, end, start + shift, end + shift)
                    length, rarity = end - start, count
            j = resume
        return best, not (has_common and rarity > _HISTOGRAM_LIMIT)


def _mark_dropped(changed: bytearray, low: int, high: int, kept: set[int]) -> None:
    for i in range(low, high):
        if i not in kept:
            changed[i] = 1


def _keep_useful(lines: list[int], others: list[int], low: int, high: int) -> list[int]:
    """Positions in [low, high) that the search shall look at.

    A line that the other text lacks is changed for certain. A line that the other text has very often, in
    the midst of such lines, would only mislead the search: GNU diff and git take it as changed, too.
    """
    occurrences = Counter(others)
    often = min(_rough_root(len(lines)), _MOST_OCCURRENCES)
    counts = [occurrences[line] for line in lines[low:high]]
    kept = []
    for i, count in enumerate(counts):
        if count and (count < often or not _is_surrounded(counts, i, often)):
            kept.append(low + i)
    return kept


def _is_surrounded(counts: list[int], position: int, often: int) -> bool:
    """Whether the frequent lines around a position are few among lines without any match, on both sides."""
    missing_total = frequent_total = 0
    before = range(position - 1, max(position - _NEIGHBOURHOOD, 0) - 1, -1)
    after = range(position + 1, min(position + _NEIGHBOURHOOD, len(counts) - 1) + 1)
    for side in (before, after):
        missing, frequent = 0, 1
        for i in side:
            if counts[i] == 0:
                missing += 1
            elif counts[i] >= often:
                frequent += 1
            else:
                break
        if missing == 0:
            return False
        missing_total += missing
        frequent_total += frequent
    return frequent_total * 4 < frequent_total + missing_total


def _rough_root(number: int) -> int:
    """The next power of two above the square root: git's measure for "often"."""
    return 1 << ((number.bit_length() + 1) // 2)


class _EditPath:
    """A shortest edit script, by divide and conquer at the middle snake.

    `forward[k]` is the furthest position in `a` that the search from the start has reached on diagonal
    k = i - j, `backward[k]` the same for the search from the end.
    """

    def __init__(self, a: list[int], b: list[int]) -> None:
        self.a = a
        self.b = b
        self.removed: list[int] = []
        self.added: list[int] = []
        self.cost_limit = max(_rough_root(len(a) + len(b) + 3), _LEAST_COST_LIMIT)
        pending = [(0, len(a), 0, len(b))]
        while pending:
            low_a, high_a, low_b, high_b = pending.pop()
            while low_a < high_a and low_b < high_b and a[low_a] == b[low_b]:
                low_a += 1
                low_b += 1
            while low_a < high_a and low_b < high_b and a[high_a - 1] == b[high_b - 1]:
                high_a -= 1
                high_b -= 1
            if low_a == high_a or low_b == high_b:
                self.removed += range(low_a, high_a)
                self.added += range(low_b, high_b)
            else:
                i, j = self._split(low_a, high_a, low_b, high_b)
                pending += [(low_a, i, low_b, j), (i, high_a, j, high_b)]

    def _split(self, low_a: int, high_a: int, low_b: int, high_b: int) -> tuple[int, int]:
        a, b = self.a, self.b
        lowest, highest = low_a - high_b, high_a - low_b
        start, end = low_a - low_b, high_a - high_b
        odd = (start - end) % 2 == 1
        forward, backward = {start: low_a}, {end: high_a}
        f_low = f_high = start
        b_low = b_high = end
        unreachable = high_a + high_b + 1
        for _ in range(self.cost_limit):
            f_low, f_high = _widen(forward, f_low, f_high, lowest, highest, -1)
            for k in range(f_high, f_low - 1, -2):
                i = forward[k - 1] + 1 if forward[k - 1] >= forward[k + 1] else forward[k + 1]
                while i < high_a and i - k < high_b and a[i] == b[i - k]:
                    i += 1
                forward[k] = i
                if odd and b_low <= k <= b_high and backward[k] <= i:
                    return i, i - k
            b_low, b_high = _widen(backward, b_low, b_high, lowest, highest, unreachable)
            for k in range(b_high, b_low - 1, -2):
                i = backward[k - 1] if backward[k - 1] < backward[k + 1] else backward[k + 1] - 1
                while i > low_a and i - k > low_b and a[i - 1] == b[i - k - 1]:
                    i -= 1
                backward[k] = i
                if not odd and f_low <= k <= f_high and i <= forward[k]:
                    return i, i - k
        # Too costly: go on from the furthest point of either search, measured by i + j = 2i - k.
        ahead, k = max((2 * min(forward[k], high_a, high_b + k) - k, k) for k in range(f_high, f_low - 1, -2))
        behind, m = min(
            (2 * max(backward[m], low_a, low_b + m) - m, -m) for m in range(b_high, b_low - 1, -2)
        )
        furthest, k = (ahead, k) if ahead - low_a - low_b > high_a + high_b - behind else (behind, -m)
        i = (furthest + k) // 2
        return i, i - k


def _widen(
    reached: dict[int, int], low: int, high: int, lowest: int, highest: int, nowhere: int
) -> tuple[int, int]:
    """One more diagonal on both sides, as long as it is inside the box; past its rim, every second one."""
    if low > lowest:
        low -= 1
        reached[low - 1] = nowhere
    else:
        low += 1
    if high < highest:
        high += 1
        reached[high + 1] = nowhere
    else:
        high -= 1
    return low, high
