"""Timing two things in turn, so that a drifting machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 15


@dataclass(frozen=True)
class Figure:
    """A figure beside its yardstick. `ours` and `yardstick` are medians in seconds for one time.

    `ratio` is the median over rounds; `aim` says whether it is to stay below (costs) or above
    (throughput) `limit`.
    """

    name: str
    ours: float
    yardstick: float
    ratio: float
    limit: float
    cost: bool

    @property
    def met(self) -> bool:
        return self.ratio <= self.limit if self.cost else self.ratio >= self.limit


def compare(
    name: str,
    ours: Callable[[int], None],
    yardstick: Callable[[int], None],
    *,
    times: int,
    limit: float,
    cost: bool,
) -> Figure:
    """Run both `times` times per round, in turn. As cost: ours / yardstick; as throughput: the inverse."""
    ours(times), yardstick(times)
    rounds = []
    for _ in range(ROUNDS):
        rounds.append((_timed(ours, times), _timed(yardstick, times)))
    ratios = [mine / theirs if cost else theirs / mine for mine, theirs in rounds]
    return Figure(
        name,
        statistics.median(mine for mine, _ in rounds),
        statistics.median(theirs for _, theirs in rounds),
        statistics.median(ratios),
        limit,
        cost,
    )


def _timed(run: Callable[[int], None], times: int) -> float:
    begun = time.perf_counter()
    run(times)
    return (time.perf_counter() - begun) / times
