"""Deployments and what becomes of them, as an external service tells GitHub.

https://docs.github.com/rest/deployments/deployments
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub.errors import Conflict, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.deployments import DEPLOYMENT_STATES, Deployment, DeploymentStatus
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.repositories import Repository
from fakegithub.operations.deployment_state import add_deployment, add_status, emit_deployment
from fakegithub.operations.gitdata import HEADS, find_commit
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.protected_branches import ABOUT
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.operations.signatures import signature_of, web_flow
from fakegithub.world import World

_READ = ("deployments=read",)
_WRITE = ("deployments=write",)
# https://docs.github.com/rest/deployments/statuses#create-a-deployment-status
_DESCRIPTION = 140
_PASSED = {"success", "neutral", "skipped"}


@operation("repos/create-deployment", emits=("deployment.created", *PUSH_EVENTS), permissions=_WRITE)
def create_deployment(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    ref: str,
    task: str = "deploy",
    auto_merge: bool = True,
    required_contexts: Sequence[str] | None = None,
    payload: Mapping[str, Any] | str = "",
    environment: str = "production",
    description: str | None = "",
    transient_environment: bool = False,
    production_environment: bool | None = None,
) -> Result:
    """Ask for a deployment of `ref`, a branch, tag or SHA: 201.

    With `auto_merge` a branch that lacks commits of the default branch gets them first, instead of a
    deployment: 202. Emits deployment.created, or after such a merge PUSH_EVENTS. Raises Forbidden
    (403) without push access, ValidationFailed (422) for an unknown ref, Conflict (409) when that
    merge conflicts, and when one of `required_contexts` (None: any commit status) has not succeeded.
    https://docs.github.com/rest/deployments/deployments#create-a-deployment
    """
    repository = world.repository(owner, repo, actor, "push")
    commit = find_commit(world, repository, ref)
    if commit is None:
        raise ValidationFailed(f"No ref found for: {ref}")
    if auto_merge and _bring_up_to_date(world, actor, repository, ref):
        message = f"Auto-merged {repository.default_branch} into {ref} on deployment."
        return Result({"message": message}, status=202)
    _require_contexts(world, repository, commit.sha, ref, required_contexts)
    deployment = add_deployment(
        world,
        actor.user,
        repository,
        sha=commit.sha,
        ref=ref,
        environment=environment,
        app=actor.app,
        task=task,
        payload=payload if isinstance(payload, str) else dict(payload),
        description=description,
        transient=transient_environment,
        production=production_environment,
    )
    emit_deployment(world, deployment, actor.user)
    return Result(deployment, status=201, location=world.urls.api(deployment))


@operation("repos/list-deployments", permissions=_READ, credentials="any")
def list_deployments(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    sha: str = "none",
    ref: str = "none",
    task: str = "none",
    environment: str | None = "none",
) -> list[Deployment]:
    """The newest first; `none` asks for any.

    https://docs.github.com/rest/deployments/deployments#list-deployments
    """
    repository = world.repository(owner, repo, actor)
    asked = {"sha": sha, "ref": ref, "task": task, "environment": environment}
    wanted = {name: value for name, value in asked.items() if value not in ("none", None)}
    return [
        deployment
        for deployment in reversed(world.all(Deployment, repository=repository))
        if all(getattr(deployment, name) == value for name, value in wanted.items())
    ]


@operation("repos/get-deployment", permissions=_READ, credentials="any")
def get_deployment(world: World, actor: Actor, *, owner: str, repo: str, deployment_id: int) -> Deployment:
    """https://docs.github.com/rest/deployments/deployments#get-a-deployment"""
    return _deployment(world, world.repository(owner, repo, actor), deployment_id)


@operation("repos/delete-deployment", permissions=_WRITE)
def delete_deployment(world: World, actor: Actor, *, owner: str, repo: str, deployment_id: int) -> None:
    """Raises ValidationFailed (422) for one that is neither inactive nor the only one.

    https://docs.github.com/rest/deployments/deployments#delete-a-deployment
    """
    repository = world.repository(owner, repo, actor, "push")
    deployment = _deployment(world, repository, deployment_id)
    if deployment.state != "inactive" and len(world.all(Deployment, repository=repository)) > 1:
        raise ValidationFailed(
            "We cannot delete an active deployment unless it is the only deployment in a given repository."
        )
    for status in world.all(DeploymentStatus, deployment=deployment):
        world.remove(status)
    world.remove(deployment)


@operation("repos/create-deployment-status", emits=("deployment_status.created",), permissions=_WRITE)
def create_deployment_status(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    deployment_id: int,
    state: str,
    target_url: str = "",
    log_url: str = "",
    description: str = "",
    environment: str | Unset = UNSET,
    environment_url: str = "",
    auto_inactive: bool = True,
) -> Result:
    """Say what has become of a deployment. `log_url` goes before `target_url`, its old name.

    With `auto_inactive` a success makes the older deployments to the environment inactive, but for
    transient ones and those in production. Emits deployment_status.created, but not for `inactive`.
    Raises ValidationFailed (422) for an unknown state and a description of more than 140 characters.
    https://docs.github.com/rest/deployments/statuses#create-a-deployment-status
    """
    deployment = _deployment(world, world.repository(owner, repo, actor, "push"), deployment_id)
    if state not in DEPLOYMENT_STATES:
        known = ", ".join(f'"{known}"' for known in DEPLOYMENT_STATES)
        raise ValidationFailed(f"Invalid request.\n\n{state} is not a member of [{known}].")
    if len(description) > _DESCRIPTION:
        raise ValidationFailed.of(
            "DeploymentStatus",
            "description",
            message=f"description is too long (maximum is {_DESCRIPTION} characters)",
        )
    status = add_status(
        world,
        actor.user,
        deployment,
        state,
        app=actor.app,
        auto_inactive=auto_inactive,
        description=description,
        log_url=log_url or target_url,
        environment_url=environment_url,
        **given(environment=environment),
    )
    return Result(status, location=world.urls.api(status))


@operation("repos/list-deployment-statuses", permissions=_READ, credentials="any")
def list_deployment_statuses(
    world: World, actor: Actor, *, owner: str, repo: str, deployment_id: int
) -> list[DeploymentStatus]:
    """The newest first.

    https://docs.github.com/rest/deployments/statuses#list-deployment-statuses
    """
    deployment = _deployment(world, world.repository(owner, repo, actor), deployment_id)
    return world.all(DeploymentStatus, deployment=deployment)[::-1]


@operation("repos/get-deployment-status", permissions=_READ, credentials="any")
def get_deployment_status(
    world: World, actor: Actor, *, owner: str, repo: str, deployment_id: int, status_id: int
) -> DeploymentStatus:
    """https://docs.github.com/rest/deployments/statuses#get-a-deployment-status"""
    deployment = _deployment(world, world.repository(owner, repo, actor), deployment_id)
    status = world.get(DeploymentStatus, status_id)
    if status is None or status.deployment is not deployment:
        raise NotFound()
    return status


def _deployment(world: World, repository: Repository, deployment_id: int) -> Deployment:
    deployment = world.get(Deployment, deployment_id)
    if deployment is None or deployment.repository is not repository:
        raise NotFound()
    return deployment


def _bring_up_to_date(world: World, actor: Actor, repository: Repository, ref: str) -> bool:
    """Merge the default branch into the branch `ref`, if it has commits that `ref` lacks."""
    git, default = world.git(repository), repository.default_branch
    name = ref.removeprefix(HEADS)
    branch, base = git.ref(HEADS + name), git.ref(HEADS + default)
    if branch is None or base is None or git.is_ancestor(base, branch):
        return False
    merged = git.merge(
        branch,
        base,
        message=f"Merge branch '{default}' into {name}",
        author=signature_of(world, actor.user),
        committer=web_flow(world),
    )
    if merged.sha is None:
        raise Conflict(f"Conflict merging {default} into {name}.")
    move_ref(world, actor, repository, HEADS + name, merged.sha, refusal=_refused_merge)
    return True


def _refused_merge(_ref: str, reasons: Sequence[str]) -> Conflict:
    """As a merge that conflicts is answered; no answer of GitHub's for a protected branch is published."""
    return Conflict(" ".join(reasons), documentation_url=ABOUT)


def _require_contexts(
    world: World, repository: Repository, sha: str, ref: str, contexts: Sequence[str] | None
) -> None:
    statuses = world.all(CommitStatus, repository=repository, sha=sha)
    states: dict[str, str | None] = {status.context_key: status.state for status in statuses}
    wanted = set(states)
    if contexts is not None:
        wanted = {context.casefold() for context in contexts}
        runs = world.all(CheckRun, repository=repository, head_sha=sha)
        states |= {run.name.casefold(): run.conclusion for run in runs}
    if any(states.get(context) not in _PASSED for context in wanted):
        raise Conflict(f"Conflict: Commit status checks failed for {ref}.")
