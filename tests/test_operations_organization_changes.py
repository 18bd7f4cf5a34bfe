from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import PRODUCTS, Seeded, answer, payload, refused, seeded

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Team
from fakegithub.model.apps import Installation
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import perform

ORG = {"org": "octo-org"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def run(there: Seeded, operation: str, **parameters: Any) -> Any:
    return perform(there.world, there.actor, operation, **parameters)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_renamed_organization_keeps_what_it_has(product: str) -> None:
    there = seeded(product)
    run(there, "organization.rename", **ORG, login="octo-inc")
    assert there.names == ["organization.renamed", "installation_target.renamed"]
    body = payload(there.world, there.event("organization.renamed"))
    assert body["changes"] == {"login": {"from": "octo-org"}}
    assert body["organization"]["login"] == "octo-inc"
    assert there.world.find_repository("octo-inc", "widgets") is there.widgets
    assert there.world.find_repository("octo-org", "widgets") is None
    target = payload(there.world, there.event("installation_target.renamed"))
    assert (target["account"]["login"], target["target_type"]) == ("octo-inc", "Organization")
    assert target["changes"] == {"login": {"from": "octo-org"}}
    assert target["installation"]["id"] == there.org_installation.id
    # Its description is no text in this place of the document.
    assert target["account"].get("description") is None


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_renamed_user_is_told_to_apps_only(product: str) -> None:
    there = seeded(product)
    run(there, "user.rename", username="octocat", login="Octocat2")
    assert there.names == ["installation_target.renamed"]
    event = there.event("installation_target.renamed")
    assert event.only_app is there.app
    body = payload(there.world, event)
    assert (body["account"]["login"], body["target_type"]) == ("Octocat2", "User")
    assert there.world.find_repository("octocat2", "hello-world") is there.repository


def test_a_login_is_unique_but_its_case_may_change(there: Seeded) -> None:
    with refused(there, ValidationFailed, "already taken"):
        run(there, "organization.rename", **ORG, login="HUBOT")
    with refused(there, NotFound):
        run(there, "user.rename", username="hubot", login="bender")
    assert run(there, "organization.rename", **ORG, login="Octo-Org").login == "Octo-Org"


def test_the_profile_is_changed_without_an_event(there: Seeded) -> None:
    from fakegithub.operations import organization_changes

    shown = organization_changes.update(there.world, there.actor, **ORG, description=None, location="Sea")
    body = answer(there.world, "orgs/update", shown)
    assert (body["description"], body["location"]) == (None, "Sea")
    assert there.names == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_organization_goes_with_all_that_it_has(product: str) -> None:
    there = seeded(product)
    run(there, "orgs/delete", **ORG)
    assert there.names == ["repository.deleted", "installation.deleted", "organization.deleted"]
    body = payload(there.world, there.event("organization.deleted"))
    assert (body["organization"]["login"], body["membership"]["role"]) == ("octo-org", "admin")
    assert there.world.find(Account, login_key="octo-org") is None
    assert there.world.all(Team) == []
    assert there.world.all(Installation) == [there.installation]
    assert there.world.all(Repository) == [there.repository]


def test_a_hook_of_the_organization_hears_of_its_end() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        seen = delivering.seeded
        config = {"url": receiver.url, "content_type": "json"}
        run(seen, "orgs/create-webhook", **ORG, name="web", config=config, events=["organization"])
        run(seen, "orgs/delete", **ORG)
        delivering.settle()
        assert receiver.events == ["ping", "organization"]
        assert json.loads(receiver.requests[-1].body)["action"] == "deleted"
