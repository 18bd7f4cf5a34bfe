"""Every operation on repositories, git, checks and organizations answers in the shape of every document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, answer, commit, seeded, value_of

from fakegithub.operations.operation import OPERATIONS

Call = Callable[[Seeded], Any]
HERE = {"owner": "octocat", "repo": "hello-world"}
ORG = {"org": "octo-org"}
FIGURES = {"path": "README.md", "start_line": 1, "end_line": 2, "annotation_level": "notice", "message": "Oh"}


def run(there: Seeded, operation_id: str, **parameters: Any) -> Any:
    return OPERATIONS[operation_id].function(there.world, there.actor, **parameters)


def run_as_app(there: Seeded, operation_id: str, **parameters: Any) -> Any:
    return OPERATIONS[operation_id].function(there.world, there.bot, **parameters)


def blob_sha(there: Seeded, path: str = "README.md") -> str:
    found = there.world.git(there.repository).read_path(there.sha, path)
    assert found is not None
    return found.sha


def tree_sha(there: Seeded) -> str:
    return there.world.git(there.repository).commit(there.sha).tree_sha


def with_branch(there: Seeded) -> str:
    return commit(there.world, there.repository, {"b.txt": "b"}, branch="feature", source="main")


def with_status(there: Seeded) -> None:
    run(there, "repos/create-commit-status", **HERE, sha=there.sha, state="success", context="ci")


def with_run(there: Seeded, **fields: Any) -> Any:
    made = run_as_app(there, "checks/create", **HERE, name="build", head_sha=there.sha, **fields)
    return value_of(made)


def with_tag(there: Seeded) -> str:
    made = run(there, "git/create-tag", **HERE, tag="v1", message="One", object=there.sha, type="commit")
    sha = made.value.sha
    run(there, "git/create-ref", **HERE, ref="refs/tags/v1", sha=sha)
    return str(sha)


def after(prepare: Callable[[Seeded], Any], operation_id: str, **parameters: Any) -> Call:
    """Run the operation once `prepare` has made what it is about."""

    def call(there: Seeded) -> Any:
        prepare(there)
        return run(there, operation_id, **parameters)

    return call


def of_run(operation_id: str) -> Call:
    output = {"title": "T", "summary": "S", "annotations": [FIGURES]}
    return lambda s: run(s, operation_id, **HERE, check_run_id=with_run(s, output=output).id)


def of_suite(operation_id: str) -> Call:
    return lambda s: run(s, operation_id, **HERE, check_suite_id=with_run(s).check_suite.id)


CALLS: dict[str, Call] = {
    "repos/get": lambda s: run(s, "repos/get", **HERE),
    "repos/update": lambda s: run(s, "repos/update", **HERE, description="Mine"),
    "repos/create-for-authenticated-user": lambda s: run(
        s, "repos/create-for-authenticated-user", name="new", auto_init=True
    ),
    "repos/create-in-org": lambda s: run(s, "repos/create-in-org", **ORG, name="new", private=True),
    "repos/delete": lambda s: run(s, "repos/delete", **HERE),
    "repos/list-for-user": lambda s: run(s, "repos/list-for-user", username="octocat"),
    "repos/list-for-org": lambda s: run(s, "repos/list-for-org", **ORG),
    "repos/list-for-authenticated-user": lambda s: run(s, "repos/list-for-authenticated-user"),
    "repos/list-public": lambda s: run(s, "repos/list-public"),
    "repos/get-all-topics": lambda s: run(s, "repos/get-all-topics", **HERE),
    "repos/replace-all-topics": lambda s: run(s, "repos/replace-all-topics", **HERE, names=["ci"]),
    "repos/list-languages": lambda s: run(s, "repos/list-languages", **HERE),
    "repos/list-branches": lambda s: run(s, "repos/list-branches", **HERE),
    "repos/get-branch": lambda s: run(s, "repos/get-branch", **HERE, branch="main"),
    "repos/list-tags": after(with_tag, "repos/list-tags", **HERE),
    "git/list-matching-refs": lambda s: run(s, "git/list-matching-refs", **HERE, ref="heads"),
    "git/get-ref": lambda s: run(s, "git/get-ref", **HERE, ref="heads/main"),
    "git/create-ref": lambda s: run(s, "git/create-ref", **HERE, ref="refs/heads/new", sha=s.sha),
    "git/update-ref": lambda s: run(
        s, "git/update-ref", **HERE, ref="heads/main", sha=with_branch(s), force=True
    ),
    "git/delete-ref": after(with_branch, "git/delete-ref", **HERE, ref="heads/feature"),
    "git/create-blob": lambda s: run(s, "git/create-blob", **HERE, content="text"),
    "git/get-blob": lambda s: run(s, "git/get-blob", **HERE, file_sha=blob_sha(s)),
    "git/create-tree": lambda s: run(
        s, "git/create-tree", **HERE, tree=[{"path": "x", "mode": "100644", "content": "x"}]
    ),
    "git/get-tree": lambda s: run(s, "git/get-tree", **HERE, tree_sha="main", recursive="1"),
    "git/create-commit": lambda s: run(
        s, "git/create-commit", **HERE, message="M", tree=tree_sha(s), parents=[s.sha]
    ),
    "git/get-commit": lambda s: run(s, "git/get-commit", **HERE, commit_sha=s.sha),
    "git/create-tag": lambda s: run(
        s, "git/create-tag", **HERE, tag="v1", message="One", object=s.sha, type="commit"
    ),
    "git/get-tag": lambda s: run(s, "git/get-tag", **HERE, tag_sha=with_tag(s)),
    "repos/list-commits": lambda s: run(s, "repos/list-commits", **HERE),
    "repos/get-commit": lambda s: run(s, "repos/get-commit", **HERE, ref="main"),
    "repos/compare-commits-with-basehead": after(
        with_branch, "repos/compare-commits-with-basehead", **HERE, basehead="main...feature"
    ),
    "repos/list-branches-for-head-commit": lambda s: run(
        s, "repos/list-branches-for-head-commit", **HERE, commit_sha=s.sha
    ),
    "repos/list-pull-requests-associated-with-commit": lambda s: run(
        s, "repos/list-pull-requests-associated-with-commit", **HERE, commit_sha=s.sha
    ),
    "repos/merge": after(with_branch, "repos/merge", **HERE, base="main", head="feature"),
    "repos/get-content": lambda s: run(s, "repos/get-content", **HERE, path="README.md"),
    "repos/get-readme": lambda s: run(s, "repos/get-readme", **HERE),
    "repos/create-or-update-file-contents": lambda s: run(
        s, "repos/create-or-update-file-contents", **HERE, path="n", message="N", content="bg=="
    ),
    "repos/delete-file": lambda s: run(
        s, "repos/delete-file", **HERE, path="README.md", message="D", sha=blob_sha(s)
    ),
    "repos/create-commit-status": lambda s: run(
        s, "repos/create-commit-status", **HERE, sha=s.sha, state="pending"
    ),
    "repos/list-commit-statuses-for-ref": after(
        with_status, "repos/list-commit-statuses-for-ref", **HERE, ref="main"
    ),
    "repos/get-combined-status-for-ref": after(
        with_status, "repos/get-combined-status-for-ref", **HERE, ref="main"
    ),
    "checks/create": lambda s: run_as_app(s, "checks/create", **HERE, name="build", head_sha=s.sha),
    "checks/update": lambda s: run_as_app(
        s, "checks/update", **HERE, check_run_id=with_run(s).id, conclusion="success"
    ),
    "checks/get": of_run("checks/get"),
    "checks/list-annotations": of_run("checks/list-annotations"),
    "checks/rerequest-run": of_run("checks/rerequest-run"),
    "checks/list-for-ref": after(with_run, "checks/list-for-ref", **HERE, ref="main"),
    "checks/create-suite": lambda s: run_as_app(s, "checks/create-suite", **HERE, head_sha=s.sha),
    "checks/get-suite": of_suite("checks/get-suite"),
    "checks/list-for-suite": of_suite("checks/list-for-suite"),
    "checks/rerequest-suite": of_suite("checks/rerequest-suite"),
    "checks/list-suites-for-ref": after(with_run, "checks/list-suites-for-ref", **HERE, ref="main"),
    "repos/list-collaborators": lambda s: run(s, "repos/list-collaborators", **HERE),
    "repos/check-collaborator": lambda s: run(s, "repos/check-collaborator", **HERE, username="octocat"),
    "repos/get-collaborator-permission-level": lambda s: run(
        s, "repos/get-collaborator-permission-level", **HERE, username="hubot"
    ),
    "repos/add-collaborator": lambda s: run(s, "repos/add-collaborator", **HERE, username="hubot"),
    "repos/remove-collaborator": lambda s: run(s, "repos/remove-collaborator", **HERE, username="hubot"),
    "repos/list-teams": lambda s: run(s, "repos/list-teams", owner="octo-org", repo="widgets"),
    "orgs/get": lambda s: run(s, "orgs/get", **ORG),
    "orgs/list-for-user": lambda s: run(s, "orgs/list-for-user", username="octocat"),
    "orgs/list-for-authenticated-user": lambda s: run(s, "orgs/list-for-authenticated-user"),
    "orgs/list-members": lambda s: run(s, "orgs/list-members", **ORG),
    "orgs/check-membership-for-user": lambda s: run(
        s, "orgs/check-membership-for-user", **ORG, username="monalisa"
    ),
    "orgs/get-membership-for-user": lambda s: run(
        s, "orgs/get-membership-for-user", **ORG, username="monalisa"
    ),
    "orgs/check-public-membership-for-user": lambda s: run(
        s, "orgs/check-public-membership-for-user", **ORG, username="octocat"
    ),
    "teams/list": lambda s: run(s, "teams/list", **ORG),
    "teams/get-by-name": lambda s: run(s, "teams/get-by-name", **ORG, team_slug="core"),
    "teams/list-members-in-org": lambda s: run(s, "teams/list-members-in-org", **ORG, team_slug="core"),
    "teams/get-membership-for-user-in-org": lambda s: run(
        s, "teams/get-membership-for-user-in-org", **ORG, team_slug="core", username="monalisa"
    ),
}
MODULES = (
    "branches",
    "check_suites",
    "checks",
    "collaborators",
    "commits",
    "contents",
    "gitobjects",
    "organizations",
    "refs",
    "repositories",
    "repository_creation",
    "repository_lists",
    "statuses",
    "teams",
)


def test_the_table_has_every_operation_of_these_modules() -> None:
    modelled = {
        operation.id
        for operation in OPERATIONS.values()
        if operation.tier == "modelled"
        and operation.function.__module__.removeprefix("fakegithub.operations.") in MODULES
    }
    assert modelled == CALLS.keys()


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("operation_id", CALLS)
def test_an_answer_has_the_document_s_shape(operation_id: str, product: str) -> None:
    there = seeded(product)
    answer(there.world, operation_id, CALLS[operation_id](there))
