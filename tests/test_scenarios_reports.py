"""What a failure shows: the nearest call, the calls that can have done it, counts that do not mislead."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from test_scenarios_verdicts import report_of

from fakegithub.operations.operation import OPERATIONS
from fakegithub.scenarios.expectations.evidence import listed
from fakegithub.scenarios.expectations.expected_fields import _UPDATES, CHANGERS
from fakegithub.scenarios.reports import report as reports
from fakegithub.scenarios.reports.report import (
    DeliveryLine,
    Failure,
    Report,
    StepResult,
    Verdict,
    as_document,
)
from fakegithub.scenarios.reports.text import render
from fakegithub.spec import document

PAGE = (Path(__file__).parent.parent / "docs" / "reports.md").read_text("utf-8")


def failure_of(report: Report) -> Failure:
    return report.steps[0].failures[0]


@pytest.mark.parametrize(
    ("receiver", "expect", "says", "not_said"),
    [
        ("closes", "{state: open}", ["changed last by: call #1 pulls/update", "! state"], ["nearest"]),
        ("labels", "{labels: []}", ["changed last by: call #1 issues/add-labels"], ["nearest"]),
        (
            "comments",
            "{issue: {comments: 0}}",
            ["changed last by: call #1 issues/create-comment"],
            ["nearest"],
        ),
        ("good", "{labels: [bug]}", ["none of the calls, which could be issues/add-labels, "], ["nearest"]),
        ("nothing", "{merged: true}", ["none of the calls, which could be pulls/merge\n"], ["nearest"]),
        ("nothing", "{pull_request: {title: x}}", ["could be issues/update, pulls/update\n"], ["nearest"]),
        # Closing changes no title.
        ("closes", "{pull_request: {title: x}}", ["none of the calls"], ["changed last by"]),
        ("nothing", "{calls: [{operation: issues/create-comment}]}", ["nearest: nothing came that"], []),
        ("refused_write", "{comments: [{body: hi}]}", ["nearest: call #1 issues/create-comment"], []),
        ("nothing", "{deliveries: [{event: issues}]}", ["nothing was delivered"], ["nearest"]),
    ],
)
def test_a_failure_shows_the_call_that_counts(
    tmp_path: Path, receiver: str, expect: str, says: list[str], not_said: list[str]
) -> None:
    text = render(report_of(tmp_path, receiver, expect))
    assert all(part in text for part in says), text
    assert not any(part in text for part in not_said), text


def test_every_operation_that_changes_a_field_is_one_that_exists() -> None:
    named = {name for names in CHANGERS.values() for name in names} | set(_UPDATES)
    assert named - document("github.com").operations.keys() == set()
    assert {name for name in named if name in OPERATIONS} >= {"issues/add-labels", "pulls/merge"}


def test_a_call_on_another_issue_has_changed_nothing_here(tmp_path: Path) -> None:
    # The receiver closes number 1, which is the pull request; the issue is number 2.
    more = ("    expect:", "  - issue.open: {title: A bug}\n    expect:")
    text = render(report_of(tmp_path, "closes", "{state: closed}", more))
    assert "changed last by" not in text


@pytest.mark.parametrize(
    ("receiver", "calls", "passes"),
    [
        ("twice", "[{operation: S, count: 2}, {operation: S, parameters: {state: success}}]", True),
        ("twice", "[{operation: S, parameters: {state: success}}, {operation: S, count: 2}]", True),
        ("twice", "[{operation: S, count: 1}, {operation: S}]", False),
        ("twice", "[{operation: S, at_least: 2}, {operation: S}]", False),
        ("twice", "[{operation: S}, {operation: S}]", True),
        ("good", "[{operation: S}, {operation: S}]", False),
        ("good", "[{operation: S, parameters: {state: failure}, never: true}, {operation: S}]", True),
    ],
)
def test_counts_and_other_items_get_along(tmp_path: Path, receiver: str, calls: str, passes: bool) -> None:
    calls = calls.replace("operation: S", "operation: repos/create-commit-status")
    report = report_of(tmp_path, receiver, f"{{no_other_calls: true, calls: {calls}}}")
    assert report.passed is passes, render(report)


def test_an_item_that_others_leave_nothing_says_so(tmp_path: Path) -> None:
    item = "{operation: repos/create-commit-status}"
    report = report_of(tmp_path, "good", f"{{calls: [{item}, {item}]}}")
    assert "expected at least 1, none left: the one that fits is needed by other items" in render(report)


def test_the_json_of_a_report_is_explained_and_nothing_else() -> None:
    """The keys of `--json` are the fields of these classes; the page has each of them."""
    kinds = [
        kind for kind in vars(reports).values() if dataclasses.is_dataclass(kind) and isinstance(kind, type)
    ]
    names = {field.name for kind in kinds for field in dataclasses.fields(kind)}
    (block,) = re.findall(r"^```jsonc\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    shown = set(re.findall(r'"(\w+)":', block)) - {"reports", "summary", "errors", "repeats"}
    example = {"sha", "failed"}
    assert names - shown == set()
    assert shown - names - example == {"passed"}


def test_json_has_all_of_a_report(tmp_path: Path) -> None:
    report = report_of(tmp_path, "wrong_field")
    found = json.loads(json.dumps(as_document(report)))
    assert found["passed"] is False
    assert found["started"].endswith("+00:00")
    (failure,) = found["steps"][0]["failures"]
    assert failure["kind"] == "different"
    assert failure["verdict"]["fault"] == "receiver"
    assert failure["verdict"]["cause"] == "wrong_field"
    (state,) = (field for field in failure["fields"] if field["name"] == "state" and not field["matches"])
    assert (state["expected"], state["actual"]) == ("success", "failure")


def test_the_timeline_has_each_thing_when_it_happened(tmp_path: Path) -> None:
    report = report_of(tmp_path, "twice")
    told = [moment.what for moment in report.timeline]
    order = ["delivery ping", "step 1", "call #1", "call #2", "delivery pull_request.opened"]
    assert [next(part for part in order if what.startswith(part)) for what in told] == order
    offsets = [moment.offset for moment in report.timeline]
    assert offsets == sorted(offsets)
    assert len(set(offsets[2:])) == 3


def test_each_item_that_is_not_met_is_named_by_its_kind(tmp_path: Path) -> None:
    report = report_of(tmp_path, "nothing", "{comments: [{user: hubot}, {user: octocat}]}")
    first, second = report.steps[0].failures
    assert first.message.startswith("comment {user: hubot}")
    assert second.message.startswith("comment {user: octocat}")


def test_of_what_comes_in_hundreds_some_is_shown_and_the_rest_counted(tmp_path: Path) -> None:
    report = report_of(tmp_path, "nothing")
    (step,) = report.steps
    (failure,) = step.failures
    good = failure.deliveries[0]
    bad = dataclasses.replace(good, status="Invalid HTTP Response: 500", status_code=500)
    many = dataclasses.replace(failure, deliveries=(*[good] * 100, bad))
    text = render(
        dataclasses.replace(
            report,
            steps=(dataclasses.replace(step, failures=(many,)),),
            timeline=report.timeline * 500,
        )
    )
    assert len(text.splitlines()) < 300
    # A failed one is not among those that are left out.
    assert "500 Invalid HTTP Response: 500" in text
    assert "… and 89 more deliveries" in text
    assert "more, which --json has …" in text


def test_of_a_list_in_a_message_ten_lines_are_shown() -> None:
    assert listed(["a", "b"]) == "\n  a\n  b"
    lines = listed([str(number) for number in range(12)]).splitlines()
    assert len(lines) == 12  # the first one is what stands before the list
    assert lines[-1] == "  … and 2 more"


def test_what_was_delivered_in_a_step_is_told_once() -> None:
    delivered = (DeliveryLine("push", "guid", "http://r.test", "OK", 200, 0.1, "done"),)
    failures = tuple(Failure(f"a.yaml:{line}:1", f"number {line}", deliveries=delivered) for line in (1, 2))
    step = StepResult("1", "a step", "a.yaml:1:1", "failed", 1.0, failures)
    other = dataclasses.replace(step, number="2", failures=failures[:1])
    text = render(Report("name", "a.yaml", "github.com", "r", 1.0, (step, other)))
    assert text.count("delivery push to http://r.test") == 2  # once in each step
    assert text.index("number 1") < text.index("delivery push") < text.index("number 2")


def test_a_cause_that_several_things_have_is_told_once_in_a_row() -> None:
    crashed, silent = Verdict("receiver", "crashed", "it crashed"), Verdict("receiver", "silent", "it slept")
    causes = [crashed, crashed, silent, crashed]
    failures = tuple(Failure(f"a.yaml:{i}:1", f"number {i}", verdict=cause) for i, cause in enumerate(causes))
    step = StepResult("1", "a step", "a.yaml:1:1", "failed", 1.0, failures)
    report = Report("name", "a.yaml", "github.com", "r", 1.0, (step,))
    lines = [line.strip() for line in render(report).splitlines()]
    told = [line for line in lines if line.startswith(("looks like", "for the same"))]
    assert told == [
        "looks like the receiver's fault: it crashed",
        "for the same reason",
        "looks like the receiver's fault: it slept",
        "looks like the receiver's fault: it crashed",
    ]
    (found,) = as_document(report)["steps"]
    assert [failure["verdict"]["says"] for failure in found["failures"]] == [cause.says for cause in causes]
