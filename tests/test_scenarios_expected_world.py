"""Expectations of what else there is: what steps have made, the repository, branches, files, issues …"""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_helpers import GIVEN, run_steps, write

from fakegithub.scenarios.language.scenario import validate

WORLD = """\
- pull_request.open: {head: greeting, title: Greet, files: {greeting.txt: hello}}
  as: pr
- issue.open: {title: A bug, labels: [bug]}
  by: hubot
  as: bug
- issues/create-milestone: {title: v1}
  as: milestone
- issues/update: {issue: bug, milestone: milestone, assignees: [octocat]}
- release.create: {tag_name: v1, name: One, draft: false}
  as: release
- deployment.create: {environment: staging, pull_request: pr}
- pull_request_review_comment.create: {pull_request: pr, path: greeting.txt, body: "why?"}
  by: hubot
- issue.edit: {issue: bug, body: spoken of last}
"""
# What holds at the end of it, and what does not, with what is said then.
CASES = [
    (
        "made: {release: {draft: false, name: One, author: octocat}}",
        "made: {release: {name: Two}}",
        "release.name: expected Two, but it is One",
    ),
    (
        "made: {milestone: {open_issues: 1}}",
        "made: {milestone: {open_issues: 2}}",
        "milestone.open_issues: expected 2, but it is 1",
    ),
    ("made: {bug: {milestone: {title: v1}, labels: [bug]}}", "made: {bug: {milestone: {title: v2}}}", "v2"),
    (
        "made: {bug: {labels: {contains: bug}, assignees: [octocat]}}",
        "made: {bug: {assignees: {length: 0}}}",
        "bug.assignees",
    ),
    (
        "repository: {default_branch: main, private: false}",
        "repository: {private: true}",
        "octocat/hello-world.private: expected true, but it is false",
    ),
    (
        "branches: {greeting: '${pr.head.sha}', gone: {absent: true}}",
        "branches: {gone: {any: true}}",
        "branch gone: expected",
    ),
    ("tags: {v1: {any: true}}", "tags: {v1: '${pr.head.sha}'}", "tag v1: expected"),
    (
        "{of: pr, files: {greeting.txt: hello, README.md: {contains: h}}}",
        "files: {greeting.txt: hello}",
        "greeting.txt: expected hello, but it is not there",
    ),
    (
        "issues: [{title: A bug, user: hubot, labels: [bug], count: 1}]",
        "issues: [{title: Greet}]",
        "issue {title: Greet}: expected at least 1, none came",
    ),
    (
        "pull_requests: [{title: Greet, head: {ref: greeting}}, {user: hubot, never: true}]",
        "pull_requests: [{draft: true}]",
        "pull request {draft: true}",
    ),
    (
        "releases: [{tag_name: v1, count: 1}]",
        "releases: [{tag_name: v1, never: true}]",
        "release {tag_name: v1}: expected none, 1 came",
    ),
    (
        "review_comments: [{user: hubot, path: greeting.txt}]",
        "review_comments: [{body: Why}]",
        "review comment {body: Why}",
    ),
    (
        "deployments: [{environment: staging}]",
        "deployments: [{environment: production}]",
        "deployment {environment: production}",
    ),
    ("milestones: [{title: v1, state: open}]", "milestones: [{count: 2}]", "expected exactly 2, 1 came"),
    (
        "deliveries: [{event: '*', duration: {at_most: 9}}]",
        "deliveries: [{event: '*', count: 1}]",
        "expected exactly 1",
    ),
]


def at_the_end(expectation: str) -> str:
    return expectation if expectation.startswith("{") else f"{{{expectation}}}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].split(":")[0])
def test_what_holds_holds_and_what_does_not_is_told(tmp_path: Path, case: tuple[str, str, str]) -> None:
    good, bad, message = case
    report, _ = run_steps(tmp_path, WORLD, end=f"expect: {at_the_end(good)}\n")
    assert report.passed, report
    report, _ = run_steps(tmp_path, WORLD, end=f"expect: {at_the_end(bad)}\n")
    assert [step.status for step in report.steps][-1] == "failed"
    assert message in report.steps[-1].failures[0].message


def test_in_a_step_only_what_is_new_counts(tmp_path: Path) -> None:
    expected = "{issues: [{never: true}], releases: [{never: true}]}"
    steps = f"{WORLD}- name: nothing happens\n  expect: {expected}\n"
    report, _ = run_steps(tmp_path, steps)
    assert report.passed, report


def test_what_was_there_before_is_told_where_something_new_is_missed(tmp_path: Path) -> None:
    steps = f"{WORLD}- name: nothing happens\n  expect: {{releases: [{{tag_name: v1}}, {{tag_name: v2}}]}}\n"
    report, _ = run_steps(tmp_path, steps)
    there, missing = (failure.message for failure in report.steps[-1].failures)
    assert "none came; one that fits was there before" in there
    assert "was there before" not in missing


def test_a_comment_from_before_is_told_where_a_new_one_is_missed(tmp_path: Path) -> None:
    steps = """\
- issue.open: {title: A bug}
- issue_comment.create: {body: Thanks}
- expect: {comments: [{body: Thanks}]}
"""
    report, _ = run_steps(tmp_path, steps)
    assert "one that fits was there before" in report.steps[-1].failures[0].message


@pytest.mark.parametrize(
    "step",
    [
        "issue_comment.create: {issue: 1, body: hi}",
        "issue_comment.create: {issue: bug, body: hi}",
        "issues/create-comment: {issue_number: 1, body: hi}",
        "issues/add-labels: {issue: bug, labels: [bug]}",
    ],
)
def test_whoever_is_named_is_spoken_of(tmp_path: Path, step: str) -> None:
    steps = f"""\
- issue.open: {{title: A bug}}
  as: bug
- issue.open: {{title: Another}}
- {step}
  expect: {{issue: {{title: A bug}}}}
- issue.close: {{}}
  expect: {{made: {{bug: {{state: closed}}}}}}
"""
    report, _ = run_steps(tmp_path, steps)
    assert report.passed, report


def test_an_issue_that_is_given_is_spoken_of_when_it_is_named(tmp_path: Path) -> None:
    given = GIVEN.replace("labels: [bug]", "issues: [A bug]")
    steps = "- issue_comment.create: {issue: 1, body: hi}\n  expect: {state: open}\n"
    report, _ = run_steps(tmp_path, steps, given=given)
    assert report.passed, report


def test_an_unknown_name_gets_its_place(tmp_path: Path) -> None:
    (error,) = validate(write(tmp_path, f"{WORLD}- expect: {{made: {{relaese: {{draft: true}}}}}}\n"))
    assert (error.line, error.column) == (32, 21)
    assert 'no earlier step has the name "relaese". Did you mean "release"?' in str(error)


def test_a_wrong_matcher_gets_its_place(tmp_path: Path) -> None:
    (error,) = validate(
        write(tmp_path, f"{WORLD}- expect: {{made: {{release: {{name: {{pattern: '('}}}}}}}}\n")
    )
    assert error.line == 32
    assert "is not a regular expression" in str(error)
