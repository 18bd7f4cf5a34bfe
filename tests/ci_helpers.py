"""Workflows in small worlds: files that GitHub Actions finds, and runs of them."""

from __future__ import annotations

from typing import Any

from world_helpers import Seeded, add_app, commit, install, seeded, value_of

from fakegithub.model.accounts import Actor
from fakegithub.model.actions import WorkflowJob, WorkflowRun
from fakegithub.model.apps import Installation
from fakegithub.model.deployments import Environment
from fakegithub.operations.operation import OPERATIONS

CI = ".github/workflows/ci.yml"
FILES = {
    CI: "name: CI\non: [push, workflow_dispatch]\njobs:\n  build:\n    name: Build\n",
    ".github/workflows/nightly.yaml": "on: schedule\n",
    ".github/workflows/README.md": "name: not a workflow\n",
}
PERMISSIONS = dict.fromkeys(
    ("actions", "checks", "contents", "deployments", "merge_queues", "pages", "pull_requests"), "write"
)
HERE = {"owner": "octocat", "repo": "hello-world"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


def with_workflows(product: str = "github.com") -> Seeded:
    """`seeded`, with two workflows in both repositories."""
    there = seeded(product)
    for repository in (there.repository, there.widgets):
        commit(there.world, repository, FILES, "Add workflows")
    return there


def do(there: Seeded, operation_id: str, by: Actor | None = None, **parameters: Any) -> Any:
    """What the operation returns, in octocat/hello-world unless `repo` is given."""
    where = {} if "repo" in parameters else HERE
    return OPERATIONS[operation_id].function(there.world, by or there.actor, **where, **parameters)


def run_of(there: Seeded, **parameters: Any) -> WorkflowRun:
    found: WorkflowRun = value_of(do(there, "workflow_run.request", workflow="ci.yml", **parameters))
    return found


def job_of(there: Seeded, run: WorkflowRun, **parameters: Any) -> WorkflowJob:
    where = {"owner": run.repository.owner.login, "repo": run.repository.name}
    found: WorkflowJob = do(there, "workflow_job.queue", run_id=run.id, **where, **parameters)
    return found


def environment_of(there: Seeded, name: str = "production", **parameters: Any) -> Environment:
    """An environment of octo-org/widgets."""
    found: Environment = do(
        there, "repos/create-or-update-environment", **WIDGETS, environment_name=name, **parameters
    )
    return found


def gatekeeper(there: Seeded) -> Installation:
    """An app on octo-org that may do all that Actions and deployments ask for."""
    with there.world.transaction():
        app = add_app(there.world, "gatekeeper", there.octocat, permissions=dict(PERMISSIONS))
        return install(there.world, app, there.org)
