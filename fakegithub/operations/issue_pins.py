"""Issues pinned to the top of a repository's list, and the comment pinned to the top of an issue."""

from __future__ import annotations

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.operations.issue_access import WRITE, issue_to_triage, require_triage
from fakegithub.operations.issue_events import emit
from fakegithub.operations.operation import operation, simulated
from fakegithub.world import World

# https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/pinning-an-issue-to-your-repository
_LIMIT = 3


@simulated("issue.pin", emits=("issues.pinned",))
def pin(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> Issue:
    """What GraphQL's pinIssue does; REST has no way.

    Emits issues.pinned. Raises NotFound (404), Forbidden (403) without triage access, ValidationFailed
    (422) for a pull request and for a fourth issue.
    https://docs.github.com/graphql/reference/mutations#pinissue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    if issue.pull is not None:
        raise ValidationFailed("A pull request cannot be pinned")
    if not issue.pinned:
        pinned = [other for other in world.all(Issue, repository=issue.repository) if other.pinned]
        if len(pinned) >= _LIMIT:
            raise ValidationFailed("Maximum 3 pinned issues per repository")
        world.update(issue, pinned=True)
        emit(world, actor, issue, "pinned")
    return issue


@simulated("issue.unpin", emits=("issues.unpinned",))
def unpin(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> Issue:
    """What GraphQL's unpinIssue does. Emits issues.unpinned. Raises as `pin`.

    https://docs.github.com/graphql/reference/mutations#unpinissue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    if issue.pinned:
        world.update(issue, pinned=False)
        emit(world, actor, issue, "unpinned")
    return issue


@operation("issues/pin-comment", emits=("issue_comment.pinned", "issue_comment.unpinned"), permissions=WRITE)
def pin_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> IssueComment:
    """Pin a comment to the top of its issue, in the place of the one that is there.

    Emits issue_comment.unpinned for that one, and issue_comment.pinned. Raises NotFound (404), Forbidden
    (403) without triage access, ValidationFailed (422) for a comment on a pull request.
    https://docs.github.com/rest/issues/comments#pin-an-issue-comment
    """
    comment = _comment(world, actor, owner, repo, comment_id)
    issue = comment.issue
    if issue.pull is not None:
        raise ValidationFailed("Comments on pull requests cannot be pinned")
    if issue.pinned_comment is not comment:
        _unpin(world, actor, issue)
        world.update(issue, pinned_comment=comment)
        world.update(comment, pinned_at=world.now(), pinned_by=actor.user)
        _emit(world, actor, "issue_comment.pinned", comment)
    return comment


@operation("issues/unpin-comment", emits=("issue_comment.unpinned",), permissions=WRITE)
def unpin_comment(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> None:
    """Emits issue_comment.unpinned. Raises as `pin_comment`; NotFound (404) for one that is not pinned.

    https://docs.github.com/rest/issues/comments#unpin-an-issue-comment
    """
    comment = _comment(world, actor, owner, repo, comment_id)
    if comment.issue.pinned_comment is not comment:
        raise NotFound()
    _unpin(world, actor, comment.issue)


def _comment(world: World, actor: Actor, owner: str, repo: str, comment_id: int) -> IssueComment:
    repository = world.repository(owner, repo, actor)
    comment = world.get(IssueComment, comment_id)
    if comment is None or comment.repository is not repository:
        raise NotFound()
    require_triage(world, actor, repository)
    return comment


def _unpin(world: World, actor: Actor, issue: Issue) -> None:
    former = issue.pinned_comment
    if former is not None:
        world.update(issue, pinned_comment=None)
        world.update(former, pinned_at=None, pinned_by=None)
        _emit(world, actor, "issue_comment.unpinned", former)


def _emit(world: World, actor: Actor, name: str, comment: IssueComment) -> None:
    world.emit(name, issue=comment.issue, comment=comment, repository=comment.repository, sender=actor.user)
