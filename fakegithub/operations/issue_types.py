"""Issue types: an organization has them, and each issue of its repositories may be of one.

https://docs.github.com/issues/tracking-your-work-with-issues/configuring-issues/managing-issue-types-in-an-organization
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.issue_types import IssueType
from fakegithub.model.issues import Issue
from fakegithub.operations.issue_access import READ
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("issue_types=read",)
_WRITE = ("issue_types=write",)
TYPED = ("issues.typed", "issues.untyped")
_LIMIT = 25


@operation("orgs/list-issue-types", permissions=_READ)
def list_issue_types(world: World, actor: Actor, *, org: str) -> list[IssueType]:
    """https://docs.github.com/rest/orgs/issue-types#list-issue-types-for-an-organization"""
    return world.all(IssueType, organization=organization_of(world, org))


@operation("orgs/create-issue-type", permissions=_WRITE)
def create_issue_type(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str,
    is_enabled: bool,
    description: str | None = None,
    color: str | None = None,
) -> IssueType:
    """Emits nothing. Raises Forbidden (403) for who does not administer the organization,
    ValidationFailed (422) for a name that is taken and beyond 25 types.

    https://docs.github.com/rest/orgs/issue-types#create-issue-type-for-an-organization
    """
    organization = administered(world, actor, org)
    if len(world.all(IssueType, organization=organization)) >= _LIMIT:
        raise ValidationFailed.of("IssueType", None, "custom", f"Maximum {_LIMIT} issue types")
    _require_free(world, organization, name)
    now = world.now()
    return world.add(
        IssueType(
            world.new_id(IssueType),
            organization,
            name,
            now,
            now,
            description=description,
            color=color,
            is_enabled=is_enabled,
        )
    )


@operation("orgs/update-issue-type", permissions=_WRITE)
def update_issue_type(
    world: World,
    actor: Actor,
    *,
    org: str,
    issue_type_id: int,
    name: str,
    is_enabled: bool,
    description: str | None = None,
    color: str | None = None,
) -> IssueType:
    """Emits nothing. Raises as `create_issue_type`, and NotFound (404).

    https://docs.github.com/rest/orgs/issue-types#update-issue-type-for-an-organization
    """
    organization = administered(world, actor, org)
    found = _issue_type(world, organization, issue_type_id)
    if name.casefold() != found.name_key:
        _require_free(world, organization, name)
    world.touch(found, name=name, is_enabled=is_enabled, description=description, color=color)
    return found


@operation("orgs/delete-issue-type", emits=("issues.untyped",), permissions=_WRITE)
def delete_issue_type(world: World, actor: Actor, *, org: str, issue_type_id: int) -> None:
    """Delete a type; issues of it have none any more. Emits issues.untyped for each.

    Raises as `update_issue_type`.
    https://docs.github.com/rest/orgs/issue-types#delete-issue-type-for-an-organization
    """
    organization = administered(world, actor, org)
    found = _issue_type(world, organization, issue_type_id)
    for issue in world.all(Issue):
        if issue.type is found:
            set_type(world, actor, issue, None)
    world.remove(found)


@operation("repos/list-issue-types", permissions=READ, credentials="any")
def list_issue_types_for_repo(world: World, actor: Actor, *, owner: str, repo: str) -> list[IssueType]:
    """The enabled types of the owner; a user has none.

    https://docs.github.com/rest/issues/issues#list-issue-types-for-a-repository
    """
    repository = world.repository(owner, repo, actor)
    return [found for found in world.all(IssueType, organization=repository.owner) if found.is_enabled]


def set_type(world: World, actor: Actor, issue: Issue, issue_type: IssueType | None) -> None:
    """Emits issues.typed, or issues.untyped with the type that it was of, when that is a change."""
    before = issue.type
    if issue_type is before:
        return
    world.touch(issue, type=issue_type)
    world.emit(
        "issues.untyped" if issue_type is None else "issues.typed",
        issue=issue,
        type=before if issue_type is None else issue_type,
        repository=issue.repository,
        sender=actor.user,
    )


def type_for(world: World, issue: Issue, wanted: Any) -> IssueType | None:
    """The type that the body of a request names, as a string or as an object with `value`.

    Raises ValidationFailed (422) for one that the owner does not have.
    """
    name = wanted.get("value") if isinstance(wanted, Mapping) else wanted
    if not name:
        return None
    owner = issue.repository.owner
    found = world.find(IssueType, organization=owner, name_key=str(name).casefold())
    if found is None or not found.is_enabled:
        raise ValidationFailed(
            errors=[{"value": name, "resource": "Issue", "field": "type", "code": "invalid"}]
        )
    return found


def organization_of(world: World, login: str) -> Account:
    """Raises NotFound (404)."""
    organization = world.account(login)
    if not organization.is_organization:
        raise NotFound()
    return organization


def administered(world: World, actor: Actor, login: str) -> Account:
    """The organization, for who administers it. Raises NotFound (404), Forbidden (403)."""
    organization = organization_of(world, login)
    # What an installation may do, its permissions have decided.
    if actor.installation is None and organization.members.get(actor.user.id) != "admin":
        raise Forbidden("Must have admin rights to Repository.")
    return organization


def _issue_type(world: World, organization: Account, id: int) -> IssueType:
    found = world.get(IssueType, id)
    if found is None or found.organization is not organization:
        raise NotFound()
    return found


def _require_free(world: World, organization: Account, name: str) -> None:
    if not name.strip():
        raise ValidationFailed.of("IssueType", "name", "missing_field")
    if world.find(IssueType, organization=organization, name_key=name.casefold()) is not None:
        raise ValidationFailed.of("IssueType", "name", "already_exists")
