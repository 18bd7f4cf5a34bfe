"""Runs: what passes, what fails, and what the report then shows."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest

from fakegithub.errors import ReceiverError, ScenarioError
from fakegithub.scenarios.language.library import find, folder
from fakegithub.scenarios.language.scenario import load
from fakegithub.scenarios.reports.junit import render_junit
from fakegithub.scenarios.reports.report import Report, redacted
from fakegithub.scenarios.reports.text import render
from fakegithub.scenarios.running.run import Options, run

WORLD = """\
name: A test
given:
  users: [hubot]
  repositories:
    - name: octocat/hello-world
      collaborators: {hubot: push}
      files: {README.md: hi}
      labels: [bug]
      hooks: [{events: [pull_request], secret: s3cret-of-the-hook}]
  tokens: [hubot]
steps:
  - pull_request.open: {head: greeting, files: {a.txt: b}}
    by: octocat
    as: pr
    expect:
"""
STATUSES = "statuses: {ci/sample: [pending, success]}"
COMMENT = "comments: [{user: hubot, count: 1}]"
CALL = "calls: [{operation: repos/create-commit-status, parameters: {sha: '${pr.head.sha}', state: success}}]"


def write(folder: Path, *expectations: str, more: str = "") -> Path:
    file = folder / "test.yaml"
    lines = "".join(f"      {line}\n" for line in ("within: 300ms", *expectations))
    file.write_text(WORLD + lines + more, encoding="utf-8")
    return file


def run_file(file: Path, receiver: str, product: str = "github.com") -> Report:
    return run(load(file), product, Options(receiver=f"scenario_receivers:{receiver}", strict=True))


@pytest.mark.parametrize("receiver", ["good", "late", "blocking"])
def test_a_good_receiver_passes_also_when_it_works_after_its_answer(tmp_path: Path, receiver: str) -> None:
    file = write(tmp_path, STATUSES, COMMENT, CALL, "no_failed_deliveries: true")
    file.write_text(file.read_text().replace("300ms", "10s"))
    report = run_file(file, receiver)
    assert report.passed, render(report)


# A receiver, an expectation that it does not meet, and what the report must say.
MISTAKES = [
    ("wrong_state", STATUSES, ["expected [pending, success], but [pending, failure]", "done, but badly"]),
    ("wrong_state", CALL, ["! state", "success", "failure", "nearest: call #2 repos/create-commit-status"]),
    ("wrong_sha", STATUSES, ["none was set", "! sha"]),
    ("wrong_sha", CALL, ["! sha"]),
    ("wrong_context", STATUSES, ["! context", "ci/other"]),
    ("wrong_order", STATUSES, ["but [success, pending]"]),
    ("wrong_order", "statuses: {ci/sample: success}", ["expected success, but [success, pending]"]),
    ("two_comments", COMMENT, ["expected exactly 1, 2 came"]),
    ("two_comments", "calls: [{operation: issues/create-comment, count: 1}]", ["expected exactly 1, 2 came"]),
    (
        "two_comments",
        "comments: [{body: {contains: nothing}, never: true}, {count: 3}]",
        ["exactly 3, 2 came"],
    ),
    ("good", "comments: [{user: hubot}, {user: hubot}]", ["none left: the one that fits is needed by other"]),
    ("good", "calls: [{operation: issues/create-comment, never: true}]", ["expected none, 1 came"]),
    ("good", "no_other_calls: true", ["other calls were made", "call #3 issues/create-comment"]),
    (
        "good",
        "{no_other_calls: writes, calls: [{operation: repos/create-commit-status, at_least: 1}]}",
        ["other calls were made", "call #3 issues/create-comment"],
    ),
    (
        "good",
        "calls: [{in_order: [{operation: issues/create-comment}, {operation: repos/create-commit-status}]}]",
        ["did not come after call #3", "but before it: call #1"],
    ),
    ("closes", "state: open", ["state: expected open, but it is closed"]),
    ("good", "merged: true", ["merged: expected true, but it is false"]),
    ("good", "labels: [bug]", ["labels: expected [bug], but it is []"]),
    ("good", "pull_request: {title: x, user: {login: hubot}}", ["title: expected x", "user"]),
    ("good", "check_runs: {ci: success}", ["check run ci: expected success, but none was created"]),
    ("good", "reviews: [{state: APPROVED}]", ["expected at least 1, none came"]),
    ("silent", STATUSES, ["none was set", "the receiver answered: I do nothing"]),
    ("silent", CALL, ["nothing came that is anything like it"]),
    ("crash", "no_failed_deliveries: true", ["500", "RuntimeError: the database is gone"]),
    ("crash", "deliveries: [{event: pull_request.opened}]", ["1 of 1 not as expected", "! status"]),
    ("good", "deliveries: [{event: pull_request.opened, status: 202}]", ["! status", "202", "200"]),
    (
        "good",
        "deliveries: [{event: pull_request.opened, duration: {at_most: -1}}]",
        ["! duration", "at most -1"],
    ),
    ("good", "deliveries: [{event: push}]", ["delivered were: pull_request.opened"]),
]


@pytest.mark.parametrize(
    ("receiver", "expectation", "says"), MISTAKES, ids=[f"{case[0]}: {case[1][:40]}" for case in MISTAKES]
)
def test_a_mistake_fails_and_the_report_names_it(
    tmp_path: Path, receiver: str, expectation: str, says: list[str]
) -> None:
    expectations = expectation.strip("{}").split(", ", 1) if expectation.startswith("{") else [expectation]
    report = run_file(write(tmp_path, *expectations), receiver)
    text = render(report)
    assert not report.passed
    assert report.steps[0].status == "failed"
    assert all(part in text for part in says), text
    # Where it is said, what was delivered, and when it all happened.
    assert "test.yaml:1" in text
    assert "delivery pull_request.opened to http://receiver.test/ ->" in text
    assert "timeline" in text


def test_the_steps_after_a_failure_are_skipped(tmp_path: Path) -> None:
    more = "  - issue_comment.create: {body: hi}\n"
    report = run_file(write(tmp_path, STATUSES, more=more), "silent")
    assert [step.status for step in report.steps] == ["failed", "skipped"]
    assert not report.passed


def test_a_step_counts_only_what_came_since_it_began(tmp_path: Path) -> None:
    # The receiver answers only the first step; the second one's own comment does not count either.
    own = "  - issue_comment.create: {body: hi}\n    by: hubot\n"
    more = own + "    expect: {comments: [{user: hubot, never: true}]}\n"
    assert run_file(write(tmp_path, COMMENT, more=more), "good").passed
    again = (
        "  - issue_comment.create: {body: hi}\n    expect: {within: 100ms, statuses: {ci/sample: success}}\n"
    )
    report = run_file(write(tmp_path, STATUSES, more=again), "good")
    assert [step.status for step in report.steps] == ["passed", "failed"]


def test_the_end_counts_all_and_knows_what_the_steps_have_asked_for(tmp_path: Path) -> None:
    calls = "calls: [{operation: repos/create-commit-status, count: 2}, {operation: issues/create-comment}]"
    more = "expect: {no_other_calls: true, statuses: {ci/sample: success}}\n"
    assert run_file(write(tmp_path, calls, more=more), "good").passed
    report = run_file(write(tmp_path, calls, more=more), "closes")
    assert [step.status for step in report.steps] == ["passed", "failed"]
    assert "pulls/update" in render(report)


def test_a_conversation_goes_as_its_steps_say(tmp_path: Path) -> None:
    more = """\
  - pull_request.label: {labels: [bug]}
    expect: {labels: [bug]}
  - pull_request.unlabel: {labels: [bug]}
    expect: {labels: []}
  - pull_request.edit: {title: Another title}
    expect: {pull_request: {title: Another title, head: {ref: greeting}, commits: 1}}
  - push: {pull_request: pr, files: {c.txt: d}, message: More}
    as: head
    expect: {pull_request: {commits: 2, head: {sha: "${head}"}}}
  - push: {branch: other, files: {c.txt: d}}
  - pull_request.review: {event: APPROVE, body: Fine}
    by: hubot
    as: review
  - pull_request.close: {}
    expect: {state: closed, merged: false}
  - pull_request.reopen: {pull_request: pr}
    expect: {state: open}
  - issue.open: {title: A bug, labels: [bug]}
    as: bug
    expect: {labels: {contains: bug}, issue: {number: 2, title: A bug}}
  - issue.edit: {title: No bug}
  - issue.unlabel: {labels: [bug]}
  - issue.label: {labels: [bug]}
    expect: {labels: [bug], issue: {title: {pattern: "^No"}}}
  - issue_comment.create: {issue: bug, body: "See ${pr.html_url}"}
    as: comment
  - issue.close: {}
  - issue.reopen: {issue: 2}
    expect: {state: open}
  - label.create: {name: new, color: "00ff00"}
  - call: {operation: issues/get-comment, parameters: {comment_id: "${comment.id}"}}
    as: found
  - name: nothing but an expectation
    expect: {issue: {number: 2, comments: 1}, of: bug}
  - pull_request.merge: {pull_request: pr, method: squash}
    expect: {merged: true, of: pr, reviews: [{never: true}]}
"""
    file = write(tmp_path, STATUSES, more=more)
    report = run_file(file, "good")
    assert report.passed, render(report)
    assert [step.number for step in report.steps] == [str(number) for number in range(1, 21)]


def test_what_github_refuses_fails_the_step_with_githubs_reason(tmp_path: Path) -> None:
    more = "  - pull_request.open: {head: greeting}\n"
    report = run_file(write(tmp_path, STATUSES, more=more), "good")
    assert "GitHub refuses this: 422" in render(report)
    assert [step.status for step in report.steps] == ["passed", "failed"]


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        ("422", None),
        ("'${WANTED}'", None),
        ("{status: 422}", None),
        ("{status: {at_least: 400}, message: Validation Failed}", None),
        ("{message: {contains: already exists}}", None),
        (
            "{status: {one_of: [403, 404]}}",
            "refuse this with status one of [403, 404], but the answer is 422",
        ),
        ("403", "GitHub should refuse this with status 403, but the answer is 422 Validation Failed"),
        ("{status: 422, message: {contains: push}}", "with status 422 and message contains push, but"),
    ],
)
def test_a_step_can_expect_to_be_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, message: str | None
) -> None:
    monkeypatch.setenv("WANTED", "422")
    more = f"  - pull_request.open: {{head: greeting}}\n    expect: {{refused: {refused}, state: open}}\n"
    report = run_file(write(tmp_path, STATUSES, more=more), "good")
    told = render(report)
    assert report.passed is (message is None), told
    assert message is None or message in told


def test_a_step_that_should_be_refused_and_is_not_fails(tmp_path: Path) -> None:
    more = "  - label.create: {name: new}\n    expect: {refused: {status: 403}}\n"
    report = run_file(write(tmp_path, STATUSES, more=more), "good")
    (failure,) = report.steps[-1].failures
    assert failure.message == "GitHub should refuse this with status 403, and does not"
    assert failure.place.endswith(":14")


def test_when_a_step_is_refused_the_rest_is_still_expected(tmp_path: Path) -> None:
    more = "  - pull_request.open: {head: greeting}\n    expect: {refused: 422, state: closed}\n"
    report = run_file(write(tmp_path, STATUSES, more=more), "good")
    assert "expected closed" in render(report)
    assert not report.passed


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("  - pull_request.merge: {pull_request: 7}\n", "has no pull request or issue 7"),
        ("  - issue_comment.create: {body: '${pr.haed.sha}'}\n", "pr has no haed"),
        ("  - issue.open: {title: x}\n    expect: {merged: true}\n", "there is no pull request here"),
    ],
)
def test_what_the_file_cannot_mean_is_the_authors_error_with_its_place(
    tmp_path: Path, more: str, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message) as raised:
        run_file(write(tmp_path, STATUSES, more=more), "good")
    assert raised.value.line is not None
    assert raised.value.line >= 18


def test_what_github_refuses_in_the_beginning_is_the_authors_error(tmp_path: Path) -> None:
    file = write(tmp_path, STATUSES)
    file.write_text(file.read_text().replace("[hubot]\n  repos", "[hubot, HUBOT]\n  repos"))
    with pytest.raises(ScenarioError, match="already taken") as raised:
        run_file(file, "good")
    assert (raised.value.line, raised.value.column) == (3, 18)


@pytest.mark.parametrize("receiver", ["not_an_app", "missing", "missing.deeper"])
def test_a_receiver_that_is_no_app_is_named(tmp_path: Path, receiver: str) -> None:
    with pytest.raises(ReceiverError, match=receiver if receiver != "not_an_app" else "neither an ASGI nor"):
        run_file(write(tmp_path, STATUSES), receiver)


def test_a_run_leaves_the_environment_as_it_was(tmp_path: Path) -> None:
    before = dict(os.environ)
    run_file(write(tmp_path, STATUSES), "good")
    assert dict(os.environ) == before


def test_no_secret_and_no_token_stands_in_any_form_of_a_report(tmp_path: Path) -> None:
    report = run_file(write(tmp_path, STATUSES), "leak")
    forms = [render(report), json.dumps(dataclasses.asdict(report)), render_junit([report]).decode()]
    for form in forms:
        assert "my token is Bearer ********" in form
        assert "s3cret" not in form
        assert "ghp_" not in form


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    assert redacted({"a": ("abc abcdef",)}, ["abc", "abcdef"]) == {"a": ("******** ********",)}


def test_a_scenario_is_found_by_path_by_folder_and_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, STATUSES)
    monkeypatch.chdir(tmp_path)
    assert find("test.yaml") == [Path("test.yaml")]
    assert find(str(tmp_path)) == [file]
    assert find("pr_opened") == find("scenarios/pr_opened.yaml") == [folder() / "pr_opened.yaml"]
    with pytest.raises(ScenarioError, match='Did you mean "pr_opened"'):
        find("pr_opend")
