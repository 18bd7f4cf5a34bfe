"""Milestones, and what they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Facet, Unset, given
from fakegithub.model.issues import Issue, Label, Milestone
from fakegithub.model.repositories import Repository
from fakegithub.operations.issue_access import READ, WRITE
from fakegithub.operations.issue_events import either, emit
from fakegithub.operations.issue_state import count_in_milestone
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_EVENTS = ("milestone.edited", "milestone.closed", "milestone.opened")


@operation("issues/list-milestones", permissions=READ, credentials="any")
def list_milestones(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    state: str = "open",
    sort: str = "due_on",
    direction: str = "asc",
) -> list[Milestone]:
    """Sorted by due date (those without one last) or by how much of them is done.

    https://docs.github.com/rest/issues/milestones#list-milestones
    """
    repository = world.repository(owner, repo, actor)
    found = [m for m in world.all(Milestone, repository=repository) if state in ("all", m.state)]
    if sort == "completeness":
        return sorted(found, key=_completeness, reverse=direction == "desc")
    dated = [m for m in found if m.due_on is not None]
    dated.sort(key=lambda m: m.due_on or m.created_at, reverse=direction == "desc")
    return dated + [m for m in found if m.due_on is None]


@operation("issues/create-milestone", emits=("milestone.created", "milestone.closed"), permissions=WRITE)
def create_milestone(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    title: str,
    state: str = "open",
    description: str | None = None,
    due_on: datetime | None = None,
) -> Result:
    """Emits milestone.created, and milestone.closed for one that begins so.

    Raises Forbidden (403) without push access, ValidationFailed (422) for a title that is taken.
    https://docs.github.com/rest/issues/milestones#create-a-milestone
    """
    repository = world.repository(owner, repo, actor, "push")
    _require_title(world, repository, title)
    now = world.now()
    number = max((m.number for m in world.all(Milestone, repository=repository)), default=0) + 1
    milestone = world.add(
        Milestone(
            world.new_id(Milestone),
            repository,
            number,
            title,
            actor.user,
            now,
            now,
            description=description,
            due_on=due_on,
        )
    )
    world.emit(
        "milestone.created",
        # One that begins closed is told of as open first.
        milestone=Facet(milestone, state="open", closed_at=None),
        repository=repository,
        sender=actor.user,
    )
    if state == "closed":
        _set_state(world, actor, milestone, state)
    return Result(milestone, location=world.urls.api(milestone))


@operation("issues/get-milestone", permissions=READ, credentials="any")
def get_milestone(world: World, actor: Actor, *, owner: str, repo: str, milestone_number: int) -> Milestone:
    """https://docs.github.com/rest/issues/milestones#get-a-milestone"""
    return milestone_of(world, world.repository(owner, repo, actor), milestone_number)


@operation("issues/update-milestone", emits=_EVENTS, permissions=WRITE)
def update_milestone(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    milestone_number: int,
    title: Any = UNSET,
    state: Any = UNSET,
    description: Any = UNSET,
    due_on: datetime | Unset | None = UNSET,
) -> Milestone:
    """Emits milestone.edited with what changed, milestone.closed, milestone.opened.

    Raises NotFound (404), and as `create_milestone`.
    https://docs.github.com/rest/issues/milestones#update-a-milestone
    """
    repository = world.repository(owner, repo, actor, "push")
    milestone = milestone_of(world, repository, milestone_number)
    wanted = given(title=title, description=description, due_on=due_on)
    before = {
        key: getattr(milestone, key) for key, value in wanted.items() if getattr(milestone, key) != value
    }
    if "title" in before:
        _require_title(world, repository, wanted["title"])
    if before:
        world.touch(milestone, **wanted)
        changes = {key: {"from": value if value is not None else ""} for key, value in before.items()}
        _emit(world, actor, "milestone.edited", milestone, changes=changes)
    if state is not UNSET and state != milestone.state:
        _set_state(world, actor, milestone, state)
    return milestone


@operation("issues/delete-milestone", emits=("milestone.deleted", *either("demilestoned")), permissions=WRITE)
def delete_milestone(world: World, actor: Actor, *, owner: str, repo: str, milestone_number: int) -> None:
    """Delete a milestone; its issues and pull requests stay, without one.

    Emits milestone.deleted, and issues.demilestoned or pull_request.demilestoned for each.
    Raises as `update_milestone`.
    https://docs.github.com/rest/issues/milestones#delete-a-milestone
    """
    repository = world.repository(owner, repo, actor, "push")
    milestone = milestone_of(world, repository, milestone_number)
    for issue in _issues(world, milestone):
        set_milestone(world, actor, issue, None)
    world.remove(milestone)
    _emit(world, actor, "milestone.deleted", milestone)


@operation("issues/list-labels-for-milestone", permissions=READ, credentials="any")
def list_labels_for_milestone(
    world: World, actor: Actor, *, owner: str, repo: str, milestone_number: int
) -> list[Label]:
    """The labels of all issues in the milestone.

    https://docs.github.com/rest/issues/labels#list-labels-for-issues-in-a-milestone
    """
    milestone = milestone_of(world, world.repository(owner, repo, actor), milestone_number)
    return list(dict.fromkeys(label for issue in _issues(world, milestone) for label in issue.labels))


def milestone_of(world: World, repository: Repository, number: int) -> Milestone:
    """Raises NotFound (404)."""
    milestone = world.find(Milestone, repository=repository, number=number)
    if milestone is None:
        raise NotFound()
    return milestone


def set_milestone(world: World, actor: Actor, issue: Issue, milestone: Milestone | None) -> None:
    """Put an issue or pull request into a milestone, or take it out of its own.

    Emits milestoned and demilestoned of the issue or pull request.
    """
    before = issue.milestone
    if milestone is before:
        return
    open_, closed = (1, 0) if issue.state == "open" else (0, 1)
    world.touch(issue, milestone=milestone)
    if before is not None:
        count_in_milestone(world, before, -open_, -closed)
        emit(world, actor, issue, "demilestoned", milestone=before)
    if milestone is not None:
        count_in_milestone(world, milestone, open_, closed)
        emit(world, actor, issue, "milestoned", milestone=milestone)


def milestone_for(world: World, repository: Repository, number: Any) -> Milestone | None:
    """The milestone that the body of a request names by its number; None takes it away.

    Raises ValidationFailed (422) for one that is not there.
    """
    if number is None or number == "":
        return None
    found = (
        world.find(Milestone, repository=repository, number=int(number)) if str(number).isdigit() else None
    )
    if found is None:
        raise ValidationFailed(
            errors=[{"value": number, "resource": "Issue", "field": "milestone", "code": "invalid"}]
        )
    return found


def _issues(world: World, milestone: Milestone) -> list[Issue]:
    return [
        issue for issue in world.all(Issue, repository=milestone.repository) if issue.milestone is milestone
    ]


def _completeness(milestone: Milestone) -> float:
    total = milestone.open_issues + milestone.closed_issues
    return milestone.closed_issues / total if total else 0.0


def _set_state(world: World, actor: Actor, milestone: Milestone, state: str) -> None:
    closed = state == "closed"
    world.touch(milestone, state=state, closed_at=world.now() if closed else None)
    _emit(world, actor, "milestone.closed" if closed else "milestone.opened", milestone)


def _require_title(world: World, repository: Repository, title: str) -> None:
    if not title.strip():
        raise ValidationFailed.of("Milestone", "title", "missing_field")
    if any(milestone.title == title for milestone in world.all(Milestone, repository=repository)):
        raise ValidationFailed.of("Milestone", "title", "already_exists")


def _emit(world: World, actor: Actor, name: str, milestone: Milestone, **subjects: Any) -> None:
    world.emit(name, milestone=milestone, **subjects, repository=milestone.repository, sender=actor.user)
