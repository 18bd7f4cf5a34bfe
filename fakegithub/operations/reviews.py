"""Reviews of pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.operations.comment_lines import add_comment
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import operation
from fakegithub.operations.pull_state import refresh_mergeable_state
from fakegithub.operations.review_state import (
    SUBMITTED,
    begin,
    comments_of,
    emit_review,
    is_visible,
    remove_comment,
    submit,
    unprocessable,
)
from fakegithub.world import World

_READ = ("pull_requests=read",)
_WRITE = ("pull_requests=write",)


@operation("pulls/list-reviews", permissions=_READ, credentials="any")
def list_reviews(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> list[Review]:
    """In the order in which they were made.

    https://docs.github.com/rest/pulls/reviews#list-reviews-for-a-pull-request
    """
    pull = _pull(world, actor, owner, repo, pull_number)
    return [review for review in world.all(Review, pull_request=pull) if is_visible(review, actor)]


@operation("pulls/create-review", emits=SUBMITTED, permissions=_WRITE)
def create_review(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    commit_id: str | None = None,
    body: str | None = None,
    event: str | None = None,
    comments: Iterable[Mapping[str, Any]] = (),
) -> Review:
    """Review a pull request, with `comments` on lines of its diff. Without an `event` it stays pending.

    Emits pull_request_review.submitted and pull_request_review_comment.created for each comment,
    unless it stays pending. Raises ValidationFailed (422) for a comment on a line that is not in the
    diff, for a second pending review, an author who judges the own work, and for saying nothing.
    https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
    """
    pull = _pull(world, actor, owner, repo, pull_number)
    review = begin(world, actor, pull, body, commit_id)
    for comment in comments:
        add_comment(world, actor, review, _unresolved, **comment)
    if event:
        submit(world, actor, review, event)
    return review


@operation("pulls/get-review", permissions=_READ, credentials="any")
def get_review(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, review_id: int
) -> Review:
    """https://docs.github.com/rest/pulls/reviews#get-a-review-for-a-pull-request"""
    return _review(world, actor, owner, repo, pull_number, review_id)


@operation("pulls/update-review", emits=("pull_request_review.edited",), permissions=_WRITE)
def update_review(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, review_id: int, body: str
) -> Review:
    """Change the text of an own review.

    Emits pull_request_review.edited, unless it is pending. Raises Forbidden (403) for another's.
    https://docs.github.com/rest/pulls/reviews#update-a-review-for-a-pull-request
    """
    review = _own_review(world, actor, owner, repo, pull_number, review_id)
    before = review.body
    world.update(review, body=body)
    if review.state != "PENDING" and body != before:
        emit_review(world, actor, review, "edited", changes={"body": {"from": before or ""}})
    return review


@operation("pulls/submit-review", emits=SUBMITTED, permissions=_WRITE)
def submit_review(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    review_id: int,
    event: str,
    body: str | None = None,
) -> Review:
    """Submit a pending review. Emits and raises as `create_review`; 422 for one that is not pending.

    https://docs.github.com/rest/pulls/reviews#submit-a-review-for-a-pull-request
    """
    review = _own_review(world, actor, owner, repo, pull_number, review_id)
    if review.state != "PENDING":
        raise unprocessable("Can not submit a non-pending pull request review")
    if body is not None:
        world.update(review, body=body)
    submit(world, actor, review, event)
    return review


@operation("pulls/delete-pending-review", permissions=_WRITE)
def delete_pending_review(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, review_id: int
) -> Review:
    """Delete an own review that is not submitted yet, with its comments.

    Raises Forbidden (403) for another's, ValidationFailed (422) for a submitted one.
    https://docs.github.com/rest/pulls/reviews#delete-a-pending-review-for-a-pull-request
    """
    review = _own_review(world, actor, owner, repo, pull_number, review_id)
    if review.state != "PENDING":
        raise unprocessable("Can not delete a non-pending pull request review")
    for comment in comments_of(world, review):
        remove_comment(world, comment)
    world.remove(review)
    return review


@operation("pulls/dismiss-review", emits=("pull_request_review.dismissed",), permissions=_WRITE)
def dismiss_review(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    review_id: int,
    message: str,
    event: str = "DISMISS",
) -> Review:
    """Take the force out of an approval or of a request for changes.

    Emits pull_request_review.dismissed. Raises Forbidden (403) without push access,
    ValidationFailed (422) without a message, and for a review that only commented, is pending or
    dismissed.
    https://docs.github.com/rest/pulls/reviews#dismiss-a-review-for-a-pull-request
    """
    world.repository(owner, repo, actor, "push")
    review = _review(world, actor, owner, repo, pull_number, review_id)
    if review.state not in ("APPROVED", "CHANGES_REQUESTED"):
        raise unprocessable(f"Can not dismiss a {review.state.lower()} pull request review")
    if event != "DISMISS" or not message.strip():
        raise unprocessable("Message can't be blank" if event == "DISMISS" else "Event is invalid")
    world.update(review, state="DISMISSED")
    world.touch(review.pull_request.issue)
    refresh_mergeable_state(world, review.pull_request)
    emit_review(world, actor, review, "dismissed")
    return review


@operation("pulls/list-comments-for-review", permissions=_READ, credentials="any")
def list_comments_for_review(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, review_id: int
) -> list[ReviewComment]:
    """https://docs.github.com/rest/pulls/reviews#list-comments-for-a-pull-request-review"""
    return comments_of(world, _review(world, actor, owner, repo, pull_number, review_id))


def _pull(world: World, actor: Actor, owner: str, repo: str, number: int) -> PullRequest:
    return pull_of(world, world.repository(owner, repo, actor), number)


def _review(world: World, actor: Actor, owner: str, repo: str, number: int, review_id: int) -> Review:
    pull = _pull(world, actor, owner, repo, number)
    review = world.get(Review, review_id)
    if review is None or review.pull_request is not pull or not is_visible(review, actor):
        raise NotFound()
    return review


def _own_review(world: World, actor: Actor, owner: str, repo: str, number: int, review_id: int) -> Review:
    review = _review(world, actor, owner, repo, number, review_id)
    if review.user is not actor.user:
        raise Forbidden("Must have admin rights to Repository.")
    return review


def _unresolved(part: str) -> ValidationFailed:
    return unprocessable(f"{part.capitalize().replace('_', ' ')} could not be resolved")
