"""Comments on discussions, and replies to them."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.discussions import DiscussionComment
from fakegithub.operations.discussion_access import comment_of, discussion_of, require_triage
from fakegithub.operations.issue_access import require_short
from fakegithub.operations.operation import simulated
from fakegithub.world import World


@simulated("discussion_comment.create", emits=("discussion_comment.created",))
def create(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    discussion_number: int,
    body: str,
    reply_to_id: int | None = None,
) -> DiscussionComment:
    """What GraphQL's addDiscussionComment does; with `reply_to_id` it answers another comment.

    Emits discussion_comment.created. Raises NotFound (404), Gone (410) when discussions are disabled,
    Forbidden (403) when it is locked and the actor cannot push, ValidationFailed (422) for a blank or
    too long body, and for a reply to a reply.
    https://docs.github.com/graphql/reference/mutations#adddiscussioncomment
    """
    discussion = discussion_of(world, actor, owner, repo, discussion_number)
    if discussion.locked and not world.can(actor, discussion.repository, "push"):
        raise Forbidden("Unable to create comment because discussion is locked.")
    _require_body(body)
    parent = comment_of(world, actor, owner, repo, reply_to_id) if reply_to_id is not None else None
    if parent is not None and (parent.discussion is not discussion or parent.parent is not None):
        raise ValidationFailed.of("DiscussionComment", "reply_to_id", "invalid")
    now = world.now()
    comment = world.add(
        DiscussionComment(
            world.new_id(DiscussionComment), discussion, actor.user, body, now, now, parent=parent
        )
    )
    if parent is not None:
        world.update(parent, child_comment_count=parent.child_comment_count + 1)
    world.touch(discussion, comments=discussion.comments + 1)
    _emit(world, actor, comment, "created")
    return comment


@simulated("discussion_comment.edit", emits=("discussion_comment.edited",))
def edit(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, body: str
) -> DiscussionComment:
    """What GraphQL's updateDiscussionComment does. Emits discussion_comment.edited.

    Raises as `create`; Forbidden (403) for somebody else's without triage access.
    https://docs.github.com/graphql/reference/mutations#updatediscussioncomment
    """
    comment = _comment_to_change(world, actor, owner, repo, comment_id)
    _require_body(body)
    before = comment.body
    world.touch(comment, body=body)
    _emit(world, actor, comment, "edited", changes={"body": {"from": before}})
    return comment


@simulated("discussion_comment.delete", emits=("discussion_comment.deleted", "discussion.unanswered"))
def delete(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> None:
    """What GraphQL's deleteDiscussionComment does; replies go with it.

    Emits discussion_comment.deleted for it and each reply; discussion.unanswered when it was the answer.
    Raises as `edit`.
    https://docs.github.com/graphql/reference/mutations#deletediscussioncomment
    """
    comment = _comment_to_change(world, actor, owner, repo, comment_id)
    discussion = comment.discussion
    gone = [*world.all(DiscussionComment, parent=comment), comment]
    if discussion.answer is comment:
        world.touch(discussion, answer=None, answer_chosen_at=None, answer_chosen_by=None)
        world.emit(
            "discussion.unanswered",
            discussion=discussion,
            old_answer=comment,
            repository=discussion.repository,
            sender=actor.user,
        )
    if comment.parent is not None:
        world.update(comment.parent, child_comment_count=comment.parent.child_comment_count - 1)
    world.touch(discussion, comments=discussion.comments - len(gone))
    for one in gone:
        world.remove(one)
        _emit(world, actor, one, "deleted")


def _comment_to_change(
    world: World, actor: Actor, owner: str, repo: str, comment_id: int
) -> DiscussionComment:
    comment = comment_of(world, actor, owner, repo, comment_id)
    if comment.user is not actor.user:
        require_triage(world, actor, comment.repository)
    return comment


def _require_body(body: str) -> None:
    if not body.strip():
        raise ValidationFailed.of("DiscussionComment", "body", "custom", "body can't be blank")
    require_short("DiscussionComment", body)


def _emit(world: World, actor: Actor, comment: DiscussionComment, action: str, **changes: Any) -> None:
    world.emit(
        f"discussion_comment.{action}",
        **changes,
        comment=comment,
        discussion=comment.discussion,
        repository=comment.repository,
        sender=actor.user,
    )
