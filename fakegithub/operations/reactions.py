"""Reactions to issues, pull requests and their comments. No event tells of them."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue, IssueComment
from fakegithub.model.pulls import ReviewComment
from fakegithub.model.reactions import Reaction
from fakegithub.model.repositories import Repository
from fakegithub.operations.issue_access import READ, WRITE
from fakegithub.operations.lookup import issue_of
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_PULL_READ = ("pull_requests=read",)
_PULL_WRITE = ("pull_requests=write",)


@operation("reactions/create-for-issue", permissions=WRITE)
def create_for_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, content: str
) -> Result:
    """Emits nothing. Status 201, or 200 when the actor has given it before. Raises NotFound (404).

    https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue
    """
    return react(world, actor, _issue(world, actor, owner, repo, issue_number), content)


@operation("reactions/create-for-issue-comment", permissions=WRITE)
def create_for_issue_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, content: str
) -> Result:
    """As `create_for_issue`.

    https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
    """
    return react(world, actor, _comment(world, actor, owner, repo, IssueComment, comment_id), content)


@operation("reactions/create-for-pull-request-review-comment", permissions=_PULL_WRITE)
def create_for_pull_request_review_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, content: str
) -> Result:
    """As `create_for_issue`.

    https://docs.github.com/rest/reactions/reactions#create-reaction-for-a-pull-request-review-comment
    """
    return react(world, actor, _comment(world, actor, owner, repo, ReviewComment, comment_id), content)


@operation("reactions/list-for-issue", permissions=READ, credentials="any")
def list_for_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, content: str | None = None
) -> list[Reaction]:
    """Oldest first; only those with `content` when it is given.

    https://docs.github.com/rest/reactions/reactions#list-reactions-for-an-issue
    """
    return reactions_of(world, _issue(world, actor, owner, repo, issue_number), content)


@operation("reactions/list-for-issue-comment", permissions=READ, credentials="any")
def list_for_issue_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, content: str | None = None
) -> list[Reaction]:
    """As `list_for_issue`.

    https://docs.github.com/rest/reactions/reactions#list-reactions-for-an-issue-comment
    """
    return reactions_of(world, _comment(world, actor, owner, repo, IssueComment, comment_id), content)


@operation("reactions/list-for-pull-request-review-comment", permissions=_PULL_READ, credentials="any")
def list_for_pull_request_review_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, content: str | None = None
) -> list[Reaction]:
    """As `list_for_issue`.

    https://docs.github.com/rest/reactions/reactions#list-reactions-for-a-pull-request-review-comment
    """
    return reactions_of(world, _comment(world, actor, owner, repo, ReviewComment, comment_id), content)


@operation("reactions/delete-for-issue", permissions=WRITE)
def delete_for_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, reaction_id: int
) -> None:
    """Raises NotFound (404), Forbidden (403) for somebody else's.

    https://docs.github.com/rest/reactions/reactions#delete-an-issue-reaction
    """
    withdraw(world, actor, _issue(world, actor, owner, repo, issue_number), reaction_id)


@operation("reactions/delete-for-issue-comment", permissions=WRITE)
def delete_for_issue_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, reaction_id: int
) -> None:
    """As `delete_for_issue`.

    https://docs.github.com/rest/reactions/reactions#delete-an-issue-comment-reaction
    """
    withdraw(world, actor, _comment(world, actor, owner, repo, IssueComment, comment_id), reaction_id)


@operation("reactions/delete-for-pull-request-comment", permissions=_PULL_WRITE)
def delete_for_pull_request_comment(
    world: World, actor: Actor, *, owner: str, repo: str, comment_id: int, reaction_id: int
) -> None:
    """As `delete_for_issue`.

    https://docs.github.com/rest/reactions/reactions#delete-a-pull-request-comment-reaction
    """
    withdraw(world, actor, _comment(world, actor, owner, repo, ReviewComment, comment_id), reaction_id)


def react(world: World, actor: Actor, subject: Any, content: str) -> Result:
    """Give `subject` an emoji, which its `reactions` count; once only. It is not touched otherwise."""
    found = world.find(Reaction, subject=subject, user=actor.user, content=content)
    if found is not None:
        return Result(found, status=200)
    reaction = world.add(Reaction(world.new_id(Reaction), subject, actor.user, content, world.now()))
    _count(world, subject, content, 1)
    return Result(reaction, status=201)


def reactions_of(world: World, subject: Any, content: str | None) -> list[Reaction]:
    return [r for r in world.all(Reaction, subject=subject) if content in (None, r.content)]


def withdraw(world: World, actor: Actor, subject: Any, reaction_id: int) -> None:
    """Raises NotFound (404), Forbidden (403) for somebody else's reaction."""
    reaction = world.get(Reaction, reaction_id)
    if reaction is None or reaction.subject is not subject:
        raise NotFound()
    if reaction.user is not actor.user:
        raise Forbidden("Must have admin rights to Repository.")
    world.remove(reaction)
    _count(world, subject, reaction.content, -1)


def _count(world: World, subject: Any, content: str, more: int) -> None:
    counts = {**subject.reactions, content: subject.reactions.get(content, 0) + more}
    world.update(subject, reactions={name: count for name, count in counts.items() if count})


def _issue(world: World, actor: Actor, owner: str, repo: str, number: int) -> Issue:
    return issue_of(world, world.repository(owner, repo, actor), number)


def _comment(
    world: World,
    actor: Actor,
    owner: str,
    repo: str,
    kind: type[IssueComment] | type[ReviewComment],
    comment_id: int,
) -> IssueComment | ReviewComment:
    repository: Repository = world.repository(owner, repo, actor)
    comment: IssueComment | ReviewComment | None = world.get(kind, comment_id)
    if comment is None or comment.repository is not repository:
        raise NotFound()
    return comment
