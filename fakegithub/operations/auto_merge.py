"""Auto-merge: a pull request that merges by itself once its requirements are met.

GitHub merges in the background, some time after the review or the check that was missing; here it is
the next thing that happens after that operation, and an operation of its own.
https://docs.github.com/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/automatically-merging-a-pull-request
"""

from __future__ import annotations

from contextlib import suppress

from fakegithub.errors import ApiError, Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import AutoMerge, PullRequest
from fakegithub.operations.auto_merge_state import MERGES_BY_ITSELF, stop_auto_merge
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.merges import METHOD_REFUSALS, merge
from fakegithub.operations.operation import simulated
from fakegithub.operations.pull_state import READY, refresh_mergeable_state
from fakegithub.operations.pushes import PUSH_EVENTS
from fakegithub.world import World


@simulated("pull_request.enable_auto_merge", emits=("pull_request.auto_merge_enabled",))
def enable_auto_merge(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    merge_method: str = "merge",
    commit_title: str | None = None,
    commit_message: str | None = None,
) -> PullRequest:
    """What GraphQL's enablePullRequestAutoMerge does; REST has no way.

    Emits pull_request.auto_merge_enabled. Raises Forbidden (403) without push access,
    ValidationFailed (422) when the repository does not allow auto-merge or the method, for a draft, and
    for a pull request that can be merged right now.
    """
    repository = world.repository(owner, repo, actor, "push")
    pull = pull_of(world, repository, pull_number)
    refresh_mergeable_state(world, pull)
    _require_waiting(pull, merge_method)
    world.update(pull, auto_merge=AutoMerge(actor.user, merge_method, commit_title, commit_message))
    world.touch(pull.issue)
    emit_pull(world, actor, pull, "auto_merge_enabled")
    return pull


@simulated("pull_request.disable_auto_merge", emits=("pull_request.auto_merge_disabled",))
def disable_auto_merge(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, reason: str | None = None
) -> PullRequest:
    """What GraphQL's disablePullRequestAutoMerge does. `reason` is what the payload says of it; no text
    of GitHub's for this case is published, so the default is ours.

    Emits pull_request.auto_merge_disabled. Raises Forbidden (403) for somebody who neither can push nor
    opened it, ValidationFailed (422) when it is not enabled.
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    if actor.user is not pull.issue.user and not world.can(actor, pull.repository, "push"):
        raise Forbidden("Must have push access to repository")
    if pull.auto_merge is None:
        raise ValidationFailed("Can't disable auto-merge for this pull request.")
    stop_auto_merge(world, actor, pull, reason or f"Auto-merge was disabled by {actor.user.login}")
    return pull


@simulated(MERGES_BY_ITSELF, emits=(*PUSH_EVENTS, "pull_request.closed"))
def auto_merge(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> PullRequest:
    """What GitHub does in the background when the last requirement is met.

    Emits what merging does. Emits and changes nothing when the pull request cannot be merged after all.
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    wanted = pull.auto_merge
    if wanted is None or pull.merged or pull.mergeable_state not in READY:
        return pull
    # It may be that its requirements are met no longer: then it goes on waiting.
    with suppress(ApiError):
        merge(
            world,
            Actor(wanted.enabled_by),
            owner=owner,
            repo=repo,
            pull_number=pull_number,
            merge_method=wanted.merge_method,
            commit_title=wanted.commit_title,
            commit_message=wanted.commit_message,
        )
    return pull


def _require_waiting(pull: PullRequest, merge_method: str) -> None:
    repository = pull.repository
    allowed, refusal = METHOD_REFUSALS[merge_method]
    reason: str | None = None
    if not repository.allow_auto_merge:
        reason = "Auto merge is not allowed for this repository"
    elif not getattr(repository, allowed):
        reason = refusal
    elif pull.issue.state == "closed":
        reason = "Pull request is closed"
    elif pull.mergeable_state in READY:
        reason = f"Pull request is in {pull.mergeable_state} status"
    if reason is not None:
        raise ValidationFailed(f"Can't enable auto-merge for this pull request. {reason}")
