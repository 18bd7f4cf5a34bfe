"""Discussions: begun, edited, closed, answered, moved and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.discussions import Discussion, DiscussionComment
from fakegithub.model.entity import UNSET, Facet, given
from fakegithub.model.issues import Label
from fakegithub.model.repositories import Repository
from fakegithub.operations.discussion_access import (
    category_of,
    comment_of,
    discussion_of,
    discussion_to_edit,
    discussion_to_triage,
    emit,
    repository_with_discussions,
    require_triage,
)
from fakegithub.operations.issue_access import require_short
from fakegithub.operations.operation import simulated
from fakegithub.world import World

_CLOSE_REASONS = ("resolved", "outdated", "duplicate")


@simulated("discussion.create", emits=("discussion.created",))
def create(
    world: World, actor: Actor, *, owner: str, repo: str, title: str, body: str, category: str = "general"
) -> Discussion:
    """What GraphQL's createDiscussion does; `category` is a slug or a name.

    Emits discussion.created. Raises NotFound (404), Gone (410) when discussions are disabled,
    ValidationFailed (422) for an unknown category, a blank title, a body that is too long.
    https://docs.github.com/graphql/reference/mutations#creatediscussion
    """
    repository = repository_with_discussions(world, actor, owner, repo)
    _require_text(title, body)
    found = category_of(world, repository, category)
    number, now = repository.last_number + 1, world.now()
    world.update(repository, last_number=number)
    discussion = world.add(
        Discussion(world.new_id(Discussion), repository, number, found, title, actor.user, body, now, now)
    )
    emit(world, actor, discussion, "created")
    return discussion


@simulated("discussion.edit", emits=("discussion.edited", "discussion.category_changed"))
def edit(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    discussion_number: int,
    title: Any = UNSET,
    body: Any = UNSET,
    category: Any = UNSET,
) -> Discussion:
    """What GraphQL's updateDiscussion does.

    Emits discussion.edited with what changed of title and body, discussion.category_changed. Raises as
    `create`, and Forbidden (403) for somebody else's without triage access.
    https://docs.github.com/graphql/reference/mutations#updatediscussion
    """
    discussion = discussion_to_edit(world, actor, owner, repo, discussion_number)
    wanted = given(title=title, body=body)
    before = {
        key: getattr(discussion, key) for key, value in wanted.items() if getattr(discussion, key) != value
    }
    if before:
        _require_text(wanted.get("title", discussion.title), wanted.get("body", discussion.body))
        world.touch(discussion, **wanted)
        changes = {key: {"from": value} for key, value in before.items()}
        emit(world, actor, discussion, "edited", changes=changes)
    if category is not UNSET:
        former, new = discussion.category, category_of(world, discussion.repository, category)
        if new is not former:
            world.touch(discussion, category=new)
            emit(world, actor, discussion, "category_changed", changes={"category": {"from": former}})
    return discussion


@simulated("discussion.close", emits=("discussion.closed",))
def close(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    discussion_number: int,
    reason: str = "resolved",
) -> Discussion:
    """What GraphQL's closeDiscussion does; `reason` is resolved, outdated or duplicate.

    Emits discussion.closed. Raises as `edit`; ValidationFailed (422) for another reason.
    https://docs.github.com/graphql/reference/mutations#closediscussion
    """
    discussion = discussion_to_edit(world, actor, owner, repo, discussion_number)
    if reason not in _CLOSE_REASONS:
        raise ValidationFailed.of("Discussion", "reason", "invalid", f"must be {', '.join(_CLOSE_REASONS)}")
    if discussion.closed_at is None:
        world.touch(discussion, closed_at=world.now(), state_reason=reason)
        emit(world, actor, discussion, "closed")
    return discussion


@simulated("discussion.reopen", emits=("discussion.reopened",))
def reopen(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> Discussion:
    """What GraphQL's reopenDiscussion does. Emits discussion.reopened. Raises as `edit`.

    https://docs.github.com/graphql/reference/mutations#reopendiscussion
    """
    discussion = discussion_to_edit(world, actor, owner, repo, discussion_number)
    if discussion.closed_at is not None:
        world.touch(discussion, closed_at=None, state_reason="reopened")
        emit(world, actor, discussion, "reopened")
    return discussion


@simulated("discussion.delete", emits=("discussion.deleted",))
def delete(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> None:
    """What GraphQL's deleteDiscussion does. Emits discussion.deleted.

    Raises as `create`, and Forbidden (403) without triage access.
    https://docs.github.com/graphql/reference/mutations#deletediscussion
    """
    discussion = discussion_to_triage(world, actor, owner, repo, discussion_number)
    for comment in world.all(DiscussionComment, discussion=discussion):
        world.remove(comment)
    world.remove(discussion)
    emit(world, actor, discussion, "deleted")


@simulated("discussion.transfer", emits=("discussion.transferred", "discussion.created"))
def transfer(
    world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int, new_repository: str
) -> Discussion:
    """Move a discussion to another repository of the same owner, which GitHub has only on its pages.

    It gets a new number and a new id there; its comments go with it. Emits discussion.transferred in the
    old repository, discussion.created in the new one. Raises as `create`, and Forbidden (403) without
    push access to both, ValidationFailed (422) out of a private repository into a public one.
    https://docs.github.com/discussions/managing-discussions-for-your-community/managing-discussions#transferring-a-discussion
    """
    discussion = discussion_of(world, actor, owner, repo, discussion_number)
    source = world.repository(owner, repo, actor, "push")
    world.repository(owner, new_repository, actor, "push")
    target = repository_with_discussions(world, actor, owner, new_repository)
    if target is source or (source.private and not target.private):
        raise ValidationFailed(f"Discussions cannot be transferred to {target.full_name}")
    moved = _copy(world, discussion, target)
    comments = world.all(DiscussionComment, discussion=discussion)
    for comment in comments:
        world.update(comment, discussion=moved)
    world.remove(discussion)
    # The answer has moved on; the old discussion is shown as it was without one.
    old = Facet(discussion, answer_html_url=None, answer_chosen_at=None, answer_chosen_by=None)
    world.emit(
        "discussion.transferred",
        changes={"new_discussion": moved, "new_repository": target},
        discussion=old,
        repository=source,
        sender=actor.user,
    )
    emit(world, actor, moved, "created")
    return moved


@simulated("discussion.mark_answer", emits=("discussion.answered", "discussion.unanswered"))
def mark_answer(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> Discussion:
    """What GraphQL's markDiscussionCommentAsAnswer does.

    Emits discussion.answered, after discussion.unanswered when another comment was the answer. Raises
    NotFound (404), Forbidden (403) for somebody who did not begin it and has no triage access,
    ValidationFailed (422) for a reply, and in a category without answers.
    https://docs.github.com/graphql/reference/mutations#markdiscussioncommentasanswer
    """
    comment = comment_of(world, actor, owner, repo, comment_id)
    discussion = comment.discussion
    _require_judge(world, actor, discussion)
    if not discussion.category.is_answerable or comment.parent is not None:
        raise ValidationFailed("This comment cannot be marked as the answer")
    if discussion.answer is not comment:
        _unmark(world, actor, discussion)
        world.touch(discussion, answer=comment, answer_chosen_at=world.now(), answer_chosen_by=actor.user)
        emit(world, actor, discussion, "answered", answer=comment)
    return discussion


@simulated("discussion.unmark_answer", emits=("discussion.unanswered",))
def unmark_answer(world: World, actor: Actor, *, owner: str, repo: str, discussion_number: int) -> Discussion:
    """What GraphQL's unmarkDiscussionCommentAsAnswer does. Emits discussion.unanswered.

    Raises as `mark_answer`.
    https://docs.github.com/graphql/reference/mutations#unmarkdiscussioncommentasanswer
    """
    discussion = discussion_of(world, actor, owner, repo, discussion_number)
    _require_judge(world, actor, discussion)
    _unmark(world, actor, discussion)
    return discussion


def _unmark(world: World, actor: Actor, discussion: Discussion) -> None:
    old = discussion.answer
    if old is not None:
        world.touch(discussion, answer=None, answer_chosen_at=None, answer_chosen_by=None)
        emit(world, actor, discussion, "unanswered", old_answer=old)


def _require_judge(world: World, actor: Actor, discussion: Discussion) -> None:
    if actor.user is not discussion.user:
        require_triage(world, actor, discussion.repository)


def _require_text(title: str, body: str) -> None:
    if not title.strip():
        raise ValidationFailed.of("Discussion", "title", "missing_field")
    require_short("Discussion", body)


def _copy(world: World, discussion: Discussion, target: Repository) -> Discussion:
    number = target.last_number + 1
    world.update(target, last_number=number)
    labels = [world.find(Label, repository=target, name_key=label.name_key) for label in discussion.labels]
    return world.add(
        replace(
            discussion,
            id=world.new_id(Discussion),
            repository=target,
            number=number,
            category=category_of(world, target, discussion.category.slug),
            labels=tuple(label for label in labels if label is not None),
            pinned=False,
            updated_at=world.now(),
        )
    )
