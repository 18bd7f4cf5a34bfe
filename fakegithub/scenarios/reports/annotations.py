"""Reports for GitHub Actions: an annotation for each failure, and a summary of all runs.

An annotation is a line that the runner understands: `::error file=a.yaml,line=3,col=5,title=…::message`.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
The page does not say how values are escaped; the runner and the toolkit do:
https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from fakegithub.scenarios.reports.report import Failure, Report, StepResult
from fakegithub.scenarios.reports.text import failure_text, render, verdict_text

# A longer one is cut by the API of check runs, which annotations become:
# https://docs.github.com/rest/checks/runs#create-a-check-run
_TITLE = 255
_MESSAGE = 60_000
# A step's summary may have 1 MiB:
# https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
_SUMMARY = 1_000_000
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def in_actions(environment: Mapping[str, str] = os.environ) -> bool:
    """https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables"""
    return environment.get("GITHUB_ACTIONS") == "true"


def annotated(report: Report, environment: Mapping[str, str] = os.environ) -> list[str]:
    """A workflow command for each failure, to be printed on a line of its own."""
    return [
        _annotation(report, step, failure, environment) for step in report.steps for failure in step.failures
    ]


def _annotation(report: Report, step: StepResult, failure: Failure, environment: Mapping[str, str]) -> str:
    seed = f", seed {report.seed}" if report.seed else ""
    where = step.title if step.number is None else f"step {step.number}"
    properties = {"title": f"{report.scenario} [{report.product}{seed}]: {where}"[:_TITLE]}
    match = re.fullmatch(r"(.+?):(\d+):(\d+)", failure.place)
    file = _in_repository(match[1], environment) if match else None
    if match and file is not None:
        properties = {"file": file, "line": match[2], "col": match[3], **properties}
    told = "\n".join(line.removeprefix("  ") for line in failure_text(failure, step).splitlines())
    listed = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::error {listed}::{_escaped(told[:_MESSAGE], _DATA)}"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


def _in_repository(file: str, environment: Mapping[str, str]) -> str | None:
    """The path from the repository's root, as annotations want it; None for a file elsewhere."""
    root = environment.get("GITHUB_WORKSPACE")
    path = PurePath(os.path.abspath(file))
    if not root:
        return file if not os.path.isabs(file) else None
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def shielded(text: str) -> str:
    """`text` for the log of a workflow, where no line of it is a command: what a receiver has answered
    must not set the job's variables or make annotations.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
    """
    # The runner looks for `##[` anywhere and for `::` at the beginning of a line.
    if re.search(r"##\[|^\s*::", text, re.MULTILINE) is None:
        return text
    token = secrets.token_hex(16)
    end = "" if text.endswith("\n") else "\n"
    return f"::stop-commands::{token}\n{text}{end}::{token}::\n"


def summary(reports: Iterable[Report]) -> str:
    """All runs as Markdown, for the file that GITHUB_STEP_SUMMARY names: a table, and what failed."""
    runs = list(reports)
    passed = sum(report.passed for report in runs)
    lines = [
        f"### fakegithub: {passed} of {len(runs)} runs passed",
        "",
        "| | scenario | product | steps | seconds | |",
        "|---|---|---|---|---|---|",
        *(_row(report) for report in runs),
        "",
    ]
    text = "\n".join(lines)
    for report in runs:
        details = _details(report) if not report.passed else ""
        if len((text + details).encode()) > _SUMMARY:
            return f"{text}\nThe other failures are in the log.\n"
        text += details
    return text


def _row(report: Report) -> str:
    ended = [step.status for step in report.steps]
    seed = f" (seed {report.seed})" if report.seed else ""
    cells = (
        "✅" if report.passed else "❌",
        report.scenario,
        f"{report.product}{seed}",
        f"{ended.count('passed')} of {len(ended)}",
        f"{report.seconds:.2f}",
        _reason(report),
    )
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _reason(report: Report) -> str:
    found = next((failure for step in report.steps for failure in step.failures), None)
    if found is None:
        return ""
    said = verdict_text(found.verdict) if found.verdict is not None else ""
    return f"{found.message.splitlines()[0][:200]}{f' ({said})' if said else ''}"


def _cell(text: str) -> str:
    """https://github.github.com/gfm/#tables-extension-"""
    for special in "\\`*_[]<>|#&~@":
        text = text.replace(special, f"\\{special}")
    return " ".join(text.split())


def _details(report: Report) -> str:
    text = render(report)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    title = f"{_cell(report.scenario)} [{_cell(report.product)}]"
    return f"\n<details><summary>{title}</summary>\n\n{fence}text\n{text}{fence}\n\n</details>\n"
