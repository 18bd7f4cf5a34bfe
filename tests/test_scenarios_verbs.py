"""Each verb does what it says, and what GitHub says of it is delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_helpers import passed, run_steps

from fakegithub.errors import ScenarioError
from fakegithub.github import GitHub
from fakegithub.model.apps import Installation
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.pulls import PullRequest
from fakegithub.model.releases import Release
from fakegithub.model.repositories import Repository
from fakegithub.scenarios.language.grammar import own_verbs
from fakegithub.scenarios.steps.verbs import VERBS

OPEN = "- pull_request.open: {head: greeting, files: {greeting.txt: hi}}\n  as: pr\n"

# What happens after a pull request was opened; the last deliveries that follow, in any order.
SCRIPTS: dict[str, tuple[str, set[str]]] = {
    "pull_request.open": ("- pull_request.open: {head: other}", {"pull_request.opened", "push", "create"}),
    "pull_request.close": ("- pull_request.close: {}", {"pull_request.closed"}),
    "pull_request.reopen": ("- pull_request.close: {}\n- pull_request.reopen: {}", {"pull_request.reopened"}),
    "pull_request.ready_for_review": (
        "- pull_request.convert_to_draft: {}\n- pull_request.ready_for_review: {}",
        {"pull_request.ready_for_review"},
    ),
    "pull_request.convert_to_draft": (
        "- pull_request.convert_to_draft: {}",
        {"pull_request.converted_to_draft"},
    ),
    "pull_request.merge": ("- pull_request.merge: {method: squash}", {"pull_request.closed", "push"}),
    "pull_request.edit": ("- pull_request.edit: {title: New}", {"pull_request.edited"}),
    "pull_request.label": ("- pull_request.label: {labels: [bug]}", {"pull_request.labeled"}),
    "pull_request.unlabel": (
        "- pull_request.label: {labels: [bug]}\n- pull_request.unlabel: {labels: [bug]}",
        {"pull_request.unlabeled"},
    ),
    "pull_request.assign": ("- pull_request.assign: {assignees: [hubot]}", {"pull_request.assigned"}),
    "pull_request.unassign": (
        "- pull_request.assign: {assignees: [hubot]}\n- pull_request.unassign: {assignees: [hubot]}",
        {"pull_request.unassigned"},
    ),
    "pull_request.request_review": (
        "- pull_request.request_review: {reviewers: [hubot]}",
        {"pull_request.review_requested"},
    ),
    "pull_request.remove_review_request": (
        "- pull_request.request_review: {reviewers: [hubot]}\n"
        "- pull_request.remove_review_request: {reviewers: [hubot]}",
        {"pull_request.review_request_removed"},
    ),
    "pull_request.review": (
        "- pull_request.review: {event: APPROVE}\n  by: hubot",
        {"pull_request_review.submitted"},
    ),
    "pull_request_review_comment.create": (
        "- pull_request_review_comment.create: {body: a, path: greeting.txt}\n  as: a\n"
        "- pull_request_review_comment.create: {body: b, reply_to: a}\n  by: hubot",
        {"pull_request_review_comment.created"},
    ),
    "push": ("- push: {files: {a.txt: a}}", {"push"}),
    "branch.create": ("- branch.create: {branch: side}", {"create", "push"}),
    "branch.delete": ("- branch.create: {branch: side}\n- branch.delete: {branch: side}", {"delete", "push"}),
    "tag.create": ("- tag.create: {tag: v1, message: One}", {"create", "push"}),
    "tag.delete": ("- tag.create: {tag: v1}\n- tag.delete: {tag: v1}", {"delete", "push"}),
    "release.create": ("- release.create: {tag_name: v1}", {"release.created", "release.published"}),
    "release.publish": (
        "- release.create: {tag_name: v1, draft: true}\n- release.publish: {}",
        {"release.published", "release.released"},
    ),
    "commit_status.create": ("- commit_status.create: {state: success}", {"status"}),
    "check_run.create": ("- check_run.create: {name: lint}", {"check_run.created"}),
    "check_run.start": ("- check_run.create: {name: lint}\n- check_run.start: {}", set()),
    "check_run.complete": (
        "- check_run.create: {name: lint}\n- check_run.complete: {check_run: lint, conclusion: failure}",
        {"check_run.completed", "check_suite.completed"},
    ),
    "check_run.rerequest": (
        "- check_run.create: {name: lint, status: completed, conclusion: failure}\n"
        "- check_run.rerequest: {check_run: lint}",
        {"check_run.rerequested"},
    ),
    "check_suite.rerequest": (
        "- check_run.create: {name: lint, status: completed, conclusion: failure}\n"
        "- check_suite.rerequest: {check_run: lint}",
        {"check_suite.rerequested"},
    ),
    "deployment.create": ("- deployment.create: {environment: staging}", {"deployment.created"}),
    "deployment_status.create": (
        "- deployment.create: {}\n- deployment_status.create: {state: success}",
        {"deployment_status.created"},
    ),
    "issue.open": ("- issue.open: {title: A bug}", {"issues.opened"}),
    "issue.close": ("- issue.open: {title: A bug}\n- issue.close: {}", {"issues.closed"}),
    "issue.reopen": ("- issue.open: {title: B}\n- issue.close: {}\n- issue.reopen: {}", {"issues.reopened"}),
    "issue.edit": ("- issue.open: {title: A bug}\n- issue.edit: {title: B}", {"issues.edited"}),
    "issue.label": ("- issue.open: {title: B}\n- issue.label: {labels: [bug]}", {"issues.labeled"}),
    "issue.unlabel": (
        "- issue.open: {title: B, labels: [bug]}\n- issue.unlabel: {labels: [bug]}",
        {"issues.unlabeled"},
    ),
    "issue.assign": ("- issue.open: {title: B}\n- issue.assign: {assignees: [hubot]}", {"issues.assigned"}),
    "issue.unassign": (
        "- issue.open: {title: B}\n- issue.assign: {assignees: [hubot]}\n"
        "- issue.unassign: {assignees: [hubot]}",
        {"issues.unassigned"},
    ),
    "issue_comment.create": ("- issue_comment.create: {body: hi}", {"issue_comment.created"}),
    "issue_comment.edit": (
        "- issue_comment.create: {body: hi}\n- issue_comment.edit: {body: ho}",
        {"issue_comment.edited"},
    ),
    "issue_comment.delete": (
        "- issue_comment.create: {body: hi}\n  as: c\n- issue_comment.delete: {comment: c}",
        {"issue_comment.deleted"},
    ),
    "label.create": ("- label.create: {name: ready}", {"label.created"}),
    "discussion.create": ("- discussion.create: {title: Talk}", {"discussion.created"}),
    "repository.rename": ("- repository.rename: {name: hello}", {"repository.renamed"}),
    "repository.transfer": (
        "- repository.transfer: {new_owner: acme}",
        {"repository.transferred"},
    ),
    "repository.delete": (
        "- pull_request.open: {head: 'monalisa:fix'}\n  as: forked\n"
        "- repository.delete: {pull_request: forked}",
        set(),
    ),
    "repository.fork": ("- repository.fork: {}\n  by: monalisa", {"fork"}),
    "installation.create": ("- installation.create: {account: acme}", {"installation.created"}),
    "deliver": ("- deliver: {event: pull_request.labeled}", {"pull_request.labeled"}),
    "redeliver": ("- redeliver: pull_request.opened", {"pull_request.opened"}),
    "clock.advance": ("- clock.advance: 1h", set()),
    "call": ("- call: {operation: issues/create, parameters: {title: A bug}}", {"issues.opened"}),
}


def test_every_verb_has_a_script() -> None:
    assert set(SCRIPTS) == set(VERBS)
    assert {*VERBS, "repeat", "use"} == set(own_verbs())


@pytest.mark.parametrize("verb", SCRIPTS)
def test_a_verb_does_what_it_says(tmp_path: Path, verb: str) -> None:
    script, events = SCRIPTS[verb]
    report, _ = run_steps(tmp_path, OPEN + script)
    assert report.passed, report
    what = [moment.what for moment in report.timeline]
    last = max(index for index, line in enumerate(what) if line.startswith("step "))
    assert events <= {line.split()[1] for line in what[last:] if line.startswith("delivery ")}


def test_a_new_head_without_files_gets_a_commit_of_its_own(tmp_path: Path) -> None:
    github = passed(tmp_path, "- pull_request.open: {head: feature/x}")
    (pull,) = github.world.all(PullRequest)
    files = github.world.git(pull.repository).tree(pull.head.sha, recursive=True)
    assert [entry.path for entry in files] == ["README.md", "feature-x.txt"]


def test_a_pull_request_from_a_fork_is_opened_by_its_owner(tmp_path: Path) -> None:
    github = passed(tmp_path, "- pull_request.open: {head: 'monalisa:fix', files: {a: a}}\n")
    (pull,) = github.world.all(PullRequest)
    assert pull.issue.user.login == "monalisa"
    assert pull.head.label == "monalisa:fix"
    assert pull.head.repository is not None
    assert pull.head.repository.full_name == "monalisa/hello-world"


def test_a_deleted_fork_leaves_a_pull_request_without_head_repository(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - pull_request.open: {head: 'monalisa:fix'}
          as: pr
        - repository.delete: {pull_request: pr}
          expect: {pull_request: {head: {repo: null}}, repository: {full_name: octocat/hello-world}}
        """,
    )
    assert [repository.full_name for repository in github.world.all(Repository)] == ["octocat/hello-world"]


def test_a_forced_push_takes_the_place_of_the_last_commit(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        OPEN
        + """\
- push: {pull_request: pr, files: {second.txt: b}}
  as: second
- push: {pull_request: pr, files: {other.txt: c}, force: true}
  as: third
""",
    )
    (pull,) = github.world.all(PullRequest)
    git = github.world.git(pull.repository)
    forced = [b'"forced":true' in d.payload for d in github.deliveries if d.event == "push"]
    assert forced == [False, False, True]
    log = [commit.sha for commit in git.log(pull.head.sha)]
    assert len(log) == 3
    assert git.read_path(pull.head.sha, "second.txt") is None
    assert git.read_path(pull.head.sha, "greeting.txt") is not None


def test_the_first_commit_cannot_be_replaced(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="has one commit only") as info:
        run_steps(tmp_path, "- push: {files: {a: a}, force: true}")
    assert (info.value.line, info.value.column) == (18, 34)


def _check_runs(github: GitHub) -> list[tuple[str, str, str | None]]:
    return [(run.name, run.status, run.conclusion) for run in github.world.all(CheckRun)]


def test_an_app_creates_and_completes_its_check_runs(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        OPEN
        + """\
- check_run.create: {name: lint}
  by: ci-app[bot]
- check_run.create: {name: test}
- check_run.start: {check_run: lint}
- check_run.complete: {check_run: test, summary: All good}
""",
    )
    assert _check_runs(github) == [("lint", "in_progress", None), ("test", "completed", "success")]


def test_a_status_is_set_by_whoever_is_named(tmp_path: Path) -> None:
    github = passed(tmp_path, f"{OPEN}- commit_status.create: {{state: failure, context: ci}}\n  by: hubot\n")
    (status,) = github.world.all(CommitStatus)
    (pull,) = github.world.all(PullRequest)
    assert (status.creator.login, status.state, status.sha) == ("hubot", "failure", pull.head.sha)


def test_a_draft_becomes_a_release_with_a_tag(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - release.create: {tag_name: v1, draft: true, name: One}
          as: release
          expect: {tags: {v1: {absent: true}}, made: {release: {draft: true}}}
        - release.publish: {release: release}
          expect: {tags: {v1: {any: true}}, made: {release: {draft: false, name: One}}}
        """,
    )
    (release,) = github.world.all(Release)
    assert github.world.git(release.repository).ref("refs/tags/v1") is not None


def test_an_app_is_installed_on_chosen_repositories(tmp_path: Path) -> None:
    github = passed(
        tmp_path,
        """\
        - repository.transfer: {new_owner: acme}
        - installation.create: {app: ci-app, account: acme, repositories: [acme/hello-world]}
        """,
    )
    chosen = [installation.repository_selection for installation in github.world.all(Installation)]
    assert chosen == ["all", "selected"]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("check_run.create: {name: lint}\n  by: ci-ap[bot]", 'there is no account "ci-ap[bot]"'),
        ("check_run.start: {check_run: lint}", 'there is no check run "lint"'),
        ("release.publish: {release: pr}", "made a release"),
        ("repository.fork: {}", "say who forks it"),
        ("repository.delete: {pull_request: pr}", "does not come from a fork"),
        ("branch.create: {branch: a, from: nowhere}", 'no branch, tag or commit "nowhere"'),
        ("redeliver: issues.opened", "issues.opened has not been delivered"),
    ],
)
def test_what_cannot_be_done_is_an_error_with_its_place(tmp_path: Path, step: str, message: str) -> None:
    with pytest.raises(ScenarioError) as info:
        run_steps(tmp_path, f"{OPEN}- {step}\n")
    assert message in str(info.value)
    assert info.value.line in (20, 21)


def test_what_github_refuses_fails_the_step(tmp_path: Path) -> None:
    report, _ = run_steps(tmp_path, f"{OPEN}- branch.create: {{branch: greeting}}\n")
    assert [step.status for step in report.steps] == ["passed", "failed"]
    assert "has refs/heads/greeting already" in report.steps[1].failures[0].message
