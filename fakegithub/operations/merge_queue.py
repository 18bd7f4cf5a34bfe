"""The merge queue: pull requests that are to be merged one after the other, each tested upon the others.

Every queued pull request has a merge group: a branch with it merged upon the group before it. When a
group leaves the queue unmerged, those behind it are made anew.
https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
"""

from __future__ import annotations

from fakegithub.errors import MethodNotAllowed, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import HeadCommit
from fakegithub.model.entity import Facet
from fakegithub.model.merge_queue import MergeGroup
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS, commit_value
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.issue_state import close_mentioned
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.merges import merge_text
from fakegithub.operations.operation import simulated
from fakegithub.operations.pull_state import mark_merged
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.operations.signatures import signature_of, web_flow
from fakegithub.world import World

_BRANCHES = f"{HEADS}gh-readonly-queue"
# Why a pull request leaves the queue, and what its group then was destroyed for.
_REASONS = {
    "UNKNOWN_REMOVAL_REASON": "dequeued",
    "MANUAL": "dequeued",
    "MERGE": "merged",
    "MERGE_CONFLICT": "invalidated",
    "CI_FAILURE": "invalidated",
    "CI_TIMEOUT": "invalidated",
    "ALREADY_MERGED": "invalidated",
    "QUEUE_CLEARED": "dequeued",
    "ROLL_BACK": "invalidated",
    "BRANCH_PROTECTIONS": "invalidated",
    "GIT_TREE_INVALID": "invalidated",
    "INVALID_MERGE_COMMIT": "invalidated",
}
_GROUP_EVENTS = ("merge_group.checks_requested", "merge_group.destroyed", "pull_request.dequeued")


@simulated("pull_request.enqueue", emits=("pull_request.enqueued", *_GROUP_EVENTS, *PUSH_EVENTS))
def enqueue(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> MergeGroup:
    """Put a pull request at the end of the queue of its base.

    Emits pull_request.enqueued, what pushing the group's branch does, and merge_group.checks_requested.
    Raises Forbidden (403) without push access, MethodNotAllowed (405) for a draft and for what is
    closed or conflicts, ValidationFailed (422) for what is in the queue.
    https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
    """
    pull = pull_of(world, world.repository(owner, repo, actor, "push"), pull_number)
    if pull.issue.state == "closed" or pull.draft or not pull.mergeable:
        raise MethodNotAllowed("Pull Request is not mergeable")
    if world.find(MergeGroup, pull_request=pull) is not None:
        raise ValidationFailed.of("PullRequest", None, "custom", "Pull request is already in the queue")
    group = _add_group(world, actor, pull)
    if group is None:
        raise MethodNotAllowed("Pull Request is not mergeable")
    emit_pull(world, actor, pull, "enqueued")
    _request_checks(world, actor, group)
    return group


@simulated("pull_request.dequeue", emits=(*_GROUP_EVENTS, *PUSH_EVENTS))
def dequeue(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, reason: str = "MANUAL"
) -> PullRequest:
    """Take a pull request out of the queue: by hand, or (CI_FAILURE …) as the queue itself does.

    Emits pull_request.dequeued and merge_group.destroyed; those behind it get new groups, which emits
    the same for the old ones, and merge_group.checks_requested. Raises NotFound (404) for what is not
    in the queue, ValidationFailed (422) for an unknown reason.
    """
    pull = pull_of(world, world.repository(owner, repo, actor, "push"), pull_number)
    group = _group_of(world, pull)
    if reason not in _REASONS or reason == "MERGE":
        known = ", ".join(name for name in _REASONS if name != "MERGE")
        raise ValidationFailed.of("PullRequest", "reason", "invalid", f"the reason is one of: {known}")
    behind = [other for other in _queue(world, pull.repository, group.base_ref) if other.id > group.id]
    emit_pull(world, actor, pull, "dequeued", reason=reason)
    _destroy(world, actor, group, _REASONS[reason])
    for other in behind:
        _destroy(world, actor, other, "invalidated")
    for other in behind:
        _requeue(world, actor, other.pull_request)
    return pull


@simulated(
    "merge_group.merge",
    emits=("merge_group.destroyed", "pull_request.dequeued", "pull_request.closed", *PUSH_EVENTS),
)
def merge_group(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> PullRequest:
    """The checks of the queue's first group have passed: its base moves to it.

    Emits push on the base, pull_request.dequeued and .closed, issues.closed for those that it closes
    on the default branch, and merge_group.destroyed. Raises NotFound (404) for what is not in the
    queue, ValidationFailed (422) for what is not first there.
    """
    repository = world.repository(owner, repo, actor, "push")
    pull = pull_of(world, repository, pull_number)
    group = _group_of(world, pull)
    if _queue(world, repository, group.base_ref)[0] is not group:
        raise ValidationFailed.of("MergeGroup", None, "custom", "it is not the first of the queue")
    emit_pull(world, actor, pull, "dequeued", reason="MERGE")
    # Merged first, so that moving the base finds it so.
    mark_merged(world, actor, pull, group.head_sha)
    # What the queue has checked is not refused; and its own branches are GitHub's.
    move_ref(world, actor, repository, group.base_ref, group.head_sha, refusal=None)
    emit_pull(world, actor, pull, "closed")
    if pull.base.ref == repository.default_branch:
        close_mentioned(world, actor, repository, [pull.issue.body])
    _destroy(world, actor, group, _REASONS["MERGE"])
    return pull


def _queue(world: World, repository: Repository, base_ref: str) -> list[MergeGroup]:
    return world.all(MergeGroup, repository=repository, base_ref=base_ref)


def _group_of(world: World, pull: PullRequest) -> MergeGroup:
    group = world.find(MergeGroup, pull_request=pull)
    if group is None:
        raise NotFound()
    return group


def _add_group(world: World, actor: Actor, pull: PullRequest) -> MergeGroup | None:
    """The pull request merged upon the last group, or the base; None when it conflicts. Pushes the branch."""
    repository, git = pull.repository, world.git(pull.repository)
    base_ref = HEADS + pull.base.ref
    queue = _queue(world, repository, base_ref)
    base_sha = queue[-1].head_sha if queue else pull.base.sha
    merged = git.merge(
        base_sha,
        pull.head.sha,
        message=merge_text(pull),
        author=signature_of(world, actor.user),
        committer=web_flow(world),
    )
    if merged.sha is None:
        return None
    head_ref = f"{_BRANCHES}/{pull.base.ref}/pr-{pull.number}-{base_sha}"
    group = world.add(
        MergeGroup(world.new_id(MergeGroup), repository, pull, base_ref, base_sha, head_ref, merged.sha)
    )
    move_ref(world, actor, repository, head_ref, merged.sha, refusal=None)
    return group


def _requeue(world: World, actor: Actor, pull: PullRequest) -> None:
    group = _add_group(world, actor, pull)
    if group is None:
        emit_pull(world, actor, pull, "dequeued", reason="MERGE_CONFLICT")
    else:
        _request_checks(world, actor, group)


def _request_checks(world: World, actor: Actor, group: MergeGroup) -> None:
    world.emit(
        "merge_group.checks_requested",
        merge_group=_shown(world, group),
        repository=group.repository,
        sender=actor.user,
    )


def _destroy(world: World, actor: Actor, group: MergeGroup, reason: str) -> None:
    world.emit(
        "merge_group.destroyed",
        reason=reason,
        merge_group=_shown(world, group),
        repository=group.repository,
        sender=actor.user,
    )
    world.remove(group)
    move_ref(world, actor, group.repository, group.head_ref, None, refusal=None)


def _shown(world: World, group: MergeGroup) -> Facet:
    return Facet(group, head_commit=HeadCommit(commit_value(world, group.repository, group.head_sha)))
