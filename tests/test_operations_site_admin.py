from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import Seeded, payload, refused, seeded

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Token
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import perform

PRODUCTS = ("ghes-3.14", "ghes-3.19")
CONFIG = {"url": "http://receiver.test/webhook", "content_type": "json"}


def site(product: str = "ghes-3.19") -> Seeded:
    """A GHES whose site administrator octocat is."""
    there = seeded(product)
    promote(there)
    return there


def promote(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.octocat, site_admin=True)


def run(there: Seeded, operation: str, **parameters: Any) -> Any:
    return perform(there.world, there.actor, operation, **parameters)


@pytest.mark.parametrize("product", PRODUCTS)
def test_users_are_created_and_deleted(product: str) -> None:
    there = site(product)
    run(there, "enterprise-admin/create-user", login="mona", email="mona@example.com")
    body = payload(there.world, there.event("user.created"))
    assert (body["user"]["login"], body["sender"]["login"]) == ("mona", "octocat")
    assert body["enterprise"]["slug"] == "github"
    assert there.world.account("mona").email == "mona@example.com"
    with refused(there, ValidationFailed):
        run(there, "enterprise-admin/create-user", login="mona")


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_user_leaves_nothing_of_their_own(product: str) -> None:
    there = site(product)
    mona = there.monalisa
    run(there, "token.create", login="monalisa")
    perform(there.world, there.member, "repos/create-for-authenticated-user", name="mine")
    run(there, "collaborator.add", owner="octocat", repo="hello-world", username="monalisa")
    there.events.clear()
    run(there, "enterprise-admin/delete-user", username="monalisa")
    assert there.names == ["repository.deleted", "user.deleted"]
    assert payload(there.world, there.event("user.deleted"))["user"]["login"] == "monalisa"
    assert there.world.find(Account, login_key="monalisa") is None
    assert [token for token in there.world.all(Token) if token.account is mona] == []
    assert there.world.all(Repository, owner=mona) == []
    for members in (there.org.members, there.team.members, there.repository.collaborators):
        assert mona.id not in members


def test_nobody_deletes_themselves_or_an_organization() -> None:
    there = site()
    for login in ("octocat", "octo-org"):
        with refused(there, ValidationFailed):
            run(there, "enterprise-admin/delete-user", username=login)


@pytest.mark.parametrize("product", PRODUCTS)
def test_anonymous_access_is_switched(product: str) -> None:
    there = site(product)
    for enabled in (False, True, True, False):
        run(there, "enterprise.set_anonymous_access", enabled=enabled)
    assert there.names == ["enterprise.anonymous_access_enabled", "enterprise.anonymous_access_disabled"]
    for event in there.events:
        assert payload(there.world, event)["sender"]["login"] == "octocat"


def test_names_are_changed() -> None:
    there = site()
    answered = run(there, "enterprise-admin/update-org-name", org="octo-org", login="octo-inc")
    assert answered["url"] == f"https://github.example.com/api/v3/organizations/{there.org.id}"
    run(there, "enterprise-admin/update-username-for-user", username="monalisa", login="mona")
    assert there.names == ["organization.renamed", "installation_target.renamed"]
    assert there.monalisa.login == "mona"


def test_organizations_are_created_by_site_administrators() -> None:
    there = site()
    run(there, "enterprise-admin/create-org", login="new-org", admin="monalisa")
    assert there.world.account("new-org").members == {there.monalisa.id: "admin"}


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("enterprise-admin/create-user", {"login": "mona"}),
        ("enterprise-admin/delete-user", {"username": "hubot"}),
        ("enterprise-admin/update-org-name", {"org": "octo-org", "login": "new"}),
        ("enterprise-admin/promote-user-to-be-site-administrator", {"username": "octocat"}),
        ("enterprise-admin/create-global-webhook", {"name": "web", "config": CONFIG}),
        ("enterprise-admin/list-global-webhooks", {}),
        ("enterprise.set_anonymous_access", {"enabled": True}),
    ],
)
def test_all_this_is_hidden_from_everybody_else(operation: str, parameters: dict[str, Any]) -> None:
    there = seeded("ghes-3.19")
    with refused(there, NotFound):
        run(there, operation, **parameters)
    elsewhere = seeded("github.com")
    promote(elsewhere)
    with refused(elsewhere, NotFound):
        run(elsewhere, operation, **parameters)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_global_hook_hears_of_users_and_of_every_organization(product: str) -> None:
    with Delivering(product) as delivering:
        there = delivering.seeded
        promote(there)
        receiver = delivering.receiver()
        config = {"url": receiver.url, "content_type": "json"}
        hook = run(there, "enterprise-admin/create-global-webhook", name="web", config=config)
        assert (hook.type, hook.events) == ("Global", ("user", "organization"))
        run(there, "enterprise-admin/create-user", login="mona")
        run(there, "organization.rename", org="octo-org", login="octo-inc")
        run(there, "orgs/set-membership-for-user", org="octo-inc", username="mona")
        run(there, "enterprise.set_anonymous_access", enabled=True)
        run(there, "enterprise-admin/update-global-webhook", hook_id=hook.id, events=["enterprise", "meta"])
        run(there, "enterprise.set_anonymous_access", enabled=False)
        run(there, "enterprise-admin/ping-global-webhook", hook_id=hook.id)
        run(there, "enterprise-admin/delete-global-webhook", hook_id=hook.id)
        delivering.settle()
        log = delivering.deliveries.log
        assert [(d.event, d.action) for d in log] == [
            ("ping", None),
            ("user", "created"),
            ("organization", "renamed"),
            ("organization", "member_invited"),
            ("enterprise", "anonymous_access_disabled"),
            ("ping", None),
            ("meta", "deleted"),
        ]
        assert len(receiver.events) == len(log)
        ping = json.loads(log[0].payload)
        assert (ping["hook"]["type"], ping["sender"]["login"]) == ("Global", "octocat")
        assert ping["hook"]["url"] == f"https://github.example.com/api/v3/admin/hooks/{hook.id}"
        assert not ping.keys() & {"repository", "organization"}
        with pytest.raises(NotFound):
            run(there, "enterprise-admin/get-global-webhook", hook_id=hook.id)
