"""Fields of issues: an organization defines them, the issues of its repositories have values.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/managing-issue-fields-in-an-organization
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, given
from fakegithub.model.issue_fields import IssueField, IssueFieldOption
from fakegithub.model.issues import Issue
from fakegithub.operations.issue_types import administered, organization_of
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("issue_fields=read",)
_WRITE = ("issue_fields=write",)
_RESOURCE = "IssueField"
Options = Iterable[Mapping[str, Any]] | None


@operation("orgs/list-issue-fields", permissions=_READ)
def list_issue_fields(world: World, actor: Actor, *, org: str) -> list[IssueField]:
    """https://docs.github.com/rest/orgs/issue-fields#list-issue-fields-for-an-organization"""
    return world.all(IssueField, organization=organization_of(world, org))


@operation("orgs/create-issue-field", permissions=_WRITE)
def create_issue_field(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str,
    data_type: str,
    description: str | None = None,
    visibility: str = "organization_members_only",
    options: Options = None,
) -> IssueField:
    """Emits nothing. Raises Forbidden (403) for who does not administer the organization,
    ValidationFailed (422) for a name that is taken, and for options where there can be none, or none
    where there must be some.

    https://docs.github.com/rest/orgs/issue-fields#create-issue-field-for-an-organization
    """
    organization = administered(world, actor, org)
    _require_free(world, organization, name)
    now = world.now()
    found = IssueField(
        world.new_id(IssueField),
        organization,
        name,
        data_type,
        now,
        now,
        description,
        visibility,
        _options(world, data_type, options),
    )
    return world.add(found)


@operation("orgs/update-issue-field", permissions=_WRITE)
def update_issue_field(
    world: World,
    actor: Actor,
    *,
    org: str,
    issue_field_id: int,
    name: Any = UNSET,
    description: Any = UNSET,
    visibility: Any = UNSET,
    options: Any = UNSET,
) -> IssueField:
    """Emits nothing. Raises as `create_issue_field`, and NotFound (404).

    https://docs.github.com/rest/orgs/issue-fields#update-issue-field-for-an-organization
    """
    organization = administered(world, actor, org)
    found = _field(world, organization, issue_field_id)
    if name is not UNSET and name.casefold() != found.name_key:
        _require_free(world, organization, name)
    changes = given(name=name, description=description, visibility=visibility)
    if options is not UNSET:
        changes["options"] = _options(world, found.data_type, options)
    world.touch(found, **changes)
    return found


@operation("orgs/delete-issue-field", permissions=_WRITE)
def delete_issue_field(world: World, actor: Actor, *, org: str, issue_field_id: int) -> None:
    """Delete a field, and its value on every issue. Emits nothing. Raises as `update_issue_field`.

    https://docs.github.com/rest/orgs/issue-fields#delete-issue-field-for-an-organization
    """
    found = _field(world, administered(world, actor, org), issue_field_id)
    for issue in world.all(Issue):
        if any(value.field is found for value in issue.issue_field_values):
            left = tuple(value for value in issue.issue_field_values if value.field is not found)
            world.update(issue, issue_field_values=left)
    world.remove(found)


def _field(world: World, organization: Account, id: int) -> IssueField:
    found = world.get(IssueField, id)
    if found is None or found.organization is not organization:
        raise NotFound()
    return found


def _require_free(world: World, organization: Account, name: str) -> None:
    if not name.strip():
        raise ValidationFailed.of(_RESOURCE, "name", "missing_field")
    if world.find(IssueField, organization=organization, name_key=name.casefold()) is not None:
        raise ValidationFailed.of(_RESOURCE, "name", "already_exists")


def _options(world: World, data_type: str, options: Options) -> tuple[IssueFieldOption, ...]:
    wanted = list(options or ())
    if ("select" in data_type) is not bool(wanted):
        raise ValidationFailed.of(_RESOURCE, "options", "invalid")
    now = world.now()
    return tuple(
        IssueFieldOption(
            option.get("id") or world.ids.next("IssueFieldOption"),
            option["name"],
            option["color"],
            option["priority"],
            now,
            now,
            option.get("description"),
        )
        for option in wanted
    )
