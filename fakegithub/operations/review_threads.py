"""Threads of review comments, which are resolved and unresolved. GitHub has that in GraphQL only."""

from __future__ import annotations

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import Facet
from fakegithub.model.pulls import ReviewComment, ReviewThread
from fakegithub.operations.operation import simulated
from fakegithub.operations.review_state import is_visible
from fakegithub.world import World


@simulated("pull_request_review_thread.resolve", emits=("pull_request_review_thread.resolved",))
def resolve(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> ReviewThread:
    """What GraphQL's resolveReviewThread does, for the thread that a review comment is in.

    Emits pull_request_review_thread.resolved, unless it is resolved already. Raises NotFound (404),
    Forbidden (403) for somebody who neither opened the pull request nor can push.
    https://docs.github.com/graphql/reference/mutations#resolvereviewthread
    """
    return _set(world, actor, owner, repo, comment_id, actor.user, "resolved")


@simulated("pull_request_review_thread.unresolve", emits=("pull_request_review_thread.unresolved",))
def unresolve(world: World, actor: Actor, *, owner: str, repo: str, comment_id: int) -> ReviewThread:
    """What GraphQL's unresolveReviewThread does. Emits and raises as `resolve`, with `unresolved`.

    https://docs.github.com/graphql/reference/mutations#unresolvereviewthread
    """
    return _set(world, actor, owner, repo, comment_id, None, "unresolved")


def _set(
    world: World,
    actor: Actor,
    owner: str,
    repo: str,
    comment_id: int,
    resolved_by: Account | None,
    action: str,
) -> ReviewThread:
    repository = world.repository(owner, repo, actor)
    comment = world.get(ReviewComment, comment_id)
    if comment is None or comment.repository is not repository or not is_visible(comment.review, actor):
        raise NotFound()
    thread = comment.thread
    pull = thread.pull_request
    if actor.user is not pull.issue.user and not world.can(actor, repository, "push"):
        raise Forbidden("Must have push access to repository")
    if thread.resolved is (resolved_by is not None):
        return thread
    world.update(thread, resolved_by=resolved_by)
    comments = [c for c in world.all(ReviewComment, thread=thread) if c.review.state != "PENDING"]
    world.emit(
        f"pull_request_review_thread.{action}",
        pull_request=pull,
        thread=Facet(thread, comments=comments),
        updated_at=world.now(),
        repository=repository,
        sender=actor.user,
    )
    return thread
