"""Faults and retries in scenario files: what happens then, and what the report shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.faults import Fault
from fakegithub.model.hooks import Hook, Retries
from fakegithub.scenarios.language.scenario import load, validate
from fakegithub.scenarios.reports.report import Report
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run
from fakegithub.scenarios.steps.disturbing import delivery_fault, retries, strike

PAGE = Path(__file__).parent.parent / "docs" / "deliveries.md"
WORLD = """\
name: Something goes wrong
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      collaborators: {hubot: push}
      files: {README.md: hi}
      hooks: [{events: [pull_request, issue_comment, issues], secret: s3cret-of-the-hook%s}]
  tokens: [hubot]
steps:
"""
OPEN = "  - pull_request.open: {head: greeting, files: {a.txt: b}}\n    fault: %s\n    expect: %s\n"


def run_steps(
    folder: Path, steps: str, *, hook: str = "", receiver: str = "fakegithub.sample_receiver:app"
) -> Report:
    file = folder / "test.yaml"
    file.write_text(WORLD % hook + steps, encoding="utf-8")
    return run(load(file), "github.com", Options(receiver=receiver, strict=True))


def passed(report: Report) -> Report:
    assert report.passed, render(report)
    return report


def faults(report: Report) -> list[str]:
    return [delivery.fault for delivery in report.deliveries if delivery.fault is not None]


@pytest.mark.parametrize(
    ("fault", "expect", "marked"),
    [
        (
            "{duplicate: 1, events: [pull_request]}",
            "{deliveries: [{event: pull_request.opened, status: 200, count: 2}]}",
            ["duplicate 1 of 1"],
        ),
        (
            "{delay: 50ms, events: [pull_request]}",
            "{deliveries: [{event: pull_request.opened}]}",
            ["delayed by 0.05 s"],
        ),
        (
            "{signature: corrupt}",
            "{deliveries: [{event: pull_request, status: 403}]}",
            ["signature corrupted"],
        ),
        ("{signature: missing}", "{deliveries: [{event: pull_request, status: 403}]}", ["not signed"]),
        (
            "{secret: another-one}",
            "{deliveries: [{event: pull_request, status: 403}]}",
            ["signed with another secret"],
        ),
        (
            "{tamper: true}",
            "{no_failed_deliveries: true, no_other_calls: true}",
            ["tampered with after signing"],
        ),
        (
            "{drop: true, events: [pull_request.opened]}",
            "{no_failed_deliveries: true, deliveries: [{event: pull_request, never: true}]}",
            ["dropped"],
        ),
        ("{reset: true}", "{deliveries: [{event: pull_request, status: 502}]}", ["connection reset"]),
        (
            "{slow_body: 50ms, events: [pull_request]}",
            "{deliveries: [{event: pull_request}]}",
            ["body sent slowly, over 0.05 s"],
        ),
        ("{duplicate: 1, chance: 0}", "{deliveries: [{event: pull_request, count: 1}]}", []),
    ],
)
def test_a_step_can_disturb_its_deliveries(
    tmp_path: Path, fault: str, expect: str, marked: list[str]
) -> None:
    report = passed(run_steps(tmp_path, OPEN % (fault, expect)))
    assert faults(report) == marked
    timeline = "\n".join(moment.what for moment in report.timeline)
    assert all(f"(fault: {mark})" in timeline for mark in marked)
    assert "another-one" not in repr(report)


def test_a_fault_ends_with_its_step(tmp_path: Path) -> None:
    more = "  - issue_comment.create: {body: hi}\n    expect: {no_failed_deliveries: true}\n"
    expect = "{deliveries: [{event: pull_request, status: 403}]}"
    report = passed(run_steps(tmp_path, OPEN % ("{signature: missing}", expect) + more))
    assert faults(report) == ["not signed"]


def test_a_step_with_nothing_else_disturbs_all_that_follows(tmp_path: Path) -> None:
    steps = """\
  - fault: {signature: missing}
  - issue.open: {title: One}
  - issue.open: {title: Two}
    fault: {tamper: true}
    expect: {deliveries: [{event: issues, status: 403}]}
  - issue.open: {title: Three}
expect:
  deliveries: [{event: issues.opened, status: 403, count: 3}]
"""
    report = passed(run_steps(tmp_path, steps))
    assert faults(report) == ["not signed", "tampered with after signing", "not signed"]
    assert report.steps[0].title == "fault"


def test_deliveries_of_several_steps_come_in_another_order(tmp_path: Path) -> None:
    steps = """\
  - fault: {reorder: 2}
  - issue.open: {title: One}
    as: one
    settle: false
  - issue.edit: {issue: one, title: Two}
    expect: {deliveries: [{event: issues.edited, count: 1}]}
"""
    report = passed(run_steps(tmp_path, steps))
    came = [moment.what for moment in report.timeline if moment.what.startswith("delivery issues")]
    assert ["edited" in what for what in came] == [True, False]


def test_calls_of_the_api_can_go_wrong(tmp_path: Path) -> None:
    expect = """
      deliveries: [{event: pull_request, status: 500}]
      calls: [{operation: repos/create-commit-status, status: 500, count: 1}]"""
    fault = "{api: repos/create-commit-status, status: 500, times: 1}"
    report = passed(run_steps(tmp_path, OPEN % (fault, expect), receiver="scenario_receivers:good"))
    assert [call.fault for call in report.calls] == ["answered 500"]
    assert any("-> 500 (fault: answered 500)" in moment.what for moment in report.timeline)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ('{api: "*", rate_limited: true, retry_after: 2s}', 403),
        ('{api: "*", secondary_limit: true}', 403),
        ('{api: "*", status: 401}', 401),
        ("[{api: repos/create-commit-status, latency: 20ms}, {delay: 10ms}]", 201),
    ],
)
def test_limits_bad_tokens_and_latency(tmp_path: Path, fault: str, status: int) -> None:
    expect = f"{{calls: [{{operation: repos/create-commit-status, status: {status}, at_least: 1}}]}}"
    passed(run_steps(tmp_path, OPEN % (fault, expect), receiver="scenario_receivers:good"))


def test_a_hook_can_have_retries(tmp_path: Path) -> None:
    hook = ", retries: {attempts: 2, backoff: [0, 1ms], on: [500]}"
    expect = "{deliveries: [{event: pull_request, status: 500, count: 3}]}"
    steps = f"  - pull_request.open: {{head: greeting, files: {{a.txt: b}}}}\n    expect: {expect}\n"
    report = passed(run_steps(tmp_path, steps, hook=hook, receiver="scenario_receivers:crash"))
    opened = [delivery for delivery in report.deliveries if delivery.event == "pull_request.opened"]
    assert [delivery.attempt for delivery in opened] == [1, 2, 3]
    assert len({delivery.guid for delivery in opened}) == 1
    assert "(attempt 3)" in str(opened[-1])


def test_retries_in_short_and_in_full() -> None:
    assert retries(3) == Retries(3)
    assert retries({"attempts": 2, "backoff": "500ms"}) == Retries(2, backoff=0.5)
    full = {"attempts": 2, "backoff": ["1s", 2], "on": ["timeout", 503]}
    assert retries(full) == Retries(2, backoff=(1.0, 2.0), on=("timeout", 503))


def test_a_fault_of_the_file_is_one_of_the_world() -> None:
    item = {"delay": "500ms", "events": ["push"], "times": 2}
    assert delivery_fault(item) == Fault(delay=0.5, events=("push",), times=2)


def test_faults_that_cannot_be_leave_none_behind() -> None:
    with GitHub() as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        hook = repository.create_hook("http://receiver.test/")
        with pytest.raises(ValueError, match="at least 2"):
            strike(github, [{"api": "*", "status": 500}, {"reorder": 1}])
        assert repr(github.faults) == "<Faults none>"
        with strike(github, [{"drop": True}]):
            assert hook.faults == (Fault(drop=True),)
        assert github.world.all(Hook)[0].faults == ()


BROKEN = [
    ("{status: 502}", "status needs api"),
    ("{api: '*', drop: true}", "drop goes wrong with deliveries, not with api"),
    ("{api: issues/create-coment, status: 502}", 'Did you mean "issues/create-comment"'),
    ("{drop: true, events: [pull_reqest]}", 'Did you mean "pull_request"'),
    ("{times: 1}", "a fault needs something that goes wrong"),
    ("{signature: odd}", "Allowed are: corrupt, missing, sha1_only"),
    ("{api: '*', status: 200}", "200 is too small: the least is 400"),
    ("{explode: true}", 'unknown key "explode"'),
]


@pytest.mark.parametrize(("fault", "message"), BROKEN)
def test_a_broken_fault_is_found_before_the_run(tmp_path: Path, fault: str, message: str) -> None:
    file = tmp_path / "test.yaml"
    file.write_text(WORLD % "" + f"  - issue.open: {{title: x}}\n    fault: {fault}\n", encoding="utf-8")
    (error, *_) = validate(file)
    assert message in str(error)
    assert (error.line, error.file) == (12, str(file))


def test_a_fault_that_only_the_run_can_judge_is_the_authors_error(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match='there is no operation "nope"') as raised:
        run_steps(
            tmp_path,
            "  - issue.open: {title: nope}\n    as: one\n  - fault: {api: '${one.title}', status: 500}\n",
        )
    assert raised.value.line == 13


def test_the_scenario_of_the_documentation_passes(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    file = tmp_path / "documented.yaml"
    file.write_text(text, encoding="utf-8")
    report = passed(run(load(file), "github.com", Options(strict=True)))
    assert {fault.split(" ")[0] for fault in faults(report)} == {"signature", "duplicate", "reordered"}
