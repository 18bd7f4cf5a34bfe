"""Mistakes that bots make, and docs/mistakes.md, which tells what the report of a scenario says of each.

    python tests/receiver_mistakes.py    # writes the page

Each is made by an edit of the sample receiver. They have been seen in bots, or are what GitHub's
documentation warns of.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import mistakes_of_checks
import mistakes_of_clients
import mistakes_of_deliveries
import mistakes_of_merging
import mistakes_of_words
from receiver_edits import Mistake, changed

from fakegithub.scenarios.reports.report import Failure, Report, StepResult
from fakegithub.scenarios.reports.text import failure_text, verdict_text

SECTIONS = {
    "Checks": mistakes_of_checks.MISTAKES,
    "Comments, commands, labels and reviews": mistakes_of_words.MISTAKES,
    "Merging and deploying": mistakes_of_merging.MISTAKES,
    "Deliveries": mistakes_of_deliveries.MISTAKES,
    "Calls of the API": mistakes_of_clients.MISTAKES,
}
MISTAKES = tuple(mistake for section in SECTIONS.values() for mistake in section)
PAGE = Path(__file__).parent.parent / "docs" / "mistakes.md"

_HEAD = """# Mistakes that the scenarios find

Made by `python tests/receiver_mistakes.py`; a test says when it is stale. Do not edit it.

Each of these {number} mistakes was made on purpose in the sample receiver, one at a time. With each of them
the step of a [ready-made scenario](ready-made.md) beside it fails, and the report says so in these words. It
has more: what was expected beside what came, and what the receiver answered to which delivery.

The other way round, {varied} harmless changes of the sample receiver (other words, another order, more calls,
work after the answer) make no scenario fail.
"""
# What is another one in each run.
_CHANGING = {
    r"\b[0-9a-f]{40}\b": "SHA",
    r"\b[0-9]{9,10}\b": "ID",
    r"127\.0\.0\.1:[0-9]+": "HOST",
    r"call #[0-9]+": "call #N",
    r"duration [0-9]+\.[0-9]+": "duration SECONDS",
}


def failed_step(report: Report) -> StepResult:
    return next(step for step in report.steps if step.failures)


def text_of(step: StepResult) -> str:
    return "\n".join(failure_text(failure, step) for failure in step.failures)


def row(mistake: Mistake, report: Report) -> str:
    """The line of the page: the failure that names the mistake first, if it is not the first one of all."""
    step = failed_step(report)
    failure = next(
        (failure for failure in step.failures if mistake.says[0] in failure_text(failure, step)),
        step.failures[0],
    )
    return f"| {mistake.name} | `{mistake.scenario}`: {step.title} | {_told(failure)} |"


def _told(failure: Failure) -> str:
    assert failure.verdict is not None
    message = failure.message.partition("\n")[0].removesuffix(":").removesuffix("; there are")
    told = f"{message}<br>{verdict_text(failure.verdict)}"
    for pattern, word in _CHANGING.items():
        told = re.sub(pattern, word, told)
    return told.replace("|", "\\|")


def page(rows: Mapping[str, str], varied: int) -> str:
    """`rows` by the names of the mistakes; `varied` is the number of harmless changes."""
    text = _HEAD.format(number=len(MISTAKES), varied=varied)
    for title, mistakes in SECTIONS.items():
        text += f"\n## {title}\n\n| the bot … | the step that fails | the report says |\n|---|---|---|\n"
        text += "".join(f"{rows[mistake.name]}\n" for mistake in mistakes)
    return text


def rows_of(text: str) -> dict[str, str]:
    """The rows of a page by their names."""
    return {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if "<br>" in line}


def main() -> int:
    from receiver_variations import VARIATIONS

    rows = {mistake.name: row(mistake, changed(mistake.scenario, *mistake.changes)) for mistake in MISTAKES}
    PAGE.write_text(page(rows, len(VARIATIONS)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
