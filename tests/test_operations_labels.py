"""Labels of a repository, and on its issues and pull requests."""

from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import body_of, forget, only, open_issue, open_pull, path, payloads, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.issues import Label
from fakegithub.operations import labels


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def create(seeded: Seeded, name: str = "bug", **fields: Any) -> Any:
    result = labels.create_label(seeded.world, seeded.actor, **path(seeded.repository), name=name, **fields)
    return body_of(seeded, "issues/create-label", result)


def names(seeded: Seeded) -> list[str]:
    found = labels.list_labels_for_repo(seeded.world, seeded.actor, **path(seeded.repository))
    return [label["name"] for label in body_of(seeded, "issues/list-labels-for-repo", found)]


def test_a_created_label_is_shown_listed_and_announced(seeded: Seeded) -> None:
    label = create(seeded, "good first issue", color="0E8A16", description="Easy")
    assert (label["name"], label["color"], label["description"]) == ("good first issue", "0E8A16", "Easy")
    assert label["url"].endswith("/repos/octocat/hello-world/labels/good%20first%20issue")
    assert label["default"] is False
    assert only(seeded, "label.created")["label"] == label
    assert names(seeded) == ["good first issue"]
    shown = labels.get_label(
        seeded.world, seeded.stranger, **path(seeded.repository), name="GOOD first issue"
    )
    assert body_of(seeded, "issues/get-label", shown) == label


def test_a_label_without_a_color_is_grey(seeded: Seeded) -> None:
    assert create(seeded)["color"] == "ededed"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"name": "BUG"}, "name", "already_exists"),
        ({"name": " "}, "name", "missing_field"),
        ({"name": "x" * 51}, "name", "custom"),
        ({"name": "x", "color": "#ff0000"}, "color", "invalid"),
        ({"name": "x", "color": "red"}, "color", "invalid"),
        ({"name": "x", "description": "d" * 101}, "description", "custom"),
    ],
)
def test_a_bad_label_is_refused(fields: dict[str, str], field: str, code: str) -> None:
    seeded = watched()
    create(seeded)
    with refused(seeded, ValidationFailed, "Validation Failed") as caught:
        labels.create_label(seeded.world, seeded.actor, **path(seeded.repository), **fields)
    (error,) = caught.value.errors or []
    assert isinstance(error, dict)
    assert (error["resource"], error["field"], error["code"]) == ("Label", field, code)


def test_only_who_can_push_manages_labels() -> None:
    seeded = watched()
    create(seeded)
    where = path(seeded.repository)
    for act in (
        lambda: labels.create_label(seeded.world, seeded.stranger, **where, name="x"),
        lambda: labels.update_label(seeded.world, seeded.stranger, **where, name="bug", color="000000"),
        lambda: labels.delete_label(seeded.world, seeded.stranger, **where, name="bug"),
    ):
        with refused(seeded, Forbidden, "Must have push access to repository"):
            act()


def test_an_edited_label_says_what_it_was(seeded: Seeded) -> None:
    create(seeded, color="ffffff")
    forget(seeded)
    label = labels.update_label(
        seeded.world, seeded.actor, **path(seeded.repository), name="bug", new_name="Bug", color="000000"
    )
    shown = body_of(seeded, "issues/update-label", label)
    assert (shown["name"], shown["color"]) == ("Bug", "000000")
    sent = only(seeded, "label.edited")
    assert sent["changes"] == {"name": {"from": "bug"}, "color": {"from": "ffffff"}}
    assert sent["label"] == shown


def test_an_edit_that_changes_nothing_is_not_announced() -> None:
    seeded = watched()
    create(seeded, color="ffffff")
    forget(seeded)
    labels.update_label(seeded.world, seeded.actor, **path(seeded.repository), name="bug", color="ffffff")
    assert seeded.names == []


def test_a_label_cannot_take_the_name_of_another() -> None:
    seeded = watched()
    create(seeded, "bug")
    create(seeded, "wontfix")
    with refused(seeded, ValidationFailed, "already_exists"):
        labels.update_label(
            seeded.world, seeded.actor, **path(seeded.repository), name="wontfix", new_name="Bug"
        )


def test_a_deleted_label_leaves_the_issues_without_being_named(seeded: Seeded) -> None:
    issue, pull = open_issue(seeded, labels=["bug", "help"]), open_pull(seeded)
    labels.add_labels(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=pull.number, labels=["bug"]
    )
    forget(seeded)
    labels.delete_label(seeded.world, seeded.actor, **path(seeded.repository), name="bug")
    sent = payloads(seeded)
    assert seeded.names == ["label.deleted", "issues.unlabeled", "pull_request.unlabeled"]
    assert "label" not in sent["issues.unlabeled"][0]
    assert "label" not in sent["pull_request.unlabeled"][0]
    assert [label.name for label in issue.labels] == ["help"]
    assert names(seeded) == ["help"]


def test_added_labels_are_created_when_unknown_and_announced_one_by_one(seeded: Seeded) -> None:
    create(seeded, "bug")
    issue = open_issue(seeded)
    forget(seeded)
    found = labels.add_labels(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        issue_number=issue.number,
        labels=["bug", {"name": "size/S"}],
    )
    assert [label["name"] for label in body_of(seeded, "issues/add-labels", found)] == ["bug", "size/S"]
    assert seeded.names == ["label.created", "issues.labeled", "issues.labeled"]
    sent = payloads(seeded)
    assert [one["label"]["name"] for one in sent["issues.labeled"]] == ["bug", "size/S"]
    assert sent["issues.labeled"][0]["issue"]["number"] == issue.number
    listed = labels.list_labels_on_issue(
        seeded.world, seeded.stranger, **path(seeded.repository), issue_number=issue.number
    )
    assert body_of(seeded, "issues/list-labels-on-issue", listed) == body_of(
        seeded, "issues/add-labels", found
    )


def test_a_label_that_is_there_already_is_not_announced_again() -> None:
    seeded = watched()
    issue = open_issue(seeded, labels=["bug"])
    forget(seeded)
    labels.add_labels(
        seeded.world, seeded.actor, **path(seeded.repository), issue_number=issue.number, labels=["BUG"]
    )
    assert seeded.names == []


def test_labels_of_a_pull_request_have_its_own_events(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    where = {**path(seeded.repository), "issue_number": pull.number}
    forget(seeded)
    labels.add_labels(seeded.world, seeded.bot, **where, labels="lgtm")
    labels.remove_label(seeded.world, seeded.bot, **where, name="LGTM")
    assert seeded.names == ["label.created", "pull_request.labeled", "pull_request.unlabeled"]
    sent = payloads(seeded)
    assert sent["pull_request.labeled"][0]["number"] == pull.number
    assert sent["pull_request.unlabeled"][0]["label"]["name"] == "lgtm"
    assert sent["pull_request.labeled"][0]["sender"]["login"] == "ci-bot[bot]"


def test_set_labels_replaces_all_of_them(seeded: Seeded) -> None:
    issue = open_issue(seeded, labels=["a", "b"])
    forget(seeded)
    found = labels.set_labels(
        seeded.world,
        seeded.actor,
        **path(seeded.repository),
        issue_number=issue.number,
        labels=["b", "c"],
    )
    assert [label["name"] for label in body_of(seeded, "issues/set-labels", found)] == ["b", "c"]
    assert seeded.names == ["label.created", "issues.unlabeled", "issues.labeled"]
    assert payloads(seeded)["issues.unlabeled"][0]["label"]["name"] == "a"


def test_labels_come_off_one_by_one_or_all_at_once(seeded: Seeded) -> None:
    issue = open_issue(seeded, labels=["a", "b", "c"])
    where = {**path(seeded.repository), "issue_number": issue.number}
    forget(seeded)
    left = labels.remove_label(seeded.world, seeded.actor, **where, name="b")
    assert [label["name"] for label in body_of(seeded, "issues/remove-label", left)] == ["a", "c"]
    assert (
        body_of(
            seeded, "issues/remove-all-labels", labels.remove_all_labels(seeded.world, seeded.actor, **where)
        )
        is None
    )
    assert seeded.names == ["issues.unlabeled"] * 3
    assert len(payloads(seeded)["issues.unlabeled"]) == 3
    assert issue.labels == ()


def test_a_label_that_is_not_on_the_issue_does_not_exist() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    create(seeded)
    with refused(seeded, NotFound, "Label does not exist"):
        labels.remove_label(
            seeded.world, seeded.actor, **path(seeded.repository), issue_number=issue.number, name="bug"
        )


def test_a_stranger_cannot_label() -> None:
    seeded = watched()
    issue = open_issue(seeded, labels=["a"])
    where = {**path(seeded.repository), "issue_number": issue.number}
    for act in (
        lambda: labels.add_labels(seeded.world, seeded.stranger, **where, labels=["b"]),
        lambda: labels.set_labels(seeded.world, seeded.stranger, **where, labels=["b"]),
        lambda: labels.remove_label(seeded.world, seeded.stranger, **where, name="a"),
        lambda: labels.remove_all_labels(seeded.world, seeded.stranger, **where),
    ):
        with refused(seeded, Forbidden, "Must have admin rights to Repository."):
            act()


def test_a_label_without_a_name_undoes_what_was_created_before_it() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    with refused(seeded, ValidationFailed):
        labels.add_labels(
            seeded.world,
            seeded.actor,
            **path(seeded.repository),
            issue_number=issue.number,
            labels=["new", "y" * 51],
        )
    assert seeded.world.all(Label, repository=seeded.repository) == []


def test_labels_of_a_private_repository_are_hidden() -> None:
    seeded = watched()
    with refused(seeded, NotFound, "Not Found"):
        labels.list_labels_for_repo(seeded.world, seeded.stranger, owner="octo-org", repo="widgets")
