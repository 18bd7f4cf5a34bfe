"""Comments on commits.

https://docs.github.com/rest/commits/comments
"""

from __future__ import annotations

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.commit_comments import CommitComment
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import commit_at, commit_by_sha
from fakegithub.operations.issue_access import require_short
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

# Who may read may comment.
# https://docs.github.com/rest/authentication/permissions-required-for-github-apps
_CONTENTS = ("contents=read",)


@operation("repos/create-commit-comment", emits=("commit_comment.created",), permissions=_CONTENTS)
def create_commit_comment(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    commit_sha: str,
    body: str,
    path: str | None = None,
    position: int | None = None,
    line: int | None = None,
) -> Result:
    """Comment on a commit, or on a file that it changed, at a `position` of its diff or a `line`.

    Emits commit_comment.created. Raises ValidationFailed (422) for an unknown commit, a path that the
    commit does not change, and an empty or too long body.
    https://docs.github.com/rest/commits/comments#create-a-commit-comment
    """
    repository = world.repository(owner, repo, actor)
    commit = commit_by_sha(world, repository, commit_sha)
    _require_body(body)
    if path is not None and all(file.filename != path for file in commit.files):
        raise ValidationFailed.of("CommitComment", "path", "invalid")
    now = world.now()
    comment = world.add(
        CommitComment(
            world.new_id(CommitComment),
            repository,
            commit.sha,
            actor.user,
            body,
            now,
            now,
            path=path,
            position=position if path is not None else None,
            line=line if path is not None else None,
        )
    )
    world.emit("commit_comment.created", comment=comment, repository=repository, sender=actor.user)
    return Result(comment, location=world.urls.api(comment))


@operation("repos/list-comments-for-commit", permissions=_CONTENTS, credentials="any")
def list_comments_for_commit(
    world: World, actor: Actor, *, owner: str, repo: str, commit_sha: str
) -> list[CommitComment]:
    """Oldest first.

    https://docs.github.com/rest/commits/comments#list-commit-comments
    """
    repository = world.repository(owner, repo, actor)
    sha = commit_at(world, repository, commit_sha).sha
    return world.all(CommitComment, repository=repository, commit_id=sha)


@operation("repos/list-commit-comments-for-repo", permissions=_CONTENTS, credentials="any")
def list_commit_comments_for_repo(
    world: World, actor: Actor, *, owner: str, repo: str
) -> list[CommitComment]:
    """Oldest first.

    https://docs.github.com/rest/commits/comments#list-commit-comments-for-a-repository
    """
    return world.all(CommitComment, repository=world.repository(owner, repo, actor))


@operation("repos/get-commit-comment", permissions=_CONTENTS, credentials="any")
def get_commit_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int
) -> CommitComment:
    """https://docs.github.com/rest/commits/comments#get-a-commit-comment"""
    return _comment(world, world.repository(owner, repo, actor), comment_id)


@operation("repos/update-commit-comment", permissions=_CONTENTS)
def update_commit_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, body: str
) -> CommitComment:
    """No event tells of it. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/commits/comments#update-a-commit-comment
    """
    repository = world.repository(owner, repo, actor)
    comment = _comment(world, repository, comment_id)
    _require_authorship(world, actor, comment)
    _require_body(body)
    world.touch(comment, body=body)
    return comment


@operation("repos/delete-commit-comment", permissions=_CONTENTS)
def delete_commit_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> None:
    """No event tells of it. Raises Forbidden (403) for somebody else's comment.

    https://docs.github.com/rest/commits/comments#delete-a-commit-comment
    """
    comment = _comment(world, world.repository(owner, repo, actor), comment_id)
    _require_authorship(world, actor, comment)
    world.remove(comment)


def _comment(world: World, repository: Repository, comment_id: int) -> CommitComment:
    comment = world.get(CommitComment, comment_id)
    if comment is None or comment.repository is not repository:
        raise NotFound()
    return comment


def _require_authorship(world: World, actor: Actor, comment: CommitComment) -> None:
    if comment.user is not actor.user and not world.can(actor, comment.repository, "push"):
        raise Forbidden("Must have push access to repository")


def _require_body(body: str) -> None:
    if not body.strip():
        raise ValidationFailed.of("CommitComment", "body", "missing_field")
    require_short("CommitComment", body)
