"""The end of many runs: what has failed and where, what is flaky and how to see it again, and numbers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from fakegithub.cli.console import paint
from fakegithub.scenarios.running.many import Outcome
from fakegithub.scenarios.running.repeats import Kind, Repeated, repeated
from fakegithub.scenarios.running.run import Options

_MANY_SEEDS = 20


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of runs, and the seconds that all of them took."""

    passed: int
    failed: int
    errors: int
    not_run: int
    deselected: int
    seconds: float

    def __str__(self) -> str:
        parts = [
            paint(f"{self.failed} failed", "failed") if self.failed else "",
            paint(f"{self.errors} error{'s' if self.errors > 1 else ''}", "failed") if self.errors else "",
            paint(f"{self.passed} passed", "passed") if self.passed else "",
            paint(f"{self.not_run} not run", "skipped") if self.not_run else "",
            paint(f"{self.deselected} deselected", "dim") if self.deselected else "",
        ]
        return f"{', '.join(part for part in parts if part) or 'nothing was run'} in {self.seconds:.2f} s"


def totals(outcomes: Sequence[Outcome], planned: int, deselected: int, seconds: float) -> Totals:
    count = {status: sum(o.status == status for o in outcomes) for status in ("passed", "failed", "error")}
    return Totals(
        passed=count["passed"],
        failed=count["failed"],
        errors=count["error"],
        not_run=planned - len(outcomes),
        deselected=deselected,
        seconds=round(seconds, 3),
    )


def print_summary(outcomes: Sequence[Outcome], total: Totals, options: Options, *, repeats: bool) -> None:
    """To standard error: what has failed, by file, and the totals in the last line."""
    lines = list(_by_kind(outcomes, options) if repeats else _one_by_one(outcomes))
    for line in [*(["", *lines] if lines else []), str(total)]:
        click.echo(line, err=True)


def _one_by_one(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.status != "passed":
            word = paint("FAILED" if outcome.status == "failed" else "ERROR ", "failed")
            yield f"{word}  {outcome.place} ({outcome.case.product}): {outcome.message}"


def _by_kind(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    for group in repeated(outcomes):
        if group.passed == group.runs:
            continue
        word = paint("FLAKY " if group.flaky else "FAILED", "skipped" if group.flaky else "failed")
        passed = f"passed {group.passed} of {group.runs} times"
        yield f"{word}  {group.scenario} ({group.file}, {group.product}): {passed}"
        for kind in group.kinds:
            times = f"{len(kind.seeds)} time{'s' if len(kind.seeds) > 1 else ''}"
            yield f"  {times}: {kind.place}: {kind.message}"
            yield f"    seed{'s' if len(kind.seeds) > 1 else ''} {_some(kind.seeds)}"
            yield f"    again: {again(group, kind, options)}"


def _some(seeds: Sequence[int]) -> str:
    more = len(seeds) - _MANY_SEEDS
    shown = ", ".join(str(seed) for seed in seeds[:_MANY_SEEDS])
    return f"{shown} and {more} more" if more > 0 else shown


def again(group: Repeated, kind: Kind, options: Options) -> str:
    """The command that runs the first of these failures again."""
    words = ["fakegithub", "run", group.file, "--product", group.product, "--seed", str(kind.seeds[0])]
    for option in ("receiver", "command", "path"):
        value = getattr(options, option)
        if value is not None:
            words += [f"--{option}", value]
    if options.secret is not None:
        words += ["--secret", "…"]  # never shown
    return shlex.join(words).replace("'…'", "…")


def repeats_as_data(outcomes: Iterable[Outcome], options: Options) -> list[Mapping[str, Any]]:
    """The same for programs."""
    return [
        {
            "scenario": group.scenario,
            "file": group.file,
            "product": group.product,
            "runs": group.runs,
            "passed": group.passed,
            "flaky": group.flaky,
            "failures": [
                {
                    "status": kind.status,
                    "place": kind.place,
                    "message": kind.message,
                    "seeds": list(kind.seeds),
                    "again": again(group, kind, options),
                }
                for kind in group.kinds
            ],
        }
        for group in repeated(outcomes)
    ]
