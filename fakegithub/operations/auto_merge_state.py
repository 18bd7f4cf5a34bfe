"""What makes auto-merge come true, and what ends it, for all operations that a pull request is part of."""

from __future__ import annotations

from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.operation import perform
from fakegithub.world import World

# An operation that closes a pull request, or moves its branches, declares this too.
AUTO_MERGE_STOPPED = "pull_request.auto_merge_disabled"
MERGES_BY_ITSELF = "pull_request.auto_merge"


def stop_auto_merge(world: World, actor: Actor, pull: PullRequest, reason: str) -> None:
    """Emits pull_request.auto_merge_disabled, when it was enabled."""
    if pull.auto_merge is None:
        return
    world.update(pull, auto_merge=None)
    world.touch(pull.issue)
    emit_pull(world, actor, pull, "auto_merge_disabled", reason=reason)


def merge_soon(world: World, pull: PullRequest) -> None:
    """Merge it as soon as what is being done now has succeeded. Emits nothing itself."""
    wanted = pull.auto_merge
    if wanted is None:
        return
    repository = pull.repository
    world.after(
        lambda: perform(
            world,
            Actor(wanted.enabled_by),
            MERGES_BY_ITSELF,
            owner=repository.owner.login,
            repo=repository.name,
            pull_number=pull.number,
        )
    )
