"""The values of an issue's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issue_fields import IssueField, IssueFieldValue
from fakegithub.model.issues import Issue
from fakegithub.operations.issue_access import issue_to_read
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("issues=read",)
_WRITE = ("issues=write",)
FIELDS_CHANGED = ("issues.field_added", "issues.field_removed")
Values = Iterable[Mapping[str, Any]]


@operation("issues/list-issue-field-values-for-issue", permissions=_READ, credentials="any")
def list_issue_field_values_for_issue(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int
) -> list[IssueFieldValue]:
    """https://docs.github.com/rest/issues/issue-field-values#list-issue-field-values-for-an-issue"""
    return list(issue_to_read(world, actor, owner, repo, issue_number).issue_field_values)


@operation("issues/add-issue-field-values", emits=FIELDS_CHANGED, permissions=_WRITE)
def add_issue_field_values(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    issue_field_values: Values = (),
) -> list[IssueFieldValue]:
    """Give fields, each named by its `field_id`, a `value`; without any, all are cleared. The value of a
    field with options is the name of one, or a list of them.

    Emits issues.field_added for each set or changed, with the old one in `changes`; issues.field_removed
    for each cleared. Raises NotFound (404), Forbidden (403) without push access, ValidationFailed (422)
    for an unknown field, and a value that is not of its type.
    https://docs.github.com/rest/issues/issue-field-values#add-issue-field-values-to-an-issue
    """
    issue = _issue_to_set(world, actor, owner, repo, issue_number)
    wanted = list(issue_field_values)
    for value in () if wanted else issue.issue_field_values:
        _clear(world, actor, issue, value)
    for item in wanted:
        _set(world, actor, issue, item)
    return list(issue.issue_field_values)


@operation("issues/set-issue-field-values", emits=FIELDS_CHANGED, permissions=_WRITE)
def set_issue_field_values(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    issue_number: int,
    issue_field_values: Values = (),
) -> list[IssueFieldValue]:
    """Replace all values by these. Emits and raises as `add_issue_field_values`.

    https://docs.github.com/rest/issues/issue-field-values#set-issue-field-values-for-an-issue
    """
    issue = _issue_to_set(world, actor, owner, repo, issue_number)
    replace_values(world, actor, issue, list(issue_field_values))
    return list(issue.issue_field_values)


@operation("issues/delete-issue-field-value", emits=("issues.field_removed",), permissions=_WRITE)
def delete_issue_field_value(
    world: World, actor: Actor, *, owner: str, repo: str, issue_number: int, issue_field_id: int
) -> None:
    """Emits issues.field_removed. Raises as `add_issue_field_values`; NotFound (404) without a value.

    https://docs.github.com/rest/issues/issue-field-values#delete-an-issue-field-value-from-an-issue
    """
    issue = _issue_to_set(world, actor, owner, repo, issue_number)
    value = _value_of(issue, issue_field_id)
    if value is None:
        raise NotFound()
    _clear(world, actor, issue, value)


def replace_values(world: World, actor: Actor, issue: Issue, wanted: list[Mapping[str, Any]]) -> None:
    """Give the issue exactly these values. Emits FIELDSFIELDS_CHANGED, each as it applies."""
    kept = {item["field_id"] for item in wanted}
    for value in issue.issue_field_values:
        if value.field.id not in kept:
            _clear(world, actor, issue, value)
    for item in wanted:
        _set(world, actor, issue, item)


def _issue_to_set(world: World, actor: Actor, owner: str, repo: str, number: int) -> Issue:
    world.repository(owner, repo, actor, "push")
    return issue_to_read(world, actor, owner, repo, number)


def _value_of(issue: Issue, field_id: int) -> IssueFieldValue | None:
    return next((value for value in issue.issue_field_values if value.field.id == field_id), None)


def _set(world: World, actor: Actor, issue: Issue, item: Mapping[str, Any]) -> None:
    found = world.get(IssueField, item["field_id"])
    if found is None or found.organization is not issue.repository.owner:
        raise _invalid(item["field_id"], "field_id")
    before = _value_of(issue, found.id)
    id = before.id if before is not None else world.ids.next("IssueFieldValue")
    value = _made(id, found, item["value"])
    if value == before:
        return
    others = tuple(other for other in issue.issue_field_values if other is not before)
    world.touch(issue, issue_field_values=(*others, value))
    changes = {} if before is None else {"changes": {"issue_field_value": {"from": _shown(before)}}}
    _emit(world, actor, "issues.field_added", issue, value, **changes)


def _clear(world: World, actor: Actor, issue: Issue, value: IssueFieldValue) -> None:
    left = tuple(other for other in issue.issue_field_values if other is not value)
    world.touch(issue, issue_field_values=left)
    _emit(world, actor, "issues.field_removed", issue, value)


def _made(id: int, field: IssueField, value: Any) -> IssueFieldValue:
    if "select" in field.data_type:
        names = value if isinstance(value, list) else [value]
        selected = tuple(option for name in names for option in field.options if option.name == name)
        if len(selected) != len(names) or (field.data_type == "single_select" and len(names) != 1):
            raise _invalid(value, "value")
        shown = selected[0].name if field.data_type == "single_select" else None
        return IssueFieldValue(id, field, shown, selected)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number is not (field.data_type == "number") or not (number or isinstance(value, str)):
        raise _invalid(value, "value")
    return IssueFieldValue(id, field, value)


def _shown(value: IssueFieldValue) -> dict[str, Any]:
    """A value as payloads have it, where it looks otherwise than in REST."""
    options = [
        {
            "id": option.id,
            "name": option.name,
            "color": option.color,
            "description": option.description,
        }
        for option in value.selected
    ]
    kinds: dict[str, dict[str, Any]] = {
        "single_select": {"value_id": options[0]["id"], "option": options[0]} if options else {},
        "multi_select": {"value_ids": [option["id"] for option in options], "options": options},
    }
    return {"id": value.id, **kinds.get(value.field.data_type, {"value": value.value})}


def _emit(
    world: World, actor: Actor, name: str, issue: Issue, value: IssueFieldValue, **changes: Any
) -> None:
    world.emit(
        name,
        issue=issue,
        issue_field={
            "id": value.field.id,
            "name": value.field.name,
            "field_type": value.field.data_type,
        },
        issue_field_value=_shown(value),
        **changes,
        repository=issue.repository,
        sender=actor.user,
    )


def _invalid(value: Any, field: str) -> ValidationFailed:
    return ValidationFailed(
        errors=[{"value": value, "resource": "IssueFieldValue", "field": field, "code": "invalid"}]
    )
