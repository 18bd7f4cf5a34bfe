"""Issues that leave: transferred to another repository, or deleted. Both only through GraphQL.

What is left under the old number tells clients: 301 to the new issue, 410 for a deleted one.
https://docs.github.com/rest/issues/issues#get-an-issue
"""

from __future__ import annotations

from dataclasses import replace

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import Facet
from fakegithub.model.issues import FormerIssue, Issue, IssueComment, Label
from fakegithub.model.reactions import Reaction
from fakegithub.model.repositories import Repository
from fakegithub.operations import issue_dependencies, sub_issues
from fakegithub.operations.assignees import belongs
from fakegithub.operations.issue_access import issue_to_read
from fakegithub.operations.issue_state import count_gone, count_new
from fakegithub.operations.operation import simulated
from fakegithub.world import World

_UNLINKED = (*sub_issues.REMOVED, *issue_dependencies.REMOVED)


@simulated("issue.transfer", emits=("issues.transferred", "issues.opened"))
def transfer(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, new_repository: str
) -> Issue:
    """What GraphQL's transferIssue does: `new_repository` is the name of another one of the same owner.

    The issue gets a new number and a new id there; comments, sub-issues and assignees go with it, labels
    only where there are such. Emits issues.transferred in the old repository, issues.opened in the new
    one. Raises NotFound (404), Forbidden (403) without push access to both, ValidationFailed (422) for
    a pull request, for the same repository, and out of a private repository into a public one.
    https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/transferring-an-issue-to-another-repository
    """
    source = world.repository(owner, repo, actor, "push")
    target = world.repository(owner, new_repository, actor, "push")
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if issue.pull is not None:
        raise ValidationFailed("A pull request cannot be transferred")
    if target is source or (source.private and not target.private) or not target.has_issues:
        raise ValidationFailed(f"Issues cannot be transferred to {target.full_name}")
    moved = _copy(world, issue, target)
    _relink(world, issue, moved)
    for comment in world.all(IssueComment, issue=issue):
        world.update(comment, issue=moved)
    _leave(world, issue, moved)
    # As it was: what has moved on belongs to the new issue.
    old = Facet(issue, comments=moved.comments)
    world.emit(
        "issues.transferred",
        changes={"new_issue": moved, "new_repository": target},
        issue=old,
        repository=source,
        sender=actor.user,
    )
    world.emit(
        "issues.opened",
        changes={"old_issue": old, "old_repository": source},
        issue=moved,
        repository=target,
        sender=actor.user,
    )
    return moved


@simulated("issue.delete", emits=("issues.deleted", *_UNLINKED))
def delete(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> None:
    """What GraphQL's deleteIssue does. Its comments go with it.

    Emits issues.deleted, and what its end means for sub-issues and dependencies. Raises NotFound (404),
    Forbidden (403) without admin access, ValidationFailed (422) for a pull request.
    https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/deleting-an-issue
    """
    world.repository(owner, repo, actor)
    issue = issue_to_read(world, actor, owner, repo, issue_number)
    if not world.can(actor, issue.repository, "admin"):
        raise Forbidden("Must have admin rights to Repository.")
    if issue.pull is not None:
        raise ValidationFailed("A pull request cannot be deleted")
    for child in issue.sub_issues:
        sub_issues.unlink(world, actor, child)
    if issue.parent is not None:
        sub_issues.unlink(world, actor, issue)
    for blocking in issue.blocked_by:
        issue_dependencies.unblock(world, actor, issue, blocking)
    for blocked in issue.blocking:
        issue_dependencies.unblock(world, actor, blocked, issue)
    for comment in world.all(IssueComment, issue=issue):
        world.remove(comment)
    _leave(world, issue, None)
    world.emit("issues.deleted", issue=issue, repository=issue.repository, sender=actor.user)


def _copy(world: World, issue: Issue, target: Repository) -> Issue:
    number = target.last_number + 1
    world.update(target, last_number=number)
    labels = [world.find(Label, repository=target, name_key=label.name_key) for label in issue.labels]
    copy = world.add(
        replace(
            issue,
            id=world.new_id(Issue),
            repository=target,
            number=number,
            labels=tuple(label for label in labels if label is not None),
            assignees=tuple(a for a in issue.assignees if belongs(world, a, target)),
            milestone=None,
            pinned=False,
            updated_at=world.now(),
        )
    )
    if copy.state == "open":
        count_new(world, copy)
    return copy


def _relink(world: World, old: Issue, new: Issue) -> None:
    """Put `new` wherever other issues name `old`. Emits nothing: the relations stay."""

    def swapped(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
        return tuple(new if issue is old else issue for issue in issues)

    for child in old.sub_issues:
        world.update(child, parent=new)
    if old.parent is not None:
        world.update(old.parent, sub_issues=swapped(old.parent.sub_issues))
    for blocking in old.blocked_by:
        world.update(blocking, blocking=swapped(blocking.blocking))
    for blocked in old.blocking:
        world.update(blocked, blocked_by=swapped(blocked.blocked_by))


def _leave(world: World, issue: Issue, transferred_to: Issue | None) -> None:
    for reaction in world.all(Reaction, subject=issue):
        if transferred_to is not None:
            world.update(reaction, subject=transferred_to)
        else:
            world.remove(reaction)
    count_gone(world, issue)
    world.remove(issue)
    world.add(FormerIssue(world.new_id(FormerIssue), issue.repository, issue.number, transferred_to))
