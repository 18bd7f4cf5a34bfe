"""Fields of issues and their values."""

from __future__ import annotations

from typing import Any

import pytest
from conversation_helpers import act, in_org
from pull_helpers import forget, payloads, watched
from world_helpers import Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.issue_fields import IssueField
from fakegithub.model.issues import Issue

PRODUCTS = ("github.com", "ghec")
ADD, SET = "issues/add-issue-field-values", "issues/set-issue-field-values"
OPTIONS = [{"name": "High", "color": "red", "priority": 1}, {"name": "Low", "color": "gray", "priority": 2}]


def field(seeded: Seeded, name: str, data_type: str) -> IssueField:
    options = {"options": OPTIONS} if "select" in data_type else {}
    made = in_org(seeded, "orgs/create-issue-field", name=name, data_type=data_type, **options)
    assert isinstance(made, IssueField)
    return made


def issue_of(seeded: Seeded, **fields: Any) -> Issue:
    made = act(seeded, "issues/create", repository=seeded.widgets, title="It breaks", **fields)
    assert isinstance(made, Issue)
    forget(seeded)
    return made


def give(seeded: Seeded, issue: Issue, *values: tuple[IssueField, Any], operation: str = ADD) -> Any:
    return act(
        seeded,
        operation,
        repository=seeded.widgets,
        issue_number=issue.number,
        issue_field_values=[{"field_id": found.id, "value": value} for found, value in values],
    )


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    ("data_type", "values", "shown"),
    [
        ("text", ("one", "two"), lambda made: made["value"]),
        ("number", (1, 2.5), lambda made: made["value"]),
        ("date", ("2026-03-01", "2026-03-02"), lambda made: made["value"]),
        ("single_select", ("High", "Low"), lambda made: made["option"]["name"]),
        (
            "multi_select",
            (["High"], ["High", "Low"]),
            lambda made: [option["name"] for option in made["options"]],
        ),
    ],
)
def test_a_value_is_shown_with_what_it_was(
    product: str, data_type: str, values: tuple[Any, Any], shown: Any
) -> None:
    seeded = watched(product)
    found, issue = field(seeded, "Effort", data_type), issue_of(seeded)
    for value in values:
        give(seeded, issue, (found, value))
    first, second = payloads(seeded)["issues.field_added"]
    assert first["issue_field"] == {"id": found.id, "name": "Effort", "field_type": data_type}
    assert shown(first["issue_field_value"]) == values[0]
    assert "changes" not in first
    assert shown(second["issue_field_value"]) == values[1]
    assert shown(second["changes"]["issue_field_value"]["from"]) == values[0]


def test_the_same_value_again_is_nothing_new() -> None:
    seeded = watched()
    found, issue = field(seeded, "Effort", "number"), issue_of(seeded)
    for _ in range(2):
        give(seeded, issue, (found, 3))
    assert seeded.names == ["issues.field_added"]


def test_setting_replaces_and_adding_does_not() -> None:
    seeded = watched()
    effort, note = field(seeded, "Effort", "number"), field(seeded, "Note", "text")
    issue = issue_of(seeded)
    give(seeded, issue, (effort, 3))
    give(seeded, issue, (note, "Soon"))
    assert [value.field for value in issue.issue_field_values] == [effort, note]
    forget(seeded)
    give(seeded, issue, (note, "Later"), operation=SET)
    assert seeded.names == ["issues.field_removed", "issues.field_added"]
    assert payloads(seeded)["issues.field_removed"][0]["issue_field"]["name"] == "Effort"
    assert [value.value for value in issue.issue_field_values] == ["Later"]
    give(seeded, issue)
    assert issue.issue_field_values == ()


def test_a_value_is_deleted_alone() -> None:
    seeded = watched()
    found, issue = field(seeded, "Effort", "number"), issue_of(seeded)
    give(seeded, issue, (found, 3))
    parameters = {
        "repository": seeded.widgets,
        "issue_number": issue.number,
        "issue_field_id": found.id,
    }
    act(seeded, "issues/delete-issue-field-value", **parameters)
    assert seeded.names[-1] == "issues.field_removed"
    with refused(seeded, NotFound):
        act(seeded, "issues/delete-issue-field-value", **parameters)
    listed = act(
        seeded,
        "issues/list-issue-field-values-for-issue",
        repository=seeded.widgets,
        issue_number=issue.number,
    )
    assert listed == []


def test_an_issue_may_begin_with_values() -> None:
    seeded = watched()
    found = field(seeded, "Priority", "single_select")
    issue = issue_of(seeded, issue_field_values=[{"field_id": found.id, "value": "High"}])
    assert [value.value for value in issue.issue_field_values] == ["High"]
    act(
        seeded,
        "issues/update",
        repository=seeded.widgets,
        issue_number=issue.number,
        issue_field_values=[],
    )
    assert seeded.names == ["issues.field_removed"]


def test_a_deleted_field_leaves_no_values() -> None:
    seeded = watched()
    found, issue = field(seeded, "Effort", "number"), issue_of(seeded)
    give(seeded, issue, (found, 3))
    in_org(seeded, "orgs/update-issue-field", issue_field_id=found.id, name="Size", description="Days")
    assert in_org(seeded, "orgs/list-issue-fields") == [found]
    in_org(seeded, "orgs/delete-issue-field", issue_field_id=found.id)
    assert issue.issue_field_values == ()


@pytest.mark.parametrize(
    ("data_type", "value"),
    [("number", "three"), ("text", 3), ("single_select", "Medium"), ("multi_select", ["High", "Medium"])],
)
def test_a_value_of_another_type_is_refused(data_type: str, value: Any) -> None:
    seeded = watched()
    found, issue = field(seeded, "Effort", data_type), issue_of(seeded)
    with refused(seeded, ValidationFailed):
        give(seeded, issue, (found, value))


def test_options_belong_to_selects_only() -> None:
    seeded = watched()
    for parameters in ({"data_type": "single_select"}, {"data_type": "text", "options": OPTIONS}):
        with refused(seeded, ValidationFailed):
            in_org(seeded, "orgs/create-issue-field", name="Effort", **parameters)
    with refused(seeded, Forbidden):
        in_org(
            seeded,
            "orgs/create-issue-field",
            actor=seeded.member,
            name="Effort",
            data_type="number",
        )
