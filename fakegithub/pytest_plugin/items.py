"""Scenario files as tests: each product of each file is one.

A YAML file is a scenario when `fakegithub_scenarios` names it. Without that option: when its first lines
name scenario.schema.json; or when it stands in a folder called `scenarios`, or is named on the command
line, and has the keys of one. All other YAML files are left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fakegithub.errors import FakeGitHubError, ScenarioError

if TYPE_CHECKING:
    from fakegithub.scenarios.language.scenario import Scenario
    from fakegithub.scenarios.reports.report import Report

_SCHEMA = "scenario.schema.json"
_FIRST_LINES = 5
_FOLDER = "scenarios"
# A file of steps that others use has no name.
_NAME = re.compile(r"^name\s*:", re.MULTILINE)
_KEYS = re.compile(r"^(steps|given|receiver|expect|products?|parameters)\s*:", re.MULTILINE)


def is_scenario(file: Path, parent: pytest.Collector) -> bool:
    globs = parent.config.getini("fakegithub_scenarios")
    if globs is not None:
        relative = Path(os.path.relpath(file, parent.config.rootpath)).as_posix()
        return any(fnmatchcase(relative, glob) for glob in globs)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if any(_SCHEMA in line for line in text.splitlines()[:_FIRST_LINES] if line.startswith("#")):
        return True
    meant = _FOLDER in file.parent.parts or parent.session.isinitpath(file)
    return meant and _NAME.search(text) is not None and _KEYS.search(text) is not None


class ScenarioFile(pytest.File):
    """One file. What is wrong with it is an error of collection, with file, line and column."""

    def collect(self) -> Iterator[ScenarioItem]:
        from fakegithub.pytest_plugin.options import merged, of_session
        from fakegithub.scenarios.language.scenario import load, validate

        here = self.config.invocation_params.dir
        shown = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        try:
            scenario = load(shown if Path.cwd() == here else self.path)
        except ScenarioError as error:
            problems = validate(self.path) or [error]
            raise self.CollectError("\n".join(str(problem) for problem in problems)) from error
        if scenario.is_part and not self.session.isinitpath(self.path):
            return
        command_line, ini = of_session(self.config)
        said = scenario.source.value
        # As with `fakegithub run`, the command line takes the place of the file; the ini file does not.
        options = merged([command_line, _of_file(said), ini])
        products = options.get("products") or [options.get("product") or scenario.products[0]]
        for product in products:
            item = ScenarioItem.from_parent(self, name=product, scenario=scenario, options=options)
            self._mark(item, scenario)
            yield item

    def _mark(self, item: ScenarioItem, scenario: Scenario) -> None:
        for index, name in enumerate(scenario.source.value.get("markers", ())):
            try:
                item.add_marker(getattr(pytest.mark, name))
            except pytest.fail.Exception as error:
                problem = scenario.source.error(str(error), ("markers", index))
                raise self.CollectError(str(problem)) from error


def _of_file(said: Any) -> dict[str, Any]:
    """What a scenario file says that the ini file says for those which do not."""
    return {key: said[key] for key in ("product", "products", "receiver") if key in said}


class ScenarioItem(pytest.Item):
    """A scenario for one product."""

    def __init__(self, *, scenario: Scenario, options: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario
        self.options = options
        self.extra_keyword_matches.add(scenario.name)

    def runtest(self) -> None:
        from fakegithub.scenarios.running.run import Options, run

        says = self.options
        receiver = says.get("receiver")
        chosen = Options(
            # What the file says, it says itself.
            receiver=receiver if isinstance(receiver, str) else None,
            path=says.get("path") if isinstance(receiver, str) and "://" not in receiver else None,
            secret=says.get("secret"),
            seed=says.get("seed", 0),
            strict=says.get("strict", False),
        )
        report = run(self.scenario, self.name, chosen)
        if not report.passed:
            raise ScenarioFailed(report)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        error = excinfo.value
        if isinstance(error, ScenarioFailed):
            return FailureText(error.report)
        if isinstance(error, FakeGitHubError):
            return str(error)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str], int, str]:
        line = self.scenario.source.mark(("name",), key=True).line
        return self.path, line - 1, f"{self.scenario.name} [{self.name}]"


class ScenarioFailed(Exception):
    """A scenario has run, and the receiver did something else than it should."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.scenario)
        self.report = report


class FailureText:
    """A failed scenario as pytest shows it: its report, and one line of it in the summary."""

    def __init__(self, report: Report) -> None:
        from fakegithub.scenarios.reports.text import render

        self._text = render(report)
        self.reprcrash = _Crash(report)

    def __str__(self) -> str:
        return self._text

    def toterminal(self, writer: Any) -> None:
        for line in self._text.splitlines():
            writer.line(line)


class _Crash:
    """What pytest's summary takes from a failure."""

    def __init__(self, report: Report) -> None:
        place, message = report.file, "failed"
        for step in report.steps:
            for failure in step.failures[:1]:
                place, message = failure.place, f"{step.title}: {failure.message}"
        self.path, _, line = place.removesuffix(place[place.rfind(":") :]).rpartition(":")
        self.lineno = int(line) if line.isdecimal() else 0
        self.message = message.splitlines()[0]
