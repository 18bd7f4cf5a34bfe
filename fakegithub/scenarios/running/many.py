"""Many runs: which there are, one after the other in this process, and what has come of each."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from fakegithub.errors import FakeGitHubError, NotSettled, ScenarioError, SchemaMismatch, UndeclaredEvent
from fakegithub.github import GitHub
from fakegithub.scenarios.language.scenario import Scenario, load
from fakegithub.scenarios.receivers.receiver import chosen, is_elsewhere
from fakegithub.scenarios.receivers.told import settings
from fakegithub.scenarios.reports.report import Failure, Report, StepResult
from fakegithub.scenarios.reports.verdicts import known
from fakegithub.scenarios.running.run import Listener, Options, run

# Errors that are no mistake of the author's: the receiver did not come to an end, or we are wrong ourselves.
_BROKEN_DOWN = (NotSettled, SchemaMismatch, UndeclaredEvent)


@dataclass(frozen=True, slots=True)
class Case:
    """One run to do: a scenario file for one product with one seed. `number` counts from 0 over all."""

    number: int
    file: str
    scenario: str
    product: str
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """What an expression of `-k` finds it by."""
        return (self.scenario, Path(self.file).name, self.product)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file or a run could not be judged.

    `place` is `file:line:column` as far as it is known. `misused` tells an author's mistake (exit code 2)
    from a receiver or a fakegithub that broke down.
    """

    message: str
    place: str
    hint: str | None = None
    misused: bool = True

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n  {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has come of a case: a report, or a problem."""

    case: Case
    report: Report | None = None
    problem: Problem | None = None

    @property
    def status(self) -> str:
        """passed, failed or error."""
        if self.report is None:
            return "error"
        return "passed" if self.report.passed else "failed"

    @property
    def place(self) -> str:
        """`file:line:column` of the first thing that is wrong; the file when nothing is."""
        if self.problem is not None:
            return self.problem.place
        return next((failure.place for failure in self._failures()), self.case.file)

    @property
    def message(self) -> str:
        """The first thing that is wrong, in one line."""
        if self.problem is not None:
            return self.problem.message.split("\n", 1)[0]
        return next((failure.message.split("\n", 1)[0] for failure in self._failures()), "")

    def as_report(self) -> Report:
        """The report; for a problem one with a single failed step that tells it."""
        if self.report is not None:
            return self.report
        case, problem = self.case, self.problem
        failure = Failure(self.place, str(problem), **known("broken"))
        step = StepResult(None, "could not be run", self.place, "failed", 0.0, (failure,))
        return Report(case.scenario, case.file, case.product, "", 0.0, (step,), seed=case.seed)

    def _failures(self) -> Iterator[Failure]:
        steps = self.report.steps if self.report is not None else ()
        return (failure for step in steps for failure in step.failures)


def cases(
    scenarios: Iterable[Scenario], products: tuple[str, ...] = (), *, repeat: int = 1, seed: int = 0
) -> list[Case]:
    """All runs, file by file: for each of its products (or of `products`), `repeat` times with the seeds
    `seed`, `seed + 1` and so on."""
    found = (
        (scenario, product, seed + count)
        for scenario in scenarios
        for product in products or scenario.products
        for count in range(repeat)
    )
    return [
        Case(number, scenario.file, scenario.name, product, own_seed)
        for number, (scenario, product, own_seed) in enumerate(found)
    ]


def run_case(case: Case, options: Options, listener: Listener, find: Callable[[str], Scenario]) -> Outcome:
    """Run one case; whatever goes wrong is its outcome. `find` gives the scenario of a file."""
    try:
        scenario = find(case.file)
        return Outcome(case, run(scenario, case.product, replace(options, seed=case.seed), listener))
    except FakeGitHubError as error:
        return Outcome(case, problem=problem_of(error, case.file))
    except Exception as error:  # noqa: BLE001 - what breaks down in one run must not end the others
        message = f"fakegithub broke down: {type(error).__name__}: {error}"
        told = "".join(traceback.format_exception(error)).rstrip()
        return Outcome(case, problem=Problem(message, case.file, told, misused=False))


def problem_of(error: FakeGitHubError, file: str) -> Problem:
    """An error as data. `file` is where it belongs to when it does not say so itself."""
    if isinstance(error, ScenarioError):
        parts = (error.file or file, error.line, error.column)
        place = ":".join(str(part) for part in parts if part)
        return Problem(error.message, place, error.hint)
    return Problem(str(error), file, misused=not isinstance(error, _BROKEN_DOWN))


def needed(options: Options, scenario: Scenario, github: GitHub, token: str | None) -> str | None:
    """What a receiver that runs already must be told by a person; None for one that we start or import."""
    if not is_elsewhere(chosen(scenario.program, options.receiver, options.command)):
        return None
    # Only here does a token leave us.
    known = " ".join(f"{name}={value}" for name, value in settings(github, token, None).items())
    return f"the receiver needs: {known}"


def run_here(
    todo: Iterable[Case],
    options: Options,
    listener: Listener,
    *,
    began: Callable[[Case], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Run one case after the other in this process. What an app prints goes to standard error."""
    find = cache(load_file)
    for case in todo:
        began(case)
        with redirect_stdout(cast("Any", _Talk())):
            outcome = run_case(case, options, listener, find)
        yield outcome


class _Talk:
    """Stands for standard output, and is whatever standard error is at the moment."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stderr, name)


def load_file(file: str) -> Scenario:
    return load(Path(file))
