"""Steps within steps: `repeat`, and `use` of another file."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_helpers import GIVEN, passed, run_steps, write

from fakegithub.errors import ScenarioError
from fakegithub.model.accounts import Account
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.language.scenario import validate

FRAGMENT = """\
name: somebody opens a pull request
parameters: {head: null, title: "${TITLE:-A title}"}
given:
  users: [hubot, newcomer]
  repositories: [{name: octocat/hello-world, private: true}]
"""
OPENS = """\
- pull_request.open: {head: "${head}", title: "${title}"}
  as: pr
- issue_comment.create: {issue: pr, body: "about ${pr.title}"}
"""


def fragment(folder: Path, steps: str = OPENS, head: str = FRAGMENT, name: str = "common/open.yaml") -> Path:
    return write(folder, steps, head, name)


def test_a_repeat_counts_its_rounds_and_numbers_its_steps(tmp_path: Path) -> None:
    report, github = run_steps(
        tmp_path,
        """\
        - issue.open: {title: First}
        - repeat:
            times: 2
            as: n
            steps:
              - issue.open: {title: "Issue ${n}"}
                name: somebody opens one
                as: issue
              - issue_comment.create: {issue: issue, body: "${issue.number}"}
          expect: {issue: {title: Issue 2}, deliveries: [{event: issues.opened, count: 2}]}
        - issue.close: {issue: issue}
        """,
    )
    assert report.passed
    assert [(step.number, step.title) for step in report.steps] == [
        ("1", "issue.open"),
        ("2.1.1", "somebody opens one (1 of 2)"),
        ("2.1.2", "issue_comment.create (1 of 2)"),
        ("2.2.1", "somebody opens one (2 of 2)"),
        ("2.2.2", "issue_comment.create (2 of 2)"),
        ("2", "repeat"),
        ("3", "issue.close"),
    ]
    states = [(issue.title, issue.state) for issue in github.world.all(Issue)]
    assert states == [("First", "open"), ("Issue 1", "open"), ("Issue 2", "closed")]
    assert [comment.body for comment in github.world.all(IssueComment)] == ["2", "3"]


def test_a_failure_in_a_repeat_ends_it_and_skips_the_rest(tmp_path: Path) -> None:
    report, _ = run_steps(
        tmp_path,
        """\
        - repeat:
            times: 3
            as: n
            steps:
              - branch.create: {branch: same}
              - branch.create: {branch: "other-${n}"}
        - branch.create: {branch: last}
        """,
    )
    assert [(step.number, step.status) for step in report.steps] == [
        ("1.1.1", "passed"),
        ("1.1.2", "passed"),
        ("1.2.1", "failed"),
        ("1.2.2", "skipped"),
        ("2", "skipped"),
    ]


def test_who_repeats_does_all_of_it(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - repeat: {times: 1, steps: [{issue.open: {title: A}}, {issue.open: {title: B}, by: octocat}]}
          by: hubot
        """,
    )
    assert [issue.user.login for issue in github.world.all(Issue)] == ["hubot", "octocat"]


def test_a_fault_of_a_repeat_lasts_as_long_as_it(tmp_path: Path) -> None:
    report, _ = run_steps(
        tmp_path,
        """\
        - repeat: {times: 2, as: n, steps: [{issue.open: {title: "${n}"}}]}
          fault: {drop: true}
        - issue.open: {title: Another}
        """,
    )
    assert [line.status for line in report.deliveries if line.event == "issues.opened"] == [
        "not sent: dropped on purpose",
        "not sent: dropped on purpose",
        "OK",
    ]


@pytest.mark.parametrize("times", ["'${pr.head.ref}'", "'${pr.merged}'"])
def test_a_repeat_needs_a_number(tmp_path: Path, times: str) -> None:
    repeat = f"- repeat: {{times: {times}, steps: [{{push: {{files: {{a: b}}}}}}]}}\n"
    steps = f"- pull_request.open: {{head: x}}\n  as: pr\n{repeat}"
    with pytest.raises(ScenarioError, match="how often must be a number from 1") as info:
        run_steps(tmp_path, steps)
    assert (info.value.line, info.value.column) == (20, 21)


def test_a_used_file_has_its_own_names_and_hands_back_what_it_made(tmp_path: Path) -> None:
    fragment(tmp_path)
    report, github = run_steps(
        tmp_path,
        """\
        - use: {file: common/open.yaml, parameters: {head: one}}
          as: first
        - use: {file: common/open.yaml, parameters: {head: two, title: "Beside ${first.pr.title}"}}
          by: hubot
          as: second
        - pull_request.close: {pull_request: "${first.pr}"}
        - issue_comment.create: {issue: "${second.pr}", body: "${second.pr.number}"}
        """,
    )
    assert report.passed
    assert [step.number for step in report.steps] == ["1.1", "1.2", "2.1", "2.2", "3", "4"]
    assert report.steps[0].place == f"{tmp_path}/common/open.yaml:7:5"
    issues = [(issue.title, issue.state, issue.user.login) for issue in github.world.all(Issue)]
    assert issues == [("A title", "closed", "octocat"), ("Beside A title", "open", "hubot")]
    bodies = [comment.body for comment in github.world.all(IssueComment)]
    assert bodies == ["about A title", "about Beside A title", "2"]


def test_what_a_used_file_is_given_is_there_unless_it_was(tmp_path: Path) -> None:
    fragment(tmp_path)
    github = passed(tmp_path, "- use: {file: common/open.yaml, parameters: {head: one}}\n")
    logins = [account.login for account in github.world.all(Account)]
    assert logins.count("hubot") == 1
    assert "newcomer" in logins
    assert [repository.private for repository in github.world.all(Repository)] == [False]


def test_what_is_made_can_be_handed_to_a_used_file(tmp_path: Path) -> None:
    head = "name: a comment\nparameters: {target: null}\n"
    fragment(tmp_path, "- issue_comment.create: {issue: target, body: '${target.title}'}\n", head)
    github = passed(
        tmp_path,
        """\
        - issue.open: {title: One}
          as: one
        - issue.open: {title: Two}
        - use: {file: common/open.yaml, parameters: {target: "${one}"}}
        """,
    )
    (comment,) = github.world.all(IssueComment)
    assert (comment.issue.title, comment.body) == ("One", "One")


def test_files_are_found_from_the_file_that_uses_them(tmp_path: Path) -> None:
    fragment(tmp_path, "- use: deeper/most.yaml\n", "name: outer\n", "common/outer.yaml")
    fragment(tmp_path, "- issue.open: {title: Deep}\n", "name: inner\n", "common/deeper/most.yaml")
    github = passed(tmp_path, "- use: common/outer.yaml\n")
    assert [issue.title for issue in github.world.all(Issue)] == ["Deep"]


def test_a_failure_in_a_used_file_is_told_with_its_place_there(tmp_path: Path) -> None:
    fragment(tmp_path, "- branch.create: {branch: main}\n", "name: x\n")
    report, _ = run_steps(tmp_path, "- use: common/open.yaml\n")
    (failure,) = report.steps[0].failures
    assert failure.place == f"{tmp_path}/common/open.yaml:3:5"


def test_an_expectation_in_a_used_file_is_judged_with_its_own_names(tmp_path: Path) -> None:
    steps = (
        OPENS
        + "  expect: {of: pr, pull_request: {title: '${title}'}}\n- expect: {pull_request: {title: x}}\n"
    )
    fragment(tmp_path, steps)
    report, _ = run_steps(tmp_path, "- use: {file: common/open.yaml, parameters: {head: one}}\n")
    assert [step.status for step in report.steps] == ["passed", "passed", "failed"]
    assert report.steps[2].failures[0].place.startswith(f"{tmp_path}/common/open.yaml:11:")


# The step, the used file, where the error is (in which file), what it says.
BROKEN = {
    "no such file": (
        "- use: common/opne.yaml",
        FRAGMENT,
        OPENS,
        ("test.yaml", 18, 10),
        'there is no file "common/opne.yaml" beside test.yaml. Did you mean "common/open.yaml"?',
    ),
    "out of the folder": (
        "- use: ../../elsewhere.yaml",
        FRAGMENT,
        OPENS,
        ("test.yaml", 18, 10),
        "leads out of the scenarios",
    ),
    "an unknown parameter": (
        "- use: {file: common/open.yaml, parameters: {head: a, titel: b}}",
        FRAGMENT,
        OPENS,
        ("test.yaml", 18, 57),
        'has no parameter "titel". Did you mean "title"?',
    ),
    "a missing parameter": (
        "- use: {file: common/open.yaml, parameters: {title: b}}",
        FRAGMENT,
        OPENS,
        ("test.yaml", 18, 35),
        "needs head among its parameters",
    ),
    "a product": (
        "- use: common/open.yaml",
        "name: x\nproduct: ghec\n",
        "- issue.open: {title: a}\n",
        ("common/open.yaml", 2, 1),
        "product cannot stand in a file that another one uses",
    ),
    "a broken step": (
        "- use: common/open.yaml",
        "name: x\n",
        "- issue.opne: {title: a}\n",
        ("common/open.yaml", 3, 5),
        'Did you mean "issue.open"?',
    ),
    "a name from outside": (
        "- use: common/open.yaml",
        "name: x\n",
        "- issue_comment.create: {issue: outer, body: a}\n",
        ("common/open.yaml", 3, 35),
        'no earlier step has the name "outer"',
    ),
    "a parameter in given": (
        "- use: common/open.yaml",
        "name: x\nparameters: {who: hubot}\ngiven: {users: ['${who}']}\n",
        "- issue.open: {title: a}\n",
        ("common/open.yaml", 3, 17),
        "it knows no parameters",
    ),
    "an unknown account": (
        "- use: common/open.yaml",
        "name: x\n",
        "- issue.open: {title: a}\n  by: hubto\n",
        ("common/open.yaml", 4, 9),
        'Did you mean "hubot"?',
    ),
    "a circle": (
        "- use: common/open.yaml",
        "name: x\n",
        "- use: ../test.yaml\n",
        ("common/open.yaml", 3, 10),
        "../test.yaml uses itself: test.yaml -> open.yaml -> test.yaml",
    ),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_use_that_cannot_be_gets_place_and_remedy(
    tmp_path: Path, case: tuple[str, str, str, tuple[str, int, int], str]
) -> None:
    step, head, steps, (name, line, column), message = case
    fragment(tmp_path, steps, head)
    outer = write(
        tmp_path, f"- issue.open: {{title: a}}\n  as: outer\n{step}\n" if "outer" in steps else f"{step}\n"
    )
    (error,) = validate(outer)
    assert (error.file, error.line, error.column) == (str(tmp_path / name), line, column)
    assert message in str(error)


def test_a_file_may_be_used_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fragment(tmp_path, "- issue.open: {title: a}\n", "name: x\n", "common.yaml")
    file = write(tmp_path / "scenarios", "- use: ../common.yaml\n", GIVEN)
    assert "leads out" in str(validate(file)[0])
    monkeypatch.chdir(tmp_path)
    assert validate(file) == []
