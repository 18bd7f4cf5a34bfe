"""The events that issues and pull requests have in common, under the name of whichever it is.

`labeled` is `issues.labeled` for an issue and `pull_request.labeled` for a pull request, and each
has its own first keys in the payload.
"""

from __future__ import annotations

from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.world import World


def either(*actions: str) -> tuple[str, ...]:
    """What an operation declares that may work on an issue or on a pull request."""
    return tuple(f"{event}.{action}" for action in actions for event in ("issues", "pull_request"))


def emit(world: World, actor: Actor, issue: Issue, action: str, **subjects: Any) -> None:
    """Emits issues.ACTION or pull_request.ACTION."""
    if issue.pull is not None:
        emit_pull(world, actor, issue.pull, action, **subjects)
        return
    world.emit(
        f"issues.{action}",
        issue=issue,
        **subjects,
        repository=issue.repository,
        sender=actor.user,
    )


def emit_pull(world: World, actor: Actor, pull: PullRequest, action: str, **subjects: Any) -> None:
    """Emits pull_request.ACTION."""
    world.emit(
        f"pull_request.{action}",
        number=pull.number,
        pull_request=pull,
        **subjects,
        repository=pull.repository,
        sender=actor.user,
    )
