"""Any operation as a step: what it is given, what goes without saying, and who does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenario_helpers import passed, run_steps, write

from fakegithub.errors import ScenarioError
from fakegithub.model.checks import CheckRun
from fakegithub.model.issues import IssueComment, Milestone
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import OPERATIONS
from fakegithub.scenarios.language import grammar
from fakegithub.scenarios.language.scenario import validate
from fakegithub.scenarios.pages import main
from fakegithub.scenarios.steps.operation_schemas import operation_schemas, with_operations
from fakegithub.spec import document

ROOT = Path(__file__).parent.parent
OPEN = "- pull_request.open: {head: greeting}\n  as: pr\n"

# Each runs after a pull request was opened, and the deliveries that it must cause.
SAMPLE: dict[str, tuple[str, ...]] = {
    "- issues/create-milestone: {title: v1, due_on: '2026-01-31T12:00:00Z'}": ("milestone.created",),
    "- issues/create-label: {name: x, color: ededed}": ("label.created",),
    "- issues/create-comment: {body: hi}": ("issue_comment.created",),
    "- issues/create-comment: {issue: pr, body: hi}": ("issue_comment.created",),
    "- issues/create-comment: {pull_request: pr, body: hi}": ("issue_comment.created",),
    "- issues/create-comment: {issue_number: pr, body: hi}": ("issue_comment.created",),
    "- issues/create-comment: {issue_number: '${pr.number}', body: hi}": ("issue_comment.created",),
    "- issues/create-comment: {owner: octocat, repo: hello-world, issue_number: 1, body: hi}": (
        "issue_comment.created",
    ),
    "- issues/create: {repository: octocat/hello-world, title: A bug}": ("issues.opened",),
    "- issues/create-comment: {body: hi}\n  as: c\n- issues/update-comment: {comment: c, body: ho}": (
        "issue_comment.edited",
    ),
    "- pulls/update: {title: New}": ("pull_request.edited",),
    "- pull_request.review: {}\n  by: hubot\n- pulls/dismiss-review: {message: not yet}": (
        "pull_request_review.dismissed",
    ),
    "- repos/create-release: {tag_name: v1}\n- repos/update-release: {body: b}": ("release.edited",),
    "- repos/create-deployment: {ref: greeting}\n- repos/create-deployment-status: {state: success}": (
        "deployment_status.created",
    ),
    "- checks/create: {name: lint, head_sha: '${pr.head.sha}'}\n"
    "- checks/update: {status: completed, conclusion: neutral}": ("check_run.completed",),
    "- issue.open: {title: A}\n  as: a\n- issue.open: {title: B}\n- issues/add-sub-issue: {sub_issue: a}": (
        "sub_issues.sub_issue_added",
    ),
    "- repos/update: {description: New}": ("repository.edited",),
    "- activity/star-repo-for-authenticated-user: {}\n  by: monalisa": ("star.created",),
    "- issue.open: {title: A}\n- issue.pin: {}": ("issues.pinned",),
    "- wiki.edit: {pages: {Home: hi}}": ("gollum",),
    "- collaborator.add: {username: monalisa}": ("member.added",),
    "- orgs/update: {description: New}": (),
    "- organization.add_member: {username: hubot}": (),
    "- teams/create: {name: core}\n- teams/add-or-update-membership-for-user-in-org: {username: octocat}": (),
    "- installation.suspend: {}": ("installation.suspend",),
    "- app.update: {events: [push]}": (),
    "- apps/get-authenticated: {}": (),
    "- repos/create-repo-ruleset: {name: q, enforcement: active}": ("repository_ruleset.created",),
}


@pytest.mark.parametrize("script", SAMPLE)
def test_an_operation_runs_as_a_step(tmp_path: Path, script: str) -> None:
    report, _ = run_steps(tmp_path, f"{OPEN}{script}\n")
    assert report.passed, report
    events = {moment.what.split()[1] for moment in report.timeline if moment.what.startswith("delivery")}
    assert set(SAMPLE[script]) <= events


def test_every_operation_is_in_the_schema_with_its_parameters() -> None:
    properties = grammar.schema()["$defs"]["step"]["properties"]
    own = set(grammar.own_verbs())
    assert OPERATIONS.keys() <= properties.keys()
    for id in OPERATIONS.keys() - own:
        assert OPERATIONS[id].parameters <= properties[id]["properties"].keys(), id


def test_what_is_said_of_operations_is_what_the_document_says() -> None:
    github = document("github.com")
    for id, part in operation_schemas().items():
        if id not in github.operations:
            continue
        spec = github.operations[id]
        assert part["description"].startswith(f"{spec.method.upper()} {spec.path}"), id
        raw = (spec.body.resolve().raw if spec.body else {}).get("properties", {})
        for name, said in part["properties"].items():
            if "enum" in str(said.get("anyOf", "")) and "enum" in raw.get(name, {}):
                words = [word for option in said["anyOf"] for word in option.get("enum", ())]
                assert words == [word for word in raw[name]["enum"] if word is not None], (id, name)


def test_the_generated_part_of_the_schema_is_not_stale(tmp_path: Path) -> None:
    text = (ROOT / "schemas" / "scenario.schema.json").read_text("utf-8")
    assert with_operations(text) == text, "run `python -m fakegithub.scenarios.pages`"
    stale = text.replace('"issues/create-milestone": ', '"issues/make-milestone": ')
    (tmp_path / "scenario.schema.json").write_text(stale, "utf-8")
    arguments = ["--docs", str(ROOT / "docs"), "--schemas", str(tmp_path)]
    assert main(["--check", *arguments]) == 1
    assert main(arguments) == 0
    assert json.loads((tmp_path / "scenario.schema.json").read_text("utf-8")) == json.loads(text)


def test_a_name_stands_for_a_number_or_an_id(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        OPEN
        + """\
- issues/create-milestone: {title: v1}
  as: first
- issues/create-milestone: {title: v2}
- issues/update: {issue: pr, milestone: first}
- check_run.create: {name: one}
  as: one
- check_run.create: {name: two}
- checks/update: {check_run: one, status: in_progress}
- checks/update: {status: in_progress, conclusion: "${nothing:-success}", check_run_id: one}
""",
    )
    (pull,) = github.world.all(PullRequest)
    assert pull.issue.milestone is github.world.all(Milestone)[0]
    assert [run.status for run in github.world.all(CheckRun)] == ["completed", "queued"]


def test_a_bot_acts_as_its_installation(tmp_path: Path) -> None:
    github = passed(tmp_path, OPEN + "- issue_comment.create: {body: beep}\n  by: ci-app[bot]\n")
    (comment,) = github.world.all(IssueComment)
    assert comment.user.type == "Bot"
    assert comment.performed_via_github_app is not None


def test_an_installation_may_not_do_what_its_app_may_not(tmp_path: Path) -> None:
    report, _ = run_steps(tmp_path, "- repos/update: {description: x}\n  by: ci-app[bot]\n")
    assert "Resource not accessible by integration" in report.steps[0].failures[0].message


BROKEN = {
    "a parameter that there is not": (
        "- issues/create-milestone: {title: v1, titel: v1}",
        (18, 42),
        'unknown key "titel". Did you mean "title"?',
    ),
    "a parameter that is missing": ("- issues/create-milestone: {}", (18, 30), '"title" is missing here'),
    "a word that is not allowed": (
        "- issues/lock: {issue_number: 1, lock_reason: spma}",
        (18, 49),
        'Did you mean "spam"?',
    ),
    "an operation that there is not": (
        "- issues/create-milestne: {title: v1}",
        (18, 5),
        'Did you mean "issues/create-milestone"?',
    ),
    "a kind that is wrong": (
        "- issues/create: {title: [a]}",
        (18, 28),
        "must be a text or a whole number, not a list",
    ),
    "an unknown login": ("- issues/create: {title: a}\n  by: octocta", (19, 9), 'Did you mean "octocat"?'),
    "an unknown repository": (
        "- issues/create: {title: a, repository: octocat/hello}",
        (18, 43),
        'there is no repository "octocat/hello"',
    ),
    "an unknown event": ("- deliver: {event: issues.opend}", (18, 22), 'Did you mean "issues.opened"?'),
    "an unknown variant": (
        "- deliver: {event: issues.opened, variant: null_bdy}",
        (18, 46),
        'Did you mean "null-body"?',
    ),
    "an unknown event to redeliver": ("- redeliver: isues", (18, 16), 'Did you mean "issues"?'),
    "a bad duration": ("- clock.advance: 1 hour", (18, 20), "such as 500ms, 5s, 1m, 2h or 3d"),
    "a repeat that never happens": (
        "- repeat: {times: 0, steps: [{clock.advance: 1s}]}",
        (18, 21),
        "the least is 1",
    ),
    "a name for a repeat": (
        "- repeat: {times: 1, steps: [{clock.advance: 1s}]}\n  as: x",
        (19, 5),
        "makes nothing that could have a name",
    ),
    "a wrong step in a repeat": (
        "- repeat: {times: 1, steps: [{clock.advance: 1s, push: {files: {a: b}}}]}",
        (18, 52),
        "a step does one thing",
    ),
    "an unknown name in a repeat": (
        "- repeat: {times: 2, as: n, steps: [{issue.open: {title: '${m}'}}]}",
        (18, 60),
        "Known here: n",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_step_gets_place_and_remedy(
    tmp_path: Path, broken: tuple[str, tuple[int, int], str]
) -> None:
    step, place, message = broken
    (error, *_) = validate(write(tmp_path, step + "\n"))
    assert (error.line, error.column) == place
    assert message in str(error)


def test_the_hint_for_an_unknown_verb_does_not_list_all_operations(tmp_path: Path) -> None:
    (error,) = validate(write(tmp_path, "- pull_request.opne: {head: x}\n"))
    assert 'Did you mean "pull_request.open"?' in str(error)
    assert "and every operation by its id" in str(error)
    assert len(str(error)) < 2_000


def test_an_id_must_be_of_the_right_kind(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match='"pr" is no check run, but a pull request') as info:
        run_steps(tmp_path, OPEN + "- checks/get: {check_run: pr}\n")
    assert (info.value.line, info.value.column) == (20, 29)


def test_a_resolved_value_must_fit_as_well(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"greeting.*is not allowed here") as info:
        run_steps(tmp_path, OPEN + "- issues/lock: {lock_reason: '${pr.head.ref}'}\n")
    assert (info.value.line, info.value.column) == (20, 32)


def test_a_number_becomes_a_text_where_one_belongs(tmp_path: Path) -> None:
    github = passed(tmp_path, OPEN + "- issue_comment.create: {body: '${pr.number}'}\n")
    assert [comment.body for comment in github.world.all(IssueComment)] == ["1"]


def test_names_that_steps_make_are_known(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - repository.rename: {name: hello}
        - repository.transfer: {repository: octocat/hello, new_owner: acme}
        - issue.open: {repository: acme/hello, title: A}
        - user.create: {login: newcomer}
        - issue.open: {repository: acme/hello, title: B}
          by: newcomer
        - repository.create: {owner: newcomer, name: own, files: {a: b}}
        - push: {repository: newcomer/own, files: {a: c}}
        """,
    )
    assert {repository.full_name for repository in github.world.all(Repository)} == {
        "acme/hello",
        "newcomer/own",
    }
