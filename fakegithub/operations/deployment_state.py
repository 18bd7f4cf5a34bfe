"""How deployments come to be and get their states, by the API or by the jobs of a workflow."""

from __future__ import annotations

from typing import Any

from fakegithub.model.accounts import Account
from fakegithub.model.actions import WorkflowJob
from fakegithub.model.apps import App
from fakegithub.model.deployments import Deployment, DeploymentStatus, Environment
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.workflow_state import shown_workflow_run
from fakegithub.world import World

EVENTS = ("deployment.created", "deployment_status.created")


def environment_named(world: World, repository: Repository, name: str) -> Environment:
    """The environment, which is made if need be: a deployment may go anywhere."""
    found = world.find(Environment, repository=repository, name_key=name.casefold())
    if found is not None:
        return found
    now = world.now()
    return world.add(Environment(world.new_id(Environment), repository, name, now, now))


def add_deployment(
    world: World,
    creator: Account,
    repository: Repository,
    *,
    sha: str,
    ref: str,
    environment: str,
    app: App | None = None,
    task: str = "deploy",
    payload: dict[str, Any] | str = "",
    description: str | None = None,
    transient: bool = False,
    production: bool | None = None,
) -> Deployment:
    """Emits nothing yet. What goes to the environment `production` is a production deployment."""
    now = world.now()
    environment_named(world, repository, environment)
    return world.add(
        Deployment(
            world.new_id(Deployment),
            repository,
            sha,
            ref,
            task,
            payload,
            environment,
            environment,
            description,
            creator,
            now,
            now,
            transient_environment=transient,
            production_environment=environment == "production" if production is None else production,
            performed_via_github_app=app,
        )
    )


def add_status(
    world: World,
    creator: Account,
    deployment: Deployment,
    state: str,
    *,
    app: App | None = None,
    sender: Account | None = None,
    auto_inactive: bool = True,
    **fields: Any,
) -> DeploymentStatus:
    """Give the deployment a state; after a success, older ones of the same environment are inactive.

    Emits deployment_status.created, unless the state is inactive.
    https://docs.github.com/rest/deployments/statuses#create-a-deployment-status
    """
    now = world.now()
    environment = fields.pop("environment", deployment.environment)
    status = world.add(
        DeploymentStatus(
            world.new_id(DeploymentStatus),
            deployment,
            state,
            creator,
            environment,
            now,
            now,
            performed_via_github_app=app,
            **fields,
        )
    )
    world.touch(deployment, state=state, environment=environment)
    if state == "success" and auto_inactive:
        _retire_others(world, creator, deployment)
    # https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_status
    if state != "inactive":
        _emit_status(world, status, sender or creator)
    return status


def emit_deployment(world: World, deployment: Deployment, sender: Account) -> None:
    workflow, run, _ = _actions_of(world, deployment)
    world.emit(
        "deployment.created",
        deployment=deployment,
        workflow=workflow,
        workflow_run=run,
        repository=deployment.repository,
        sender=sender,
    )


def _emit_status(world: World, status: DeploymentStatus, sender: Account) -> None:
    workflow, run, check_run = _actions_of(world, status.deployment)
    world.emit(
        "deployment_status.created",
        deployment_status=status,
        deployment=status.deployment,
        check_run=check_run,
        workflow=workflow,
        workflow_run=run,
        repository=status.repository,
        sender=sender,
    )


def _actions_of(world: World, deployment: Deployment) -> tuple[Any, Any, Any]:
    """The workflow, run and check run behind a deployment, each None for one of the API."""
    job = world.find(WorkflowJob, deployment=deployment)
    if job is None:
        return None, None, None
    run = job.run
    # GitHub's document lets these be nothing but null here.
    shown = shown_workflow_run(
        world,
        run,
        head_commit=None,
        previous_attempt_url=None,
        repository=Facet(run.repository, description=None),
        head_repository=Facet(run.head_repository, description=None),
    )
    return run.workflow, shown, job.check_run


def _retire_others(world: World, creator: Account, deployment: Deployment) -> None:
    for other in world.all(Deployment, repository=deployment.repository, environment=deployment.environment):
        lasting = other.transient_environment or other.production_environment
        if other is not deployment and other.state == "success" and not lasting:
            add_status(world, creator, other, "inactive", app=deployment.performed_via_github_app)
