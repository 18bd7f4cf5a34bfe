"""What many runs of the same scenario show: how often it passed, and which failures come again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fakegithub.scenarios.running.many import Outcome

# What differs between two failures that are the same: shas, guids, times, ids and ports.
_CHANGING = re.compile(
    r"\b[0-9a-f]{40}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\b\d+\.\d+ s\b|\b\d{6,}\b|(?<=:)\d{4,5}(?=/)"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Failures that are the same but for shas, guids, ids and times: the first one's words, all seeds."""

    status: str  # failed or error
    place: str
    message: str
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """All runs of one scenario for one product. `kinds` begin with the most frequent."""

    scenario: str
    file: str
    product: str
    runs: int
    passed: int
    kinds: tuple[Kind, ...]

    @property
    def flaky(self) -> bool:
        return 0 < self.passed < self.runs


def kind_of(outcome: Outcome) -> tuple[str, ...]:
    """What failures have in common that are the same."""
    case = outcome.case
    return (case.file, case.product, outcome.status, outcome.place, _CHANGING.sub("…", outcome.message))


def repeated(outcomes: Iterable[Outcome]) -> list[Repeated]:
    """One for each file and product, in the order of their first runs."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.case.number):
        groups.setdefault((outcome.case.file, outcome.case.product), []).append(outcome)
    return [_summed_up(group) for group in groups.values()]


def _summed_up(outcomes: list[Outcome]) -> Repeated:
    kinds: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.status != "passed":
            kinds.setdefault(kind_of(outcome), []).append(outcome)
    case = outcomes[0].case
    return Repeated(
        scenario=case.scenario,
        file=case.file,
        product=case.product,
        runs=len(outcomes),
        passed=sum(outcome.status == "passed" for outcome in outcomes),
        kinds=tuple(
            Kind(same[0].status, same[0].place, same[0].message, tuple(one.case.seed for one in same))
            for same in sorted(kinds.values(), key=len, reverse=True)
        ),
    )
