"""Comments on the diff of a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest, ReviewComment
from fakegithub.model.repositories import Repository
from fakegithub.operations.comment_lines import add_comment
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.review_state import (
    SUBMITTED,
    begin,
    emit_comment,
    is_visible,
    remove_comment,
    submit,
)
from fakegithub.world import World

_READ = ("pull_requests=read",)
_WRITE = ("pull_requests=write",)
_RESOURCE = "PullRequestReviewComment"


@operation("pulls/list-review-comments", permissions=_READ, credentials="any")
def list_review_comments(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    sort: str = "created",
    direction: str | None = None,
    since: datetime | None = None,
) -> list[ReviewComment]:
    """The comments of one pull request, oldest first.

    https://docs.github.com/rest/pulls/comments#list-review-comments-on-a-pull-request
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    return _sorted(world.all(ReviewComment, pull_request=pull), sort, direction, since)


@operation("pulls/list-review-comments-for-repo", permissions=_READ, credentials="any")
def list_review_comments_for_repo(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    sort: str = "created",
    direction: str | None = None,
    since: datetime | None = None,
) -> list[ReviewComment]:
    """All review comments of a repository.

    https://docs.github.com/rest/pulls/comments#list-review-comments-in-a-repository
    """
    repository = world.repository(owner, repo, actor)
    return _sorted(world.all(ReviewComment, repository=repository), sort, direction, since)


@operation("pulls/get-review-comment", permissions=_READ, credentials="any")
def get_review_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int
) -> ReviewComment:
    """https://docs.github.com/rest/pulls/comments#get-a-review-comment-for-a-pull-request"""
    return _comment(world, actor, world.repository(owner, repo, actor), comment_id)


@operation("pulls/create-review-comment", emits=SUBMITTED, permissions=_WRITE)
def create_review_comment(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    body: str,
    commit_id: str | None = None,
    path: str | None = None,
    position: int | None = None,
    side: str | None = None,
    line: int | None = None,
    start_line: int | None = None,
    start_side: str | None = None,
    in_reply_to: int | None = None,
    subject_type: str = "line",
) -> Result:
    """Comment on a line of the diff; GitHub makes a review of its own for it, which only comments.

    Emits pull_request_review.submitted and pull_request_review_comment.created. Raises
    ValidationFailed (422) for a commit, path or line that is not part of the diff, for a blank
    body, and while the actor has a pending review.
    https://docs.github.com/rest/pulls/comments#create-a-review-comment-for-a-pull-request
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    if in_reply_to is not None:
        return _reply(world, actor, pull, in_reply_to, body)
    _require_body(body)
    review = begin(world, actor, pull, None, commit_id)
    comment = add_comment(
        world,
        actor,
        review,
        _unresolved,
        path=path or "",
        body=body,
        position=position,
        line=line,
        side=side,
        start_line=start_line,
        start_side=start_side,
        subject_type=subject_type,
    )
    submit(world, actor, review, "COMMENT")
    return Result(comment, location=world.urls.api(comment))


@operation("pulls/create-reply-for-review-comment", emits=SUBMITTED, permissions=_WRITE)
def create_reply_for_review_comment(
    world: World, actor: Actor, *, owner: str, repo: str, pull_number: int, comment_id: int, body: str
) -> Result:
    """Answer a comment, in its thread. Emits and raises as `create_review_comment`; NotFound (404).

    https://docs.github.com/rest/pulls/comments#create-a-reply-for-a-review-comment
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    return _reply(world, actor, pull, comment_id, body)


@operation("pulls/update-review-comment", emits=("pull_request_review_comment.edited",), permissions=_WRITE)
def update_review_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, body: str
) -> ReviewComment:
    """Emits pull_request_review_comment.edited. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/pulls/comments#update-a-review-comment-for-a-pull-request
    """
    comment = _comment_to_change(world, actor, owner, repo, comment_id)
    _require_body(body)
    before = comment.body
    world.touch(comment, body=body)
    if comment.review.state != "PENDING":
        emit_comment(world, actor, comment, "edited", changes={"body": {"from": before}})
    return comment


@operation("pulls/delete-review-comment", emits=("pull_request_review_comment.deleted",), permissions=_WRITE)
def delete_review_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> None:
    """Emits pull_request_review_comment.deleted. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/pulls/comments#delete-a-review-comment-for-a-pull-request
    """
    comment = _comment_to_change(world, actor, owner, repo, comment_id)
    remove_comment(world, comment)
    if comment.review.state != "PENDING":
        pull = comment.pull_request
        world.update(pull, review_comments=pull.review_comments - 1)
        world.touch(pull.issue)
        emit_comment(world, actor, comment, "deleted")


def _reply(world: World, actor: Actor, pull: PullRequest, comment_id: int, body: str) -> Result:
    other = _comment(world, actor, pull.repository, comment_id)
    if other.pull_request is not pull:
        raise NotFound()
    _require_body(body)
    review = begin(world, actor, pull, None, other.commit_id)
    now = world.now()
    comment = world.add(
        replace(
            other,
            id=world.new_id(ReviewComment),
            review=review,
            user=actor.user,
            body=body,
            created_at=now,
            updated_at=now,
            # A thread has no branches: whatever is answered, the first comment is named.
            in_reply_to=other.in_reply_to or other,
            reactions={},
        )
    )
    submit(world, actor, review, "COMMENT")
    return Result(comment, location=world.urls.api(comment))


def _comment(world: World, actor: Actor, repository: Repository, comment_id: int) -> ReviewComment:
    comment = world.get(ReviewComment, comment_id)
    if comment is None or comment.repository is not repository or not is_visible(comment.review, actor):
        raise NotFound()
    return comment


def _comment_to_change(world: World, actor: Actor, owner: str, repo: str, comment_id: int) -> ReviewComment:
    comment = _comment(world, actor, world.repository(owner, repo, actor), comment_id)
    if comment.user is not actor.user and not world.can(actor, comment.repository, "push"):
        raise Forbidden("Must have push access to repository")
    return comment


def _sorted(
    comments: Iterable[ReviewComment],
    sort: str,
    direction: str | None,
    since: datetime | None,
) -> list[ReviewComment]:
    found = [
        comment
        for comment in comments
        if comment.review.state != "PENDING" and (since is None or comment.updated_at >= since)
    ]
    found.sort(
        key=lambda comment: comment.updated_at if sort == "updated" else comment.created_at,
        reverse=direction == "desc",
    )
    return found


def _require_body(body: str) -> None:
    if not body.strip():
        raise ValidationFailed.of(_RESOURCE, "body", "custom", "body can't be blank")


def _unresolved(part: str) -> ValidationFailed:
    if part == "commit_id":
        return ValidationFailed.of(
            _RESOURCE, "commit_id", "custom", "commit_id is not part of the pull request"
        )
    field = f"pull_request_review_thread.{part}"
    if part == "path":
        errors: list[dict[str, Any]] = [
            {"resource": _RESOURCE, "code": "invalid", "field": field},
            {"resource": _RESOURCE, "code": "missing_field", "field": "pull_request_review_thread.diff_hunk"},
        ]
        return ValidationFailed(errors=errors)
    return ValidationFailed.of(_RESOURCE, field, "custom", f"{field} must be part of the diff")
