"""What runs show while they go on: on a terminal the steps of a single one, or a bar for many; in a pipe
only what has ended. Reports go to standard output, all else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from fakegithub.scenarios.reports.annotations import in_actions, shielded
from fakegithub.scenarios.reports.text import heading, render
from fakegithub.scenarios.running.many import Case, Outcome, needed
from fakegithub.scenarios.running.repeats import kind_of
from fakegithub.scenarios.running.run import Listener, Options

if TYPE_CHECKING:
    from fakegithub.github import GitHub
    from fakegithub.scenarios.language.scenario import Scenario, Step
    from fakegithub.scenarios.reports.report import Report, StepResult

_COLOURS: dict[str, dict[str, Any]] = {
    "passed": {"fg": "green"},
    "failed": {"fg": "red"},
    "skipped": {"fg": "yellow"},
    "verdict": {"bold": True},
    "dim": {"dim": True},
}
_MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[yellow]-[/]"}


def paint(text: str, what: str) -> str:
    """Colour for a terminal; click takes it away when standard output is none."""
    return click.style(text, **_COLOURS[what])


@dataclass(slots=True)
class Console(Listener):
    """Shows each run when it has ended, unless `quiet`: a single one with its steps, of many those that
    have passed in a line, unless `verbose`. Of failures that come again, the first in full."""

    total: int
    options: Options
    quiet: bool = False
    verbose: bool = False
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _told_problems: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what is shown live."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While something is printed, what is shown live must not stand in its way."""
        yield

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:  # noqa: ARG002
        told = needed(self.options, scenario, github, token)
        if told is not None:
            self.talk(told)

    def talk(self, text: str) -> None:
        with self.paused():
            click.echo(text, err=True)

    def case_began(self, case: Case) -> None:
        """A run is about to begin, here or in another process."""

    def case_ended(self, outcome: Outcome) -> None:
        known = kind_of(outcome) in self._seen
        self._seen.add(kind_of(outcome))
        if outcome.report is None:
            told = str(outcome.problem)
            # The same for another product, it is in the summary.
            if told not in self._told_problems:
                self.talk(f"error: {told}")
            self._told_problems.add(told)
        elif not self.quiet:
            with self.paused():
                told = self._told(outcome, outcome.report, known)
                click.echo(shielded(told) if in_actions() else told, nl=False)

    def _told(self, outcome: Outcome, report: Report, known: bool) -> str:
        if self.total == 1 or self.verbose or (not report.passed and not known):
            return render(report, paint)
        lines = [heading(report, paint)]
        if not report.passed:
            lines.append(f"  as before: {outcome.place}: {outcome.message}")
        lines += [f"  note: {note}" for note in report.notes]
        return "\n".join(lines) + "\n"


@dataclass(slots=True)
class Steps(Console):
    """On a terminal, of a single run: its steps, as they pass."""

    _live: Any = None
    _heading: str = ""
    _lines: list[str] = field(default_factory=list)

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:
        Console.began(self, scenario, product, github, token)
        from rich.live import Live
        from rich.markup import escape

        self._heading = f"[bold]{escape(scenario.name)}[/] [dim]({product})[/]"
        self._lines = []
        self._live = Live(console=_terminal(), transient=True, refresh_per_second=12, redirect_stdout=False)
        self._live.start()
        self._show(None)

    def step_began(self, step: Step) -> None:
        self._show(f"{step.number:>2}  {step.title}")

    def step_ended(self, result: StepResult) -> None:
        from rich.markup import escape

        number = f"{result.number:>2}" if result.number is not None else "  "
        took = f"[dim]{result.seconds:.2f} s[/]"
        self._lines.append(f" {_MARKS[result.status]} {number}  {escape(result.title)} {took}")
        self._show(None)

    def ended(self, report: Report) -> None:  # noqa: ARG002 - the listener's signature
        self.close()

    def close(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _show(self, running: str | None) -> None:
        from rich.console import Group
        from rich.spinner import Spinner
        from rich.text import Text

        parts: list[Any] = [Text.from_markup(line) for line in (self._heading, *self._lines)]
        if running is not None:
            parts.append(Spinner("dots", text=Text(running)))
        if self._live is not None:
            self._live.update(Group(*parts))


@dataclass(slots=True)
class Bar(Console):
    """On a terminal, of many runs: how far they are, and which go on."""

    _bar: Any = None
    _task: Any = None
    _failed: int = 0
    _going_on: dict[int, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[failed]}[dim]{task.fields[going_on]}[/]"),
            console=_terminal(),
            transient=True,
            redirect_stdout=False,
        )
        self._task = self._bar.add_task("", total=self.total, failed="", going_on="")
        self._bar.start()
        return self

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def case_began(self, case: Case) -> None:
        self._going_on[case.number] = f"{case.scenario} ({case.product})"
        self._show()

    def case_ended(self, outcome: Outcome) -> None:
        self._going_on.pop(outcome.case.number, None)
        self._failed += outcome.status != "passed"
        self._bar.advance(self._task)
        self._show()
        Console.case_ended(self, outcome)

    def _show(self) -> None:
        from rich.markup import escape

        failed = f"[red]{self._failed} failed[/] " if self._failed else ""
        going_on = escape(", ".join(self._going_on.values()))
        self._bar.update(self._task, failed=failed, going_on=going_on)


def _terminal() -> Any:
    from rich.console import Console as Terminal

    # What --color, --no-color and NO_COLOR say, the command has put into click's context.
    return Terminal(stderr=True, no_color=click.get_current_context().color is False)


def console(total: int, options: Options, *, quiet: bool, verbose: bool) -> Console:
    """The console that fits standard error."""
    kind = (Steps if total == 1 else Bar) if sys.stderr.isatty() else Console
    return kind(total, options, quiet=quiet, verbose=verbose)
