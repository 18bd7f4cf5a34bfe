"""Finding workflow runs, and what it takes to read and write them."""

from __future__ import annotations

from fakegithub.errors import NotFound
from fakegithub.model.actions import WorkflowRun
from fakegithub.model.repositories import Repository
from fakegithub.world import World

READ = ("actions=read",)
WRITE = ("actions=write",)


def run_of(world: World, repository: Repository, run_id: int) -> WorkflowRun:
    """Raises NotFound (404)."""
    run = world.get(WorkflowRun, run_id)
    if run is None or run.repository is not repository:
        raise NotFound()
    return run
