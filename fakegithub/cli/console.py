"""What a run shows while it goes on: a live list of steps on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from fakegithub.scenarios.receiver import is_url, settings
from fakegithub.scenarios.run import Listener
from fakegithub.scenarios.text import render

if TYPE_CHECKING:
    from fakegithub.github import GitHub
    from fakegithub.scenarios.report import Report, StepResult
    from fakegithub.scenarios.scenario import Scenario, Step

_COLOURS: dict[str, dict[str, Any]] = {
    "passed": {"fg": "green"},
    "failed": {"fg": "red"},
    "skipped": {"fg": "yellow"},
    "dim": {"dim": True},
}
_MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[yellow]-[/]"}


def paint(text: str, what: str) -> str:
    """Colour for a terminal; click takes it away when standard output is none."""
    return click.style(text, **_COLOURS[what])


class Console(Listener):
    """Prints each report when its run has ended, unless `quiet`; tells a receiver elsewhere what it needs."""

    def __init__(self, *, quiet: bool, receiver: str | None) -> None:
        self._quiet = quiet
        self._receiver = receiver

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what is shown."""

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:  # noqa: ARG002
        if is_url(self._receiver or scenario.receiver):
            # Only here does a token leave us: a receiver that runs already cannot be told otherwise.
            known = " ".join(f"{name}={value}" for name, value in settings(github, token, None).items())
            click.echo(f"the receiver needs: {known}", err=True)

    def ended(self, report: Report) -> None:
        self.close()
        if not self._quiet:
            click.echo(render(report, paint), nl=False)


class LiveConsole(Console):
    """On a terminal: the steps of the scenario that runs, as they pass."""

    def __init__(self, *, quiet: bool, receiver: str | None) -> None:
        super().__init__(quiet=quiet, receiver=receiver)
        self._live: Any = None
        self._heading = ""
        self._lines: list[str] = []

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:
        super().began(scenario, product, github, token)
        from rich.console import Console as Terminal
        from rich.live import Live
        from rich.markup import escape

        self._heading = f"[bold]{escape(scenario.name)}[/] [dim]({product})[/]"
        self._lines = []
        self._live = Live(console=Terminal(stderr=True), transient=True, refresh_per_second=12)
        self._live.start()
        self._show(None)

    def step_began(self, step: Step) -> None:
        self._show(f"{step.number:2}  {step.title}")

    def step_ended(self, result: StepResult) -> None:
        from rich.markup import escape

        number = f"{result.number:2}" if result.number is not None else "  "
        took = f"[dim]{result.seconds:.2f} s[/]"
        self._lines.append(f" {_MARKS[result.status]} {number}  {escape(result.title)} {took}")
        self._show(None)

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
            parts.append(Spinner("dots", text=f"{running}"))
        if self._live is not None:
            self._live.update(Group(*parts))


def console(*, quiet: bool, receiver: str | None) -> Console:
    """The console that fits standard error."""
    if sys.stderr.isatty():
        return LiveConsole(quiet=quiet, receiver=receiver)
    return Console(quiet=quiet, receiver=receiver)
