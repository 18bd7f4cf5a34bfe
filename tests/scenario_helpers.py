"""Running a scenario that is written in a test, and looking into its world afterwards."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from fakegithub.github import GitHub
from fakegithub.scenarios.language.scenario import Scenario, load
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Listener, Options, run

GIVEN = """\
name: A test
given:
  users: [hubot, monalisa]
  organizations: [{login: acme, members: {octocat: admin}}]
  repositories:
    - name: octocat/hello-world
      files: {README.md: hi}
      collaborators: {hubot: push}
      labels: [bug]
      hooks: [{events: ["*"], secret: s3cret-of-the-hook}]
  apps:
    - name: ci-app
      owner: octocat
      permissions: {checks: write, contents: write, issues: write, pull_requests: write}
      events: [pull_request]
      installations: [octocat]
"""


class World(Listener):
    """Keeps hold of the world of a run."""

    github: GitHub

    def began(self, scenario: Scenario, product: str, github: GitHub, token: str | None) -> None:
        self.github = github


def write(folder: Path, steps: str, given: str = GIVEN, name: str = "test.yaml", end: str = "") -> Path:
    """A file of these steps; `end` is what comes after them."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{given}steps:\n{indent(dedent(steps), '  ')}{end}", encoding="utf-8")
    return file


def run_steps(
    folder: Path, steps: str, *, product: str = "github.com", given: str = GIVEN, end: str = ""
) -> tuple[Report, GitHub]:
    """The report of these steps, with a receiver that does nothing, and the world that they have left."""
    world = World()
    options = Options(receiver="scenario_receivers:silent", strict=True)
    report = run(load(write(folder, steps, given, end=end)), product, options, world)
    return report, world.github


def passed(folder: Path, steps: str, **options: Any) -> GitHub:
    report, github = run_steps(folder, steps, **options)
    assert report.passed, render(report)
    return github
