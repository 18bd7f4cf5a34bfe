"""Issues, as such and as what pull requests share with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fakegithub.errors import Gone, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, given
from fakegithub.model.issues import Issue
from fakegithub.model.repositories import Repository
from fakegithub.operations.assignees import assign
from fakegithub.operations.auto_merge_state import AUTO_MERGE_STOPPED
from fakegithub.operations.issue_access import (
    READ,
    WRITE,
    issue_to_edit,
    issue_to_read,
    issue_to_triage,
    require_short,
)
from fakegithub.operations.issue_events import either, emit
from fakegithub.operations.issue_field_values import Values, replace_values
from fakegithub.operations.issue_state import close_issue, count_new, reopen_issue
from fakegithub.operations.issue_types import set_type, type_for
from fakegithub.operations.labels import label_issue
from fakegithub.operations.milestones import milestone_for, set_milestone
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.pull_ends import reopen
from fakegithub.world import World

_TRIAGED = (
    "label.created",
    *either("labeled", "assigned", "milestoned"),
    "issues.typed",
    "issues.field_added",
)
_UNTRIAGED = (*either("unlabeled", "unassigned", "demilestoned"), "issues.untyped", "issues.field_removed")
_SORT_KEYS: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: issue.created_at,
    "updated": lambda issue: issue.updated_at,
    "comments": lambda issue: issue.comments,
}


@operation("issues/list-for-repo", permissions=READ, credentials="any")
def list_for_repo(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    milestone: str | None = None,
    state: str = "open",
    assignee: str | None = None,
    creator: str | None = None,
    mentioned: str | None = None,
    labels: str | None = None,
    sort: str = "created",
    direction: str = "desc",
    since: datetime | None = None,
) -> list[Issue]:
    """Issues and pull requests. `milestone` is a number, `assignee` a login, each also `*` or `none`;
    `labels` are names, comma-separated, that an issue must all have.

    Raises ValidationFailed (422) for a milestone or somebody who does not exist.
    https://docs.github.com/rest/issues/issues#list-repository-issues
    """
    repository = world.repository(owner, repo, actor)
    _require_existing(world, repository, milestone, assignee, creator)
    wanted = {name.strip().casefold() for name in (labels or "").split(",")} - {""}
    found = [
        issue
        for issue in world.all(Issue, repository=repository)
        if state in ("all", issue.state)
        and _matches(milestone, [str(issue.milestone.number)] if issue.milestone else [])
        and _matches(assignee, [account.login for account in issue.assignees])
        and _matches(creator, [issue.user.login])
        and (mentioned is None or f"@{mentioned}".casefold() in (issue.body or "").casefold())
        and wanted <= {label.name_key for label in issue.labels}
        and (since is None or issue.updated_at >= since)
    ]
    # Within the same second the number decides, so that the newest still comes first.
    found.sort(key=lambda issue: (_SORT_KEYS[sort](issue), issue.number), reverse=direction == "desc")
    return found


@operation("issues/get", permissions=READ, credentials="any")
def get(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> Issue:
    """The issue, or the issue behind a pull request.

    https://docs.github.com/rest/issues/issues#get-an-issue
    """
    return issue_to_read(world, actor, owner, repo, issue_number)


@operation("issues/create", emits=("issues.opened", *_TRIAGED), permissions=("issues=write",))
def create(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    title: str | int,
    body: str | None = None,
    assignee: str | None = None,
    assignees: Any = (),
    labels: Any = (),
    milestone: str | int | None = None,
    type: str | None = None,
    issue_field_values: Values = (),
) -> Result:
    """Open an issue. All but title and body is dropped silently for somebody without push access, as the
    documentation says.

    Emits issues.opened, then issues.labeled for each label, issues.assigned for each assignee,
    issues.milestoned, issues.typed, issues.field_added; label.created for labels that the repository
    did not have. Raises Gone (410) when issues are disabled, ValidationFailed (422) for a blank title,
    an unknown milestone or type, or a body that is too long.
    https://docs.github.com/rest/issues/issues#create-an-issue
    """
    repository = world.repository(owner, repo, actor)
    if not repository.has_issues:
        raise Gone("Issues are disabled for this repo")
    issue = add_issue(world, actor, repository, str(title), body)
    emit(world, actor, issue, "opened")
    if world.can(actor, repository, "push"):
        label_issue(world, actor, issue, labels)
        assign(world, actor, issue, [*([assignee] if assignee else []), *assignees])
        set_milestone(world, actor, issue, milestone_for(world, repository, milestone))
        set_type(world, actor, issue, type_for(world, issue, type))
        replace_values(world, actor, issue, list(issue_field_values))
    return Result(issue, location=world.urls.api(issue))


@operation(
    "issues/update",
    emits=(*either("edited", "closed", "reopened"), AUTO_MERGE_STOPPED, *_TRIAGED, *_UNTRIAGED),
    permissions=WRITE,
)
def update(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    title: Any = UNSET,
    body: Any = UNSET,
    state: Any = UNSET,
    state_reason: Any = UNSET,
    labels: Any = UNSET,
    assignee: Any = UNSET,
    assignees: Any = UNSET,
    milestone: Any = UNSET,
    type: Any = UNSET,
    issue_field_values: Any = UNSET,
) -> Issue:
    """Change an issue, or what a pull request shares with issues. Labels and assignees are replaced;
    those, the milestone, type and fields change only for somebody with triage access.

    Emits, of the issue or pull request, edited, closed, reopened, labeled, unlabeled, assigned,
    unassigned, milestoned, demilestoned, typed, untyped, field_added and field_removed, each as it
    applies; closing a pull request also ends auto-merge, with its event. Raises Forbidden (403) for somebody
    else's issue, ValidationFailed (422) for a blank title or an unknown milestone.
    https://docs.github.com/rest/issues/issues#update-an-issue
    """
    issue = issue_to_edit(world, actor, owner, repo, issue_number)
    edit_issue(world, actor, issue, given(title=title, body=body))
    set_state(world, actor, issue, state, state_reason)
    if world.can(actor, issue.repository, "triage"):
        if labels is not UNSET:
            label_issue(world, actor, issue, labels or ())
        if assignees is not UNSET or assignee is not UNSET:
            one = [assignee] if assignee else []
            assign(world, actor, issue, (assignees or ()) if assignees is not UNSET else one)
        if milestone is not UNSET:
            set_milestone(world, actor, issue, milestone_for(world, issue.repository, milestone))
        if type is not UNSET and issue.pull is None:
            set_type(world, actor, issue, type_for(world, issue, type))
        if issue_field_values is not UNSET:
            replace_values(world, actor, issue, list(issue_field_values))
    return issue


@operation("issues/lock", emits=either("locked"), permissions=WRITE)
def lock(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    lock_reason: str | None = None,
) -> None:
    """Emits issues.locked or pull_request.locked. Raises Forbidden (403) without triage access.

    https://docs.github.com/rest/issues/issues#lock-an-issue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    if not issue.locked:
        world.touch(issue, locked=True, active_lock_reason=lock_reason)
        emit(world, actor, issue, "locked")


@operation("issues/unlock", emits=either("unlocked"), permissions=WRITE)
def unlock(world: World, actor: Actor, *, owner: str, repo: str, issue_number: int) -> None:
    """Emits issues.unlocked or pull_request.unlocked. Raises Forbidden (403) without triage access.

    https://docs.github.com/rest/issues/issues#unlock-an-issue
    """
    issue = issue_to_triage(world, actor, owner, repo, issue_number)
    if issue.locked:
        world.touch(issue, locked=False, active_lock_reason=None)
        emit(world, actor, issue, "unlocked")


def add_issue(world: World, actor: Actor, repository: Repository, title: str, body: str | None) -> Issue:
    """A new issue under the next number, which nobody has heard of yet."""
    require_title(title)
    require_short("Issue", body)
    number, now = repository.last_number + 1, world.now()
    world.update(repository, last_number=number)
    issue = world.add(
        Issue(
            world.new_id(Issue),
            repository,
            number,
            title,
            actor.user,
            body,
            now,
            now,
            performed_via_github_app=actor.app,
        )
    )
    count_new(world, issue)
    return issue


def edit_issue(world: World, actor: Actor, issue: Issue, wanted: dict[str, Any], **changes: Any) -> None:
    """Change title and body. Emits edited of the issue or pull request when something did change."""
    if "title" in wanted:
        wanted["title"] = str(wanted["title"])
        require_title(wanted["title"])
    require_short("Issue", wanted.get("body"))
    before = {key: getattr(issue, key) for key, value in wanted.items() if getattr(issue, key) != value}
    if before:
        world.touch(issue, **wanted)
    changes = {**{key: {"from": value or ""} for key, value in before.items()}, **changes}
    if changes:
        emit(world, actor, issue, "edited", changes=changes)


def set_state(world: World, actor: Actor, issue: Issue, state: Any, reason: Any = UNSET) -> None:
    """Open or close. Emits closed or reopened when that is a change."""
    if state == "closed" and issue.state == "open":
        close_issue(world, actor, issue, None if issue.pull is not None else (reason or "completed"))
    elif state == "closed" and reason and issue.pull is None:
        world.touch(issue, state_reason=reason)
    elif state == "open" and issue.state == "closed":
        if issue.pull is not None:
            reopen(world, actor, issue.pull)
        else:
            reopen_issue(world, actor, issue)


def require_title(title: str) -> None:
    if not title.strip():
        raise ValidationFailed.of("Issue", "title", "missing_field")
    if len(title) > 256:
        raise ValidationFailed.of("Issue", "title", "custom", "title is too long (maximum is 256 characters)")


def _matches(wanted: str | None, names: list[str]) -> bool:
    """Whether a filter is satisfied: none given, `*` for any, `none`, or one of the names."""
    if wanted is None or (wanted == "*" and names):
        return True
    if wanted == "none":
        return not names
    return wanted.casefold() in (name.casefold() for name in names)


def _require_existing(
    world: World, repository: Repository, milestone: str | None, assignee: str | None, creator: str | None
) -> None:
    if milestone not in (None, "*", "none"):
        milestone_for(world, repository, milestone)
    for field, login in (("assignee", assignee), ("creator", creator)):
        if login not in (None, "*", "none") and world.find(Account, login_key=str(login).casefold()) is None:
            raise ValidationFailed(
                errors=[{"value": login, "resource": "Issue", "field": field, "code": "invalid"}]
            )
