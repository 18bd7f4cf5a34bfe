"""Judging an `expect`: every kind of expectation by its own function, found in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.scenarios.expectations import expected_world
from fakegithub.scenarios.expectations.evidence import Evidence
from fakegithub.scenarios.expectations.expected_calls import judge_calls, judge_no_other_calls
from fakegithub.scenarios.expectations.expected_deliveries import judge_deliveries, judge_no_failed_deliveries
from fakegithub.scenarios.expectations.expected_fields import (
    judge_issue,
    judge_labels,
    judge_merged,
    judge_pull_request,
    judge_state,
)
from fakegithub.scenarios.expectations.expected_state import (
    judge_check_runs,
    judge_comments,
    judge_reviews,
    judge_statuses,
)
from fakegithub.scenarios.language.scenario import Expect
from fakegithub.scenarios.language.source import Path
from fakegithub.scenarios.reports.report import Failure

# In the order in which they are judged: `no_other_calls` after the `calls` that it builds on.
JUDGES: dict[str, Callable[[Evidence, Path, Any], list[Failure]]] = {
    "deliveries": judge_deliveries,
    "calls": judge_calls,
    "statuses": judge_statuses,
    "check_runs": judge_check_runs,
    "comments": judge_comments,
    "reviews": judge_reviews,
    "labels": judge_labels,
    "state": judge_state,
    "merged": judge_merged,
    "pull_request": judge_pull_request,
    "issue": judge_issue,
    **expected_world.JUDGES,
    "no_other_calls": judge_no_other_calls,
    "no_failed_deliveries": lambda evidence, path, _: judge_no_failed_deliveries(evidence, path),
}
MANNER = ("within", "quiet", "of")  # how an `expect` is judged, not what
OF_THE_VERB = ("refused",)  # judged when the step's own verb has run: expected_refusal.py


def judge(expect: Expect, evidence: Evidence) -> list[Failure]:
    """What is not (yet) as expected. Raises ScenarioError for a reference that leads nowhere."""
    return [
        failure
        for kind, judge_kind in JUDGES.items()
        if kind in expect.says
        for failure in judge_kind(
            evidence, (*expect.path, kind), evidence.resolved(expect.says[kind], (*expect.path, kind))
        )
    ]
