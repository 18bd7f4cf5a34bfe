from __future__ import annotations

from typing import Any

import pytest
from ci_helpers import WIDGETS, do, environment_of, gatekeeper
from world_helpers import PRODUCTS, Seeded, answer, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed

ANY = {"protected_branches": False, "custom_branch_policies": False}
PROTECTED = {"protected_branches": True, "custom_branch_policies": False}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def on_production(there: Seeded, operation_id: str, **parameters: Any) -> Any:
    return do(there, operation_id, environment_name="production", **parameters, **WIDGETS)


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_environment_shows_what_it_demands(product: str) -> None:
    there = seeded(product)
    reviewers = [{"type": "User", "id": there.monalisa.id}, {"type": "Team", "id": there.team.id}]
    made = environment_of(
        there,
        wait_timer=30,
        prevent_self_review=True,
        reviewers=reviewers,
        deployment_branch_policy=PROTECTED,
    )
    shown = answer(there.world, "repos/create-or-update-environment", made)
    timer, required, policy = shown["protection_rules"]
    assert (timer["type"], timer["wait_timer"]) == ("wait_timer", 30)
    assert (required["type"], required["prevent_self_review"]) == ("required_reviewers", True)
    assert [row["type"] for row in required["reviewers"]] == ["User", "Team"]
    assert required["reviewers"][1]["reviewer"]["slug"] == "core"
    assert policy["type"] == "branch_policy"
    assert shown["deployment_branch_policy"] == PROTECTED
    assert len({rule["id"] for rule in shown["protection_rules"]}) == 3
    assert shown["url"] == f"{there.world.urls.api(there.widgets)}/environments/production"


def test_what_is_left_out_is_taken_away(there: Seeded) -> None:
    made = environment_of(there, wait_timer=30)
    again = environment_of(there, name="Production")
    assert again is made
    assert (made.name, made.wait_timer) == ("production", 0)
    assert do(there, "repos/get-all-environments", **WIDGETS) == [made]


@pytest.mark.parametrize(
    "parameters",
    [
        {"wait_timer": 43_201},
        {"wait_timer": -1},
        {"reviewers": [{"type": "User", "id": 1}]},
        {"reviewers": [{"type": "Team", "id": 1}]},
        {"reviewers": [{"type": "User", "id": 1}] * 7},
        {"deployment_branch_policy": ANY},
    ],
)
def test_what_cannot_be_demanded_is_refused(there: Seeded, parameters: dict[str, Any]) -> None:
    with refused(there, ValidationFailed):
        environment_of(there, **parameters)


def test_a_reviewer_must_be_able_to_see_the_repository(there: Seeded) -> None:
    with refused(there, ValidationFailed):
        environment_of(there, reviewers=[{"type": "User", "id": there.hubot.id}])


def test_only_administrators_set_up_environments(there: Seeded) -> None:
    with refused(there, Forbidden):
        on_production(there, "repos/create-or-update-environment", by=there.member)
    with refused(there, NotFound):
        on_production(there, "repos/get-environment")


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_app_guards_an_environment_until_it_is_taken_off(product: str) -> None:
    there = seeded(product)
    environment_of(there)
    app = gatekeeper(there).app
    rule = on_production(there, "repos/create-deployment-protection-rule", integration_id=app.id)
    shown = answer(there.world, "repos/create-deployment-protection-rule", rule)
    assert shown["enabled"] is True
    assert (shown["app"]["slug"], shown["app"]["id"]) == ("gatekeeper", app.id)
    assert shown["app"]["integration_url"] == f"{there.world.urls.api_root}/apps/gatekeeper"
    assert on_production(there, "repos/get-all-deployment-protection-rules") == [rule]
    with refused(there, ValidationFailed, "already_exists"):
        on_production(there, "repos/create-deployment-protection-rule", integration_id=app.id)
    found = {"protection_rule_id": rule.id}
    assert on_production(there, "repos/get-custom-deployment-protection-rule", **found) is rule
    on_production(there, "repos/disable-deployment-protection-rule", **found)
    with refused(there, NotFound):
        on_production(there, "repos/get-custom-deployment-protection-rule", **found)


def test_an_app_that_is_not_installed_cannot_guard(there: Seeded) -> None:
    environment_of(there)
    with there.world.transaction():
        there.world.update(there.org_installation, repository_ids=frozenset())
    with refused(there, ValidationFailed, "integration_id"):
        on_production(there, "repos/create-deployment-protection-rule", integration_id=there.app.id)
    with refused(there, ValidationFailed, "integration_id"):
        on_production(there, "repos/create-deployment-protection-rule")


def test_an_environment_goes_with_its_rules(there: Seeded) -> None:
    environment_of(there)
    rule = on_production(there, "repos/create-deployment-protection-rule", integration_id=there.app.id)
    on_production(there, "repos/delete-an-environment")
    assert do(there, "repos/get-all-environments", **WIDGETS) == []
    assert there.world.get(type(rule), rule.id) is None
