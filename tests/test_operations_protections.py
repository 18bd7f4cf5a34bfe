from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import forget, only, payloads, watched
from world_helpers import PRODUCTS, Seeded, answer, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import protection_parts, protections
from fakegithub.operations.protected_branches import protection_of

MAIN = {"owner": "octocat", "repo": "hello-world", "branch": "main"}
WIDGETS = {"owner": "octo-org", "repo": "widgets", "branch": "main"}
NOTHING: dict[str, Any] = dict.fromkeys(
    ("required_status_checks", "enforce_admins", "required_pull_request_reviews", "restrictions")
)
CHECKS = {"strict": True, "contexts": ["ci/build", "lint"]}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def protect(there: Seeded, where: dict[str, str] = MAIN, **parts: Any) -> Any:
    return protections.update_branch_protection(there.world, there.actor, **where, **{**NOTHING, **parts})


def test_a_new_protection_is_told_as_a_rule(there: Seeded) -> None:
    protect(
        there,
        required_status_checks=CHECKS,
        required_pull_request_reviews={"required_approving_review_count": 2},
    )
    rule = only(there, "branch_protection_rule.created")["rule"]
    assert rule["name"] == "main"
    assert rule["repository_id"] == there.repository.id
    assert rule["required_status_checks"] == ["ci/build", "lint"]
    assert rule["required_status_checks_enforcement_level"] == "non_admins"
    assert rule["strict_required_status_checks_policy"] is True
    assert rule["pull_request_reviews_enforcement_level"] == "non_admins"
    assert rule["required_approving_review_count"] == 2
    assert rule["allow_force_pushes_enforcement_level"] == "off"
    assert rule["authorized_actor_names"] == []


def test_an_edited_protection_tells_what_it_was(there: Seeded) -> None:
    protect(there, required_status_checks=CHECKS)
    forget(there)
    protect(there, required_status_checks=CHECKS)
    assert there.names == []
    protect(there, required_status_checks=CHECKS, enforce_admins=True, required_linear_history=True)
    found = only(there, "branch_protection_rule.edited")
    assert found["rule"]["required_status_checks_enforcement_level"] == "everyone"
    assert found["changes"] == {
        "admin_enforced": {"from": False},
        "linear_history_requirement_enforcement_level": {"from": "off"},
        "required_status_checks_enforcement_level": {"from": "non_admins"},
    }


def test_restrictions_name_users_teams_and_apps(there: Seeded) -> None:
    protect(there, WIDGETS, restrictions={"users": ["monalisa"], "teams": ["core"], "apps": ["ci-bot"]})
    rule = only(there, "branch_protection_rule.created")["rule"]
    assert rule["authorized_actors_only"] is True
    assert rule["authorized_actor_names"] == ["monalisa", "core", "ci-bot"]
    body = answer(
        there.world,
        "repos/get-branch-protection",
        protections.get_branch_protection(there.world, there.actor, **WIDGETS),
    )
    assert [user["login"] for user in body["restrictions"]["users"]] == ["monalisa"]
    assert [team["slug"] for team in body["restrictions"]["teams"]] == ["core"]
    assert body["url"].endswith("/repos/octo-org/widgets/branches/main/protection")


def test_a_protection_goes(there: Seeded) -> None:
    protect(there)
    forget(there)
    protections.delete_branch_protection(there.world, there.actor, **MAIN)
    assert only(there, "branch_protection_rule.deleted")["rule"]["name"] == "main"
    with refused(there, NotFound, "Branch not protected"):
        protections.get_branch_protection(there.world, there.actor, **MAIN)


def test_protections_can_be_switched_off_as_a_whole(there: Seeded) -> None:
    protect(there)
    forget(there)
    where = {"owner": "octocat", "repo": "hello-world"}
    protections.disable_protections(there.world, there.actor, **where)
    protections.disable_protections(there.world, there.actor, **where)
    assert there.names == ["branch_protection_configuration.disabled"]
    assert protection_of(there.world, there.repository, "main") is None
    protections.enable_protections(there.world, there.actor, **where)
    assert "branch_protection_configuration.enabled" in payloads(there)
    assert protection_of(there.world, there.repository, "main") is not None


@pytest.mark.parametrize(
    ("operation", "parameters", "left"),
    [
        ("add_status_check_contexts", {"contexts": ["docs", "lint"]}, ["ci/build", "lint", "docs"]),
        ("set_status_check_contexts", {"contexts": ["docs"]}, ["docs"]),
        ("remove_status_check_contexts", {"contexts": ["lint"]}, ["ci/build"]),
    ],
)
def test_contexts_are_changed_one_by_one(operation: str, parameters: Any, left: list[str]) -> None:
    there = watched()
    protect(there, required_status_checks=CHECKS)
    forget(there)
    change = getattr(protection_parts, operation)
    assert change(there.world, there.actor, **MAIN, **parameters) == left
    changes = only(there, "branch_protection_rule.edited")["changes"]
    assert changes == {"required_status_checks": {"from": ["ci/build", "lint"]}}


def test_a_part_that_is_not_required_is_not_there() -> None:
    there = watched()
    protect(there)
    for get in (
        protection_parts.get_status_checks_protection,
        protection_parts.get_pull_request_review_protection,
    ):
        with refused(there, NotFound):
            get(there.world, there.actor, **MAIN)
    body = answer(
        there.world,
        "repos/get-branch-protection",
        protections.get_branch_protection(there.world, there.actor, **MAIN),
    )
    assert not {"required_status_checks", "required_pull_request_reviews", "restrictions"} & body.keys()


def test_parts_are_switched_off_alone() -> None:
    there = watched()
    protect(there, required_status_checks=CHECKS, required_pull_request_reviews={})
    protection_parts.remove_status_check_protection(there.world, there.actor, **MAIN)
    protection_parts.delete_pull_request_review_protection(there.world, there.actor, **MAIN)
    found = protections.get_branch_protection(there.world, there.actor, **MAIN)
    assert (found.requires_checks, found.requires_reviews) == (False, False)


@pytest.mark.parametrize(
    ("where", "parts", "error"),
    [
        ({**MAIN, "branch": "nowhere"}, {}, NotFound),
        (MAIN, {"restrictions": {"users": ["hubot"], "teams": []}}, ValidationFailed),
        (WIDGETS, {"restrictions": {"users": ["nobody"], "teams": []}}, ValidationFailed),
    ],
)
def test_what_does_not_exist_cannot_protect(where: Any, parts: Any, error: Any) -> None:
    there = watched()
    with refused(there, error):
        protect(there, where, **parts)


def test_only_an_administrator_protects() -> None:
    there = watched()
    with refused(there, Forbidden):
        protections.update_branch_protection(there.world, there.stranger, **MAIN, **NOTHING)
