"""Comments on issues and on the conversation of pull requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import IssueComment
from fakegithub.model.repositories import Repository
from fakegithub.operations.issue_access import READ, WRITE, require_short
from fakegithub.operations.lookup import issue_of
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World


@operation("issues/create-comment", emits=("issue_comment.created",), permissions=WRITE)
def create_comment(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, body: str
) -> Result:
    """Comment on an issue or pull request.

    Emits issue_comment.created. Raises NotFound (404) for a repository or issue that is unknown or
    invisible to the actor, Forbidden (403) when the conversation is locked and the actor cannot
    push, ValidationFailed (422) for an empty or too long body.
    https://docs.github.com/rest/issues/comments#create-an-issue-comment
    """
    repository = world.repository(owner, repo, actor)
    issue = issue_of(world, repository, issue_number)
    if issue.locked and not world.can(actor, repository, "push"):
        raise Forbidden("Unable to create comment because issue is locked.")
    _require_body(body)
    now = world.now()
    comment = world.add(
        IssueComment(
            world.new_id(IssueComment), issue, actor.user, body, now, now, performed_via_github_app=actor.app
        )
    )
    world.touch(issue, comments=issue.comments + 1)
    _emit(world, actor, "issue_comment.created", comment)
    return Result(comment, location=world.urls.api(comment))


@operation("issues/get-comment", permissions=READ, credentials="any")
def get_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> IssueComment:
    """https://docs.github.com/rest/issues/comments#get-an-issue-comment"""
    return _comment(world, world.repository(owner, repo, actor), comment_id)


@operation("issues/list-comments", permissions=READ, credentials="any")
def list_comments(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, since: datetime | None = None
) -> list[IssueComment]:
    """The comments of one issue or pull request, oldest first.

    https://docs.github.com/rest/issues/comments#list-issue-comments
    """
    issue = issue_of(world, world.repository(owner, repo, actor), issue_number)
    return [c for c in world.all(IssueComment, issue=issue) if since is None or c.updated_at >= since]


@operation("issues/list-comments-for-repo", permissions=READ, credentials="any")
def list_comments_for_repo(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    sort: str = "created",
    direction: str | None = None,
    since: datetime | None = None,
) -> list[IssueComment]:
    """All issue comments of a repository; `direction` counts only together with `sort`.

    https://docs.github.com/rest/issues/comments#list-issue-comments-for-a-repository
    """
    repository = world.repository(owner, repo, actor)
    comments = [
        c for c in world.all(IssueComment, repository=repository) if since is None or c.updated_at >= since
    ]
    comments.sort(
        key=lambda c: c.updated_at if sort == "updated" else c.created_at, reverse=direction == "desc"
    )
    return comments


@operation("issues/update-comment", emits=("issue_comment.edited",), permissions=WRITE)
def update_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, body: str
) -> IssueComment:
    """Emits issue_comment.edited. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/issues/comments#update-an-issue-comment
    """
    repository = world.repository(owner, repo, actor)
    comment = _comment(world, repository, comment_id)
    _require_authorship(world, actor, repository, comment)
    _require_body(body)
    before = comment.body
    world.touch(comment, body=body)
    _emit(world, actor, "issue_comment.edited", comment, changes={"body": {"from": before}})
    return comment


@operation("issues/delete-comment", emits=("issue_comment.deleted",), permissions=WRITE)
def delete_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> None:
    """Emits issue_comment.deleted. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/issues/comments#delete-an-issue-comment
    """
    repository = world.repository(owner, repo, actor)
    comment = _comment(world, repository, comment_id)
    _require_authorship(world, actor, repository, comment)
    world.remove(comment)
    world.touch(comment.issue, comments=comment.issue.comments - 1)
    if comment.issue.pinned_comment is comment:
        world.update(comment.issue, pinned_comment=None)
    _emit(world, actor, "issue_comment.deleted", comment)


def _comment(world: World, repository: Repository, comment_id: int) -> IssueComment:
    comment = world.get(IssueComment, comment_id)
    if comment is None or comment.repository is not repository:
        raise NotFound()
    return comment


def _require_authorship(world: World, actor: Actor, repository: Repository, comment: IssueComment) -> None:
    if comment.user is not actor.user and not world.can(actor, repository, "push"):
        raise Forbidden("Must have push access to repository")


def _require_body(body: str) -> None:
    if not body.strip():
        raise ValidationFailed.of("IssueComment", "body", "custom", "body can't be blank")
    require_short("IssueComment", body)


def _emit(world: World, actor: Actor, name: str, comment: IssueComment, **changes: Any) -> None:
    repository = comment.repository
    world.emit(
        name, **changes, issue=comment.issue, comment=comment, repository=repository, sender=actor.user
    )
