"""Carrying out the runs of `fakegithub run`: where they run, when to stop, and what is written in the end."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from fakegithub.cli import FAILED, MISUSED
from fakegithub.cli.console import Console, console
from fakegithub.cli.summary import Totals, print_summary, repeats_as_data, totals
from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language import library
from fakegithub.scenarios.language.scenario import validate
from fakegithub.scenarios.reports.annotations import annotated, summary
from fakegithub.scenarios.reports.junit import render_junit
from fakegithub.scenarios.reports.report import as_document
from fakegithub.scenarios.running.many import Case, Outcome, Problem, problem_of, run_here
from fakegithub.scenarios.running.run import Options
from fakegithub.scenarios.running.workers import run_in_processes

# As shells have it for a program that Ctrl-C has ended: 128 and the number of SIGINT.
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run and how. `processes` None: in this one. `maxfail` None: whatever fails, go on."""

    todo: Sequence[Case]
    options: Options
    deselected: int = 0
    processes: int | None = None
    maxfail: int | None = None
    repeats: bool = False
    verbose: bool = False
    durations: int | None = None
    junit: Path | None = None
    as_json: bool = False
    annotations: bool = False


def found(named: Iterable[str]) -> tuple[list[Path], list[Problem]]:
    """The files that arguments mean, each once, and everything that is wrong with any of them."""
    files: dict[Path, Path] = {}
    problems: list[Problem] = []
    for name in named:
        try:
            files |= {file.resolve(): file for file in library.find(name) if file.resolve() not in files}
        except ScenarioError as error:
            problems.append(problem_of(error, ""))
    for file in files.values():
        problems += [problem_of(error, str(file)) for error in validate(file)]
    return list(files.values()), problems


def print_problems(problems: Sequence[Problem], *, as_json: bool) -> int:
    """What is wrong with the files, for people and, with `as_json`, for programs; returns the exit code."""
    for problem in problems:
        click.echo(str(problem), err=True)
    if as_json:
        _print_json({"passed": False, "reports": [], "errors": [_as_data(problem) for problem in problems]})
    return MISUSED


def print_cases(todo: Sequence[Case], *, as_json: bool) -> int:
    if as_json:
        keys = ("scenario", "file", "product", "seed")
        _print_json([{key: getattr(case, key) for key in keys} for case in todo])
        return 0
    file = max(len(case.file) for case in todo)
    product = max(len(case.product) for case in todo)
    for case in todo:
        seed = f"  seed {case.seed}" if case.seed else ""
        click.echo(f"{case.file:{file}}  {case.product:{product}}  {case.scenario}{seed}")
    return 0


def carry_out(plan: Plan) -> int:
    """Run everything, show and write what has come of it; returns the exit code."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    interrupted = False
    with console(len(plan.todo), plan.options, quiet=plan.as_json, verbose=plan.verbose) as shown:
        try:
            _run_all(plan, shown, outcomes)
        except KeyboardInterrupt:
            interrupted = True
    outcomes.sort(key=lambda outcome: outcome.case.number)
    total = totals(outcomes, len(plan.todo), plan.deselected, time.monotonic() - began)
    if not interrupted:
        _write(plan, outcomes, total)
    for line in _slowest(outcomes, plan.durations or 0):
        click.echo(line, err=True)
    if interrupted:
        click.echo("interrupted", err=True)
    if len(plan.todo) > 1:
        print_summary(outcomes, total, plan.options, repeats=plan.repeats)
    return INTERRUPTED if interrupted else _exit_code(outcomes)


def _run_all(plan: Plan, shown: Console, outcomes: list[Outcome]) -> None:
    """Fill `outcomes` until nothing is left to do, or enough has failed."""
    unsuccessful = 0
    with closing(_outcomes(plan, shown)) as coming:
        for outcome in coming:
            outcomes.append(outcome)
            shown.case_ended(outcome)
            unsuccessful += outcome.status != "passed"
            if plan.maxfail is not None and unsuccessful >= plan.maxfail:
                return


def _outcomes(plan: Plan, shown: Console) -> Generator[Outcome]:
    if plan.processes is not None:
        yield from run_in_processes(
            plan.todo, plan.options, plan.processes, talk=shown.talk, began=shown.case_began
        )
        return
    yield from run_here(plan.todo, plan.options, shown, began=shown.case_began)


def _exit_code(outcomes: Iterable[Outcome]) -> int:
    bad = [outcome for outcome in outcomes if outcome.status != "passed"]
    if any(outcome.problem is not None and outcome.problem.misused for outcome in bad):
        return MISUSED
    return FAILED if bad else 0


def _write(plan: Plan, outcomes: Sequence[Outcome], total: Totals) -> None:
    if plan.junit is not None:
        plan.junit.write_bytes(render_junit([outcome.as_report() for outcome in outcomes]))
    if plan.annotations:
        _annotate(plan, outcomes)
    if plan.as_json:
        document: dict[str, Any] = {
            "passed": total.passed == len(plan.todo),
            "summary": dataclasses.asdict(total),
            "reports": [
                as_document(report)
                for report in (outcome.report for outcome in outcomes)
                if report is not None
            ],
            "errors": [_as_data(o.problem, o.case) for o in outcomes if o.problem is not None],
        }
        if plan.repeats:
            document["repeats"] = repeats_as_data(outcomes, plan.options)
        _print_json(document)


def _annotate(plan: Plan, outcomes: Iterable[Outcome]) -> None:
    """Workflow commands go where the reports go, as their order counts; with --json beside the document."""
    reports = [outcome.as_report() for outcome in outcomes]
    for line in (line for report in reports for line in annotated(report)):
        click.echo(line, err=plan.as_json)
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file:
        with Path(file).open("a", encoding="utf-8") as written:
            written.write(summary(reports))


def _as_data(problem: Problem, case: Case | None = None) -> dict[str, Any]:
    run = {key: getattr(case, key) for key in ("scenario", "file", "product", "seed")} if case else {}
    return {"place": problem.place, "message": problem.message, "hint": problem.hint, **run}


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _slowest(outcomes: Iterable[Outcome], number: int) -> Iterator[str]:
    steps = [
        (step.seconds, step, outcome.case)
        for outcome in outcomes
        for step in (outcome.report.steps if outcome.report is not None else ())
        if step.status != "skipped"
    ]
    for seconds, step, case in sorted(steps, key=lambda item: item[0], reverse=True)[:number]:
        yield f"{seconds:8.2f} s  {step.place} ({case.product}): {step.title}"
