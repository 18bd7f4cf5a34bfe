"""The buttons of check runs."""

from __future__ import annotations

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CheckRun
from fakegithub.operations.check_state import shown_run
from fakegithub.operations.checks import run_of
from fakegithub.operations.operation import simulated
from fakegithub.world import World


@simulated("check_run.request_action", emits=("check_run.requested_action",))
def request_action(
    world: World, actor: Actor, *, owner: str, repo: str, check_run_id: int, identifier: str
) -> CheckRun:
    """Somebody who may push clicks a button that the app gave the run: one of its `actions`.

    Emits check_run.requested_action, to the app alone. Raises NotFound (404) for an unknown run,
    ValidationFailed (422) for a button that it does not have.
    https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-checks#check-runs-and-requested-actions
    """
    run = run_of(world, world.repository(owner, repo, actor, "push"), check_run_id)
    known = [action["identifier"] for action in run.actions]
    if identifier not in known:
        shown = ", ".join(known) or "none"
        raise ValidationFailed.of("CheckRun", "identifier", "invalid", f"the run has these actions: {shown}")
    world.emit(
        "check_run.requested_action",
        check_run=shown_run(world, run),
        requested_action={"identifier": identifier},
        repository=run.repository,
        sender=actor.user,
        only_app=run.app,
    )
    return run
