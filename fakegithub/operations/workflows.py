"""Workflows of GitHub Actions: the files of `.github/workflows` on the default branch."""

from __future__ import annotations

from fakegithub.errors import Forbidden
from fakegithub.model.accounts import Actor
from fakegithub.model.actions import Workflow
from fakegithub.operations.operation import operation
from fakegithub.operations.workflow_files import workflow_of, workflows_of
from fakegithub.operations.workflow_lookup import READ, WRITE
from fakegithub.world import World


@operation("actions/list-repo-workflows", permissions=READ, credentials="any")
def list_repo_workflows(world: World, actor: Actor, *, owner: str, repo: str) -> list[Workflow]:
    """https://docs.github.com/rest/actions/workflows#list-repository-workflows"""
    return workflows_of(world, world.repository(owner, repo, actor))


@operation("actions/get-workflow", permissions=READ, credentials="any")
def get_workflow(world: World, actor: Actor, *, owner: str, repo: str, workflow_id: int | str) -> Workflow:
    """`workflow_id` is its id or the name of its file. Raises NotFound (404).

    https://docs.github.com/rest/actions/workflows#get-a-workflow
    """
    return workflow_of(world, world.repository(owner, repo, actor), workflow_id)


@operation("actions/disable-workflow", permissions=WRITE)
def disable_workflow(world: World, actor: Actor, *, owner: str, repo: str, workflow_id: int | str) -> None:
    """Raises NotFound (404), Forbidden (403) for one that is not active.

    https://docs.github.com/rest/actions/workflows#disable-a-workflow
    """
    workflow = workflow_of(world, world.repository(owner, repo, actor, "push"), workflow_id)
    if workflow.state != "active":
        raise Forbidden("Unable to disable this workflow.")
    world.touch(workflow, state="disabled_manually")


@operation("actions/enable-workflow", permissions=WRITE)
def enable_workflow(world: World, actor: Actor, *, owner: str, repo: str, workflow_id: int | str) -> None:
    """Raises NotFound (404), Forbidden (403) for one that is not disabled.

    https://docs.github.com/rest/actions/workflows#enable-a-workflow
    """
    workflow = workflow_of(world, world.repository(owner, repo, actor, "push"), workflow_id)
    if workflow.state != "disabled_manually":
        raise Forbidden("Unable to enable this workflow.")
    world.touch(workflow, state="active")
