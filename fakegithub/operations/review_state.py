"""A review from its first draft to its dismissal, and the comments that belong to it.

A pending review and its comments are their author's alone. Submitting it makes all of them known;
from then on it can be dismissed, when it approved or asked for changes.
"""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.operations.pull_state import refresh_mergeable_state
from fakegithub.operations.reviewers import withdraw
from fakegithub.world import World

# What `submit` emits.
SUBMITTED = ("pull_request_review.submitted", "pull_request_review_comment.created")
STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
_NOT_YOURS = {
    "APPROVE": "Can not approve your own pull request",
    "REQUEST_CHANGES": "Can not request changes on your own pull request",
}


def unprocessable(*reasons: str) -> ValidationFailed:
    """422 in the form that reviews have: the reasons are plain strings."""
    return ValidationFailed("Unprocessable Entity", errors=list(reasons))


def begin(world: World, actor: Actor, pull: PullRequest, body: str | None, commit_id: str | None) -> Review:
    """A pending review. Raises ValidationFailed (422) when there is one already, Forbidden (403) when
    the conversation is locked."""
    if pull.issue.locked and not world.can(actor, pull.repository, "push"):
        raise Forbidden("Unable to create comment because issue is locked.")
    if pending_review(world, pull, actor.account) is not None:
        raise unprocessable("User can only have one pending review per pull request")
    commit = commit_id if commit_id is not None else pull.head.sha
    return world.add(
        Review(world.new_id(Review), pull, actor.user, body or "", "PENDING", commit, submitted_at=None)
    )


def submit(world: World, actor: Actor, review: Review, event: str) -> None:
    """Emits pull_request_review.submitted, and pull_request_review_comment.created for each comment.

    Raises ValidationFailed (422) for an author who judges the own work, and for saying nothing.
    """
    pull = review.pull_request
    comments = comments_of(world, review)
    if event in _NOT_YOURS and actor.user is pull.issue.user:
        raise unprocessable(_NOT_YOURS[event])
    if event != "APPROVE" and not (review.body or "").strip() and not comments:
        raise unprocessable("Body can't be blank")
    world.update(review, state=STATES[event], submitted_at=world.now())
    world.update(pull, review_comments=pull.review_comments + len(comments))
    world.touch(pull.issue)
    teams = [team for team in pull.requested_teams if actor.user.id in team.members]
    withdraw(world, pull, [actor.user], teams)
    refresh_mergeable_state(world, pull)
    emit_review(world, actor, review, "submitted")
    for comment in comments:
        emit_comment(world, actor, comment, "created")


def pending_review(world: World, pull: PullRequest, account: Account | None) -> Review | None:
    return next(
        (r for r in world.all(Review, pull_request=pull) if r.state == "PENDING" and r.user is account), None
    )


def comments_of(world: World, review: Review) -> list[ReviewComment]:
    return world.all(ReviewComment, review=review)


def remove_comment(world: World, comment: ReviewComment) -> None:
    """Take a comment away, and its thread with the last of them. Emits nothing."""
    world.remove(comment)
    if not world.all(ReviewComment, thread=comment.thread):
        world.remove(comment.thread)


def is_visible(review: Review, actor: Actor) -> bool:
    """Nobody but its author sees a pending review."""
    return review.state != "PENDING" or review.user is actor.account


def emit_review(world: World, actor: Actor, review: Review, action: str, **subjects: Any) -> None:
    """Emits pull_request_review.ACTION, where states and empty bodies look otherwise than in REST."""
    world.emit(
        f"pull_request_review.{action}",
        review=Facet(review, state=review.state.lower(), body=review.body or None),
        **subjects,
        pull_request=review.pull_request,
        repository=review.repository,
        sender=actor.user,
    )


def emit_comment(world: World, actor: Actor, comment: ReviewComment, action: str, **subjects: Any) -> None:
    """Emits pull_request_review_comment.ACTION."""
    world.emit(
        f"pull_request_review_comment.{action}",
        **subjects,
        comment=comment,
        pull_request=comment.pull_request,
        repository=comment.repository,
        sender=actor.user,
    )
