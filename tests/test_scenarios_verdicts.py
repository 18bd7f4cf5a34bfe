"""Whose fault a failure looks to be, and why: each cause has a receiver or a scenario that shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.blame import CAUSES, Case
from fakegithub.scenarios.reports.report import Failure, Report, StepResult, Verdict
from fakegithub.scenarios.reports.text import failure_text, render
from fakegithub.scenarios.reports.verdicts import _KNOWN, known, verdict
from fakegithub.scenarios.running.run import Options, run

SCENARIO = """\
name: A test
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      collaborators: {hubot: push}
      files: {README.md: hi}
      labels: [bug]
      hooks: [{events: [pull_request], secret: s3cret}]
steps:
  - pull_request.open: {head: greeting, files: {a.txt: b}}
    expect: {statuses: {ci: success}}
"""
STATUS = "{statuses: {ci: success}}"
CALL = "{calls: [{operation: repos/create-commit-status, parameters: {state: success}}]}"
DELIVERY = "{deliveries: [{event: pull_request.opened}]}"
EXPIRED = ("  users: [hubot]", "  users: [hubot]\n  tokens: [{login: octocat, expires_in: 0s}]")
NO_HOOK = ("      hooks: [{events: [pull_request], secret: s3cret}]\n", "")


def report_of(folder: Path, receiver: str, expect: str = STATUS, *changes: tuple[str, str]) -> Report:
    text = SCENARIO.replace(STATUS, expect)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "test.yaml"
    file.write_text(text, "utf-8")
    named = receiver if "://" in receiver else f"blamed_receivers:{receiver}"
    return run(load(file), "github.com", Options(receiver=named, strict=True))


# receiver, expectation, changes of the scenario; whose fault, which cause, and parts of what is said
BLAMED: list[tuple[str, str, list[tuple[str, str]], str, str, list[str]]] = [
    ("wrong_field", STATUS, [], "receiver", "wrong_field", ["call #1", "state failure instead of success"]),
    ("wrong_field", CALL, [], "receiver", "wrong_field", ["state failure instead of success"]),
    ("wrong_url", STATUS, [], "receiver", "wrong_url", ["/status/", "did you mean POST", "create-commit-st"]),
    (
        "refused_call",
        STATUS,
        [],
        "receiver",
        "call_refused",
        ["call #1 repos/create-commit-status: 422", "state"],
    ),
    (
        "nowhere",
        CALL,
        [],
        "receiver",
        "wrong_url",
        ["is of octocat/goodbye-world, what was delivered of octocat/hello-world: 404 Not Found"],
    ),
    ("refused_write", STATUS, [], "receiver", "write_refused", ["issues/create-comment: 404 Not Found"]),
    ("crashing_read", STATUS, [], "receiver", "call_refused", ["repos/get-content: 404"]),
    ("tolerant_read", STATUS, [], "receiver", "other_calls", ["1 call, but none of repos/create-commit-st"]),
    ("not_modelled", STATUS, [], "fakegithub", "not_modelled", ["code-scanning/list-alerts-for-repo"]),
    (
        "bad_token",
        STATUS,
        [],
        "setup",
        "call_not_allowed",
        [
            "it made call #1 repos/create-commit-status with a token that GitHub does not know: "
            "401 Bad credentials"
        ],
    ),
    (
        "no_token",
        STATUS,
        [],
        "setup",
        "call_not_allowed",
        ["it made call #1 repos/create-commit-status without a token: 401 Requires authentication"],
    ),
    (
        "good",
        STATUS,
        [EXPIRED],
        "receiver",
        "token_ended",
        ["it made call #1 repos/create-commit-status with a token that had expired at 2"],
    ),
    (
        "tolerant_read",
        STATUS,
        [EXPIRED],
        "receiver",
        "token_ended",
        ["it made call #1 repos/get-content with a token that had expired at 2", "401 Bad credentials"],
    ),
    (
        "good",
        STATUS,
        [("  users: [hubot]", "  users: [hubot, mona]\n  tokens: [mona]")],
        "setup",
        "call_not_allowed",
        ["its token of mona does not allow call #1 repos/create-commit-status: 403 "],
    ),
    (
        "good",
        CALL.replace("}}", "}, by: hubot}"),
        [],
        "setup",
        "another_caller",
        ["made by octocat", "token"],
    ),
    (
        "twice",
        CALL.replace("}}", "}, count: 1}"),
        [],
        "receiver",
        "surplus_of_calls",
        ["more than is expected"],
    ),
    (
        "nothing",
        "{deliveries: [{event: pull_request.opened, never: true}]}",
        [],
        "scenario",
        "surplus",
        ["more came than is expected"],
    ),
    ("crash", STATUS, [], "receiver", "crashed", ["pull_request.opened with 500", "the database is gone"]),
    ("crash", DELIVERY, [], "receiver", "crashed", ["the database is gone"]),
    ("crash", "{no_failed_deliveries: true}", [], "receiver", "crashed", ["the database is gone"]),
    ("status_then_crash", STATUS, [], "receiver", "crashed", ["the database is gone"]),
    ("nothing", STATUS, [], "receiver", "silent", ["with 200 and called nothing; ", "`within`"]),
    ("nothing", "{within: 10ms, statuses: {ci: success}}", [], "receiver", "silent", ["nothing within 10ms"]),
    ("nothing", STATUS, [NO_HOOK], "scenario", "not_delivered", ["there is no hook"]),
    (
        "nothing",
        STATUS,
        [("events: [pull_request]", "events: [issues, push]")],
        "receiver",
        "silent",
        ["it answered push"],
    ),
    (
        "nothing",
        STATUS,
        [("events: [pull_request]", "events: [issues, release]")],
        "scenario",
        "not_delivered",
        ["nothing was delivered", "the hooks want issues, release"],
    ),
    (
        "nothing",
        "{deliveries: [{event: issues}]}",
        [],
        "scenario",
        "not_of_that_event",
        ["no such delivery", "the hooks want pull_request"],
    ),
    (
        "checking",
        STATUS,
        [("s3cret", "another")],
        "setup",
        "signature_refused",
        ["401", "is its secret the hook's, and does it check the body byte for byte?"],
    ),
    (
        "checking",
        STATUS,
        [(", secret: s3cret", "")],
        "setup",
        "signature_refused",
        ["the hook has no secret"],
    ),
    ("forbidding", DELIVERY, [], "setup", "signature_refused", ["403: who are you?"]),
    ("elsewhere", STATUS, [], "setup", "wrong_path_of_receiver", ["404", "set its `path`"]),
    ("moved", STATUS, [], "setup", "redirected", ["302", "follows no redirect"]),
    ("teapot", STATUS, [], "receiver", "other_answer", ["418: I am a teapot"]),
    (
        "http://127.0.0.1:9/hook",
        STATUS,
        [],
        "setup",
        "unreachable",
        ["http://127.0.0.1:9/hook: failed to conn"],
    ),
    (
        "good",
        DELIVERY.replace("opened", "opened, status: 202"),
        [],
        "receiver",
        "delivery_differs",
        ["200 instead"],
    ),
    (
        "good",
        "{calls: [{in_order: [{operation: repos/create-commit-status}, "
        "{operation: issues/create-comment}]}]}",
        [],
        "receiver",
        "other_calls",
        ["1 call, but none of issues/create-comment"],
    ),
    (
        "twice",
        "{calls: [{in_order: [{operation: repos/create-commit-status, parameters: {state: success}}, "
        "{operation: repos/create-commit-status}, {operation: repos/create-commit-status}]}]}",
        [],
        "receiver",
        "wrong_order",
        ["another order"],
    ),
    ("closes", "{state: open}", [], "receiver", "changed", ["call #1 pulls/update changed that last"]),
    ("labels", "{labels: []}", [], "receiver", "changed", ["call #1 issues/add-labels changed that last"]),
    (
        "comments",
        "{labels: [bug]}",
        [],
        "receiver",
        "other_calls",
        ["1 call, but none that could change this"],
    ),
    (
        "good",
        STATUS,
        [
            (
                "    expect:",
                "    fault: {api: repos/create-commit-status, status: 502, message: Bad}\n    expect:",
            )
        ],
        "receiver",
        "not_made_up_for",
        ["call #1", "502 on purpose"],
    ),
    (
        "checking",
        STATUS,
        [("    expect:", "    fault: {signature: corrupt}\n    expect:")],
        "scenario",
        "only_disturbed",
        ["pull_request.opened: signature corrupted"],
    ),
    (
        "nothing",
        STATUS,
        [("head: greeting", "head: greeting, base: nowhere")],
        "scenario",
        "step_refused",
        ["the step itself"],
    ),
    ("nothing", "{refused: 422}", [], "scenario", "not_refused", ["would not answer so"]),
]


@pytest.mark.parametrize(
    ("receiver", "expect", "changes", "fault", "cause", "says"),
    BLAMED,
    ids=[f"{case[4]}-{number}" for number, case in enumerate(BLAMED)],
)
def test_a_failure_says_whose_fault_it_is(
    tmp_path: Path,
    receiver: str,
    expect: str,
    changes: list[tuple[str, str]],
    fault: str,
    cause: str,
    says: list[str],
) -> None:
    report = report_of(tmp_path, receiver, expect, *changes)
    found = report.steps[0].failures[0].verdict
    assert found is not None, render(report)
    assert (found.fault, found.cause) == (fault, cause), render(report)
    assert all(part in found.says for part in says), found.says
    assert f"looks like {_FAULTS[fault]}: {found.says}" in render(report)


_FAULTS = {
    "receiver": "the receiver's fault",
    "setup": "a fault of the set-up",
    "scenario": "the scenario's fault",
    "fakegithub": "fakegithub's fault",
}
# Those that no scenario of a few lines can bring about; each is judged below.
RARE = {"own_error", "not_sent", "timed_out", "undecided"}
# Those of programs that are started, and of what could not be run.
ELSEWHERE = {"unsettled", "ended", "not_ready", "broken"}


def test_every_cause_is_shown() -> None:
    causes = {cause for cause, _, _ in CAUSES} | {known.cause for known in _KNOWN.values()}
    assert causes == {case[4] for case in BLAMED} | RARE | ELSEWHERE


def test_the_page_lists_every_cause_and_whose_fault_it_is() -> None:
    page = (Path(__file__).parent.parent / "docs" / "reports.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z_, ]+) \| ([a-z, ]+) \| .* \|$", page, re.MULTILINE)
    listed = {
        (cause, fault.split(", ")[-1 if index else 0])
        for causes, fault in rows
        for index, cause in enumerate(causes.split(", "))
        if (causes, fault) != ("cause", "fault")
    }
    known = {(entry.cause, entry.fault) for entry in _KNOWN.values()}
    assert listed == {(cause, fault) for cause, fault, _ in CAUSES} | known


def case_of(report: Report, status: str, code: int | None) -> Case:
    (delivery,) = (line for line in report.deliveries if line.event == "pull_request.opened")
    broken = replace(delivery, status=status, status_code=code, duration=10.0)
    failure = Failure("test.yaml:1:1", "nothing came", kind="missing")
    return Case(failure, (), (broken,), (), "the hooks want pull_request")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (
            "timed out",
            504,
            Verdict("receiver", "timed_out", "it did not answer pull_request.opened within 10 s"),
        ),
        (
            "not sent: too large",
            None,
            Verdict("scenario", "not_sent", "pull_request.opened was not sent: too large"),
        ),
        (
            "cancelled",
            None,
            Verdict("receiver", "timed_out", "it did not answer pull_request.opened before the run ended"),
        ),
    ],
)
def test_deliveries_that_end_otherwise_are_told(
    tmp_path: Path, status: str, code: int | None, expected: Verdict
) -> None:
    assert verdict(case_of(report_of(tmp_path, "nothing"), status, code)) == expected


def test_a_bug_of_fakegithub_is_not_the_receivers(tmp_path: Path) -> None:
    found = verdict(case_of(report_of(tmp_path, "nothing"), "not delivered: a bug in fakegithub", None))
    assert (found.fault, found.cause) == ("fakegithub", "own_error")
    report = report_of(tmp_path, "good", "{statuses: {ci: failure}}")
    call = replace(report.calls[0], status=500, message="Server Error")
    failure = Failure("test.yaml:1:1", "nothing came", kind="missing")
    found = verdict(Case(failure, (call,), (), (), ""))
    assert (found.fault, found.cause) == ("fakegithub", "own_error")


def test_what_cannot_be_told_is_left_open(tmp_path: Path) -> None:
    found = verdict(case_of(report_of(tmp_path, "nothing"), "of a new kind", None))
    assert (found.fault, found.cause) == ("receiver", "undecided")


def test_of_several_attempts_the_last_counts(tmp_path: Path) -> None:
    """A delivery that was mended by a further attempt is not what the failure comes from."""
    retries = ("secret: s3cret", "secret: s3cret, retries: {attempts: 1, backoff: 10ms}")
    reset = ("    expect:", "    fault: {reset: true, times: 1}\n    expect:")
    report = report_of(tmp_path, "nothing", "{within: 500ms, statuses: {ci: success}}", retries, reset)
    assert [line.attempt for line in report.deliveries if line.event == "pull_request.opened"] == [1, 2]
    found = report.steps[0].failures[0].verdict
    assert found is not None
    assert found.cause == "silent"


def test_a_failed_call_carries_what_the_answer_said(tmp_path: Path) -> None:
    report = report_of(tmp_path, "refused_write")
    (call,) = report.calls
    assert (call.status, call.message) == (404, "Not Found")
    assert "issues/77/comments by octocat -> 404 Not Found" in render(report)
    refused = report_of(tmp_path, "refused_call").calls[0]
    assert refused.status == 422
    assert refused.message is not None
    assert "state" in refused.message
    assert report_of(tmp_path, "good").calls[0].message is None


def test_a_call_that_reached_no_operation_is_told_even_when_all_else_is_well(tmp_path: Path) -> None:
    report = report_of(tmp_path, "wrong_url", "{deliveries: [{event: pull_request.opened, status: 500}]}")
    assert report.passed
    (note,) = report.notes
    assert note.startswith("call #1: no operation of github.com is POST /repos/octocat/hello-world/status/")
    assert note.endswith(
        "did you mean POST /repos/{owner}/{repo}/statuses/{sha} (repos/create-commit-status)?"
    )
    assert f"note: {note}" in render(report)
    assert report_of(tmp_path, "not_modelled").notes == (
        "call #1: fakegithub does not model code-scanning/list-alerts-for-repo",
    )


APP = """\
name: A test
given:
  repositories: [{name: octocat/hello-world, files: {README.md: hi}}]
  apps:
    - name: ci-app
      secret: s3cret
      permissions: {checks: write, contents: read, pull_requests: write, issues: write}
      events: [pull_request]
steps:
  - pull_request.open: {head: greeting, files: {a.txt: b}}
    expect: {check_runs: {ci/sample: failure}, pull_request: {mergeable_state: blocked}}
"""


def test_what_an_update_has_made_of_a_check_run_is_held_against_the_update(tmp_path: Path) -> None:
    file = tmp_path / "test.yaml"
    file.write_text(APP, "utf-8")
    report = run(load(file), "github.com", Options(strict=True))
    check_run, mergeable = report.steps[0].failures
    assert check_run.verdict is not None
    assert mergeable.verdict is not None
    assert re.fullmatch(
        r"its call #\d+ checks/update has conclusion success instead of failure", check_run.verdict.says
    )
    assert re.fullmatch(r"its call #\d+ checks/update changed that last", mergeable.verdict.says)


def test_of_a_program_that_has_ended_it_is_not_said_that_nothing_was_delivered() -> None:
    ended = Failure("a.yaml:1:1", "the receiver has ended", **known("ended"))
    told = failure_text(ended, StepResult("1", "a step", "a.yaml:1:1", "failed", 0.1, (ended,)))
    assert "delivered" not in told
    assert "the receiver's fault: its program ended" in told
