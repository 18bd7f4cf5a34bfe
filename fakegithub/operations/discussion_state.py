"""What maintainers put on a discussion: labels, a lock, a pin."""

from __future__ import annotations

from collections.abc import Iterable

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.discussions import Discussion
from fakegithub.model.issues import Label
from fakegithub.operations.discussion_access import discussion_to_triage, emit
from fakegithub.operations.operation import simulated
from fakegithub.world import World

# https://docs.github.com/discussions/managing-discussions-for-your-community/managing-discussions#pinning-a-discussion
_PIN_LIMIT = 4


@simulated("discussion.label", emits=("discussion.labeled",))
def label(
    world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int, labels: Iterable[str]
) -> Discussion:
    """What GraphQL's addLabelsToLabelable does; the repository must have the labels.

    Emits discussion.labeled for each added one. Raises NotFound (404), Forbidden (403) without triage
    access, ValidationFailed (422) for a label that is not there.
    https://docs.github.com/graphql/reference/mutations#addlabelstolabelable
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    for found in _labels(world, discussion, labels):
        if found not in discussion.labels:
            world.touch(discussion, labels=(*discussion.labels, found))
            emit(world, actor, discussion, "labeled", label=found)
    return discussion


@simulated("discussion.unlabel", emits=("discussion.unlabeled",))
def unlabel(
    world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int, labels: Iterable[str]
) -> Discussion:
    """What GraphQL's removeLabelsFromLabelable does. Emits discussion.unlabeled. Raises as `label`.

    https://docs.github.com/graphql/reference/mutations#removelabelsfromlabelable
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    for found in _labels(world, discussion, labels):
        if found in discussion.labels:
            world.touch(discussion, labels=tuple(one for one in discussion.labels if one is not found))
            emit(world, actor, discussion, "unlabeled", label=found)
    return discussion


@simulated("discussion.lock", emits=("discussion.locked",))
def lock(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    discussion_number: int,
    lock_reason: str | None = None,
) -> Discussion:
    """What GraphQL's lockLockable does. Emits discussion.locked. Raises as `label`.

    https://docs.github.com/graphql/reference/mutations#locklockable
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    if not discussion.locked:
        world.touch(discussion, locked=True, active_lock_reason=lock_reason)
        emit(world, actor, discussion, "locked")
    return discussion


@simulated("discussion.unlock", emits=("discussion.unlocked",))
def unlock(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> Discussion:
    """What GraphQL's unlockLockable does. Emits discussion.unlocked. Raises as `label`.

    https://docs.github.com/graphql/reference/mutations#unlocklockable
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    if discussion.locked:
        world.touch(discussion, locked=False, active_lock_reason=None)
        emit(world, actor, discussion, "unlocked")
    return discussion


@simulated("discussion.pin", emits=("discussion.pinned",))
def pin(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> Discussion:
    """Pin a discussion to the top of the list, which GitHub has only on its pages.

    Emits discussion.pinned. Raises as `label`; ValidationFailed (422) for a fifth one.
    https://docs.github.com/discussions/managing-discussions-for-your-community/managing-discussions#pinning-a-discussion
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    if not discussion.pinned:
        others = world.all(Discussion, repository=discussion.repository)
        if sum(other.pinned for other in others) >= _PIN_LIMIT:
            raise ValidationFailed("Maximum 4 pinned discussions per repository")
        world.update(discussion, pinned=True)
        emit(world, actor, discussion, "pinned")
    return discussion


@simulated("discussion.unpin", emits=("discussion.unpinned",))
def unpin(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> Discussion:
    """Emits discussion.unpinned. Raises as `label`.

    https://docs.github.com/discussions/managing-discussions-for-your-community/managing-discussions
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    if discussion.pinned:
        world.update(discussion, pinned=False)
        emit(world, actor, discussion, "unpinned")
    return discussion


def _labels(world: World, discussion: Discussion, names: Iterable[str]) -> list[Label]:
    found = []
    for name in names:
        label = world.find(Label, repository=discussion.repository, name_key=name.casefold())
        if label is None:
            raise ValidationFailed.of("Label", "name", "invalid", f"There is no label {name}")
        found.append(label)
    return found
