"""Hooks of organizations, and the one hook of an app, through REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import PRODUCTS, Seeded, answer, installed, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS, Actor
from fakegithub.model.hooks import Hook
from fakegithub.operations.operation import OPERATIONS, perform

ORG = {"org": "octo-org"}
URL = "http://receiver.test/webhook"
CONFIG = {"url": URL, "content_type": "json", "secret": "geheim"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def run(there: Seeded, operation: str, by: Actor | None = None, **parameters: Any) -> Any:
    return perform(there.world, by or there.actor, f"orgs/{operation}", **ORG, **parameters)


def create(there: Seeded, by: Actor | None = None, **fields: Any) -> Hook:
    made: Hook = run(there, "create-webhook", by, **{"name": "web", "config": CONFIG, **fields})
    return made


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_organization_hook_has_neither_test_nor_last_response(product: str) -> None:
    there = seeded(product)
    parameters = {**ORG, "name": "web", "config": CONFIG, "events": ["member"]}
    result = OPERATIONS["orgs/create-webhook"].function(there.world, there.actor, **parameters)
    shown = answer(there.world, "orgs/create-webhook", result)
    root = f"{there.world.urls.api_root}/orgs/octo-org/hooks/{shown['id']}"
    assert result.location == shown["url"] == root
    assert (shown["type"], shown["events"], shown["active"]) == ("Organization", ["member"], True)
    assert shown["ping_url"] == f"{root}/pings"
    assert shown["config"]["secret"] == "********"
    assert not shown.keys() & {"test_url", "last_response"}
    assert there.event("ping").only_hook.id == shown["id"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_gets_the_organization_s_events_and_those_of_its_repositories(product: str) -> None:
    with Delivering(product) as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        config = {"url": receiver.url, "content_type": "json"}
        create(there, config=config, events=["organization", "issues", "team", "team_add", "membership"])
        widgets = {"owner": "octo-org", "repo": "widgets"}
        perform(there.world, there.actor, "issues/create", **widgets, title="Broken")
        perform(
            there.world, there.actor, "issues/create", owner="octocat", repo="hello-world", title="Elsewhere"
        )
        run(there, "remove-member", username="monalisa")
        run(there, "update", location="Sea")
        perform(
            there.world,
            there.actor,
            "teams/add-or-update-repo-permissions-in-org",
            **ORG,
            team_slug="core",
            **widgets,
            permission="admin",
        )
        delivering.settle()
        log = delivering.deliveries.log
        assert [(d.event, d.action) for d in log] == [
            ("ping", None),
            ("issues", "opened"),
            ("membership", "removed"),
            ("organization", "member_removed"),
            ("team", "edited"),
        ]
        for delivery in log:
            payload = json.loads(delivery.payload)
            assert payload["organization"]["login"] == "octo-org"
            assert "installation" not in payload
            assert ("enterprise" in payload) is (product.startswith("ghes") and delivery.event != "ping")
            headers = dict(delivery.request_headers)
            assert headers["X-GitHub-Hook-Installation-Target-Type"] == "organization"
            assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(there.org.id)


def test_it_is_changed_and_deleted(there: Seeded) -> None:
    hook = create(there, events=["member"])
    run(there, "update-webhook", hook_id=hook.id, events=["*", "team"], active=False)
    assert (hook.events, hook.active, hook.secret) == (("*",), False, "geheim")
    run(there, "update-webhook", hook_id=hook.id, config={"url": URL})
    assert (hook.content_type, hook.secret) == ("form", None)
    config = run(there, "update-webhook-config-for-org", hook_id=hook.id, secret="neu")
    assert config == {**hook.config, "secret": "********"}
    assert run(there, "get-webhook-config-for-org", hook_id=hook.id) == config
    run(there, "ping-webhook", hook_id=hook.id)
    run(there, "delete-webhook", hook_id=hook.id)
    assert there.names == ["ping", "ping", "meta.deleted"]
    with refused(there, NotFound):
        run(there, "get-webhook", hook_id=hook.id)


def test_two_hooks_that_do_the_same_are_refused(there: Seeded) -> None:
    create(there)
    with refused(there, ValidationFailed, "Hook already exists on this organization"):
        create(there)
    with refused(there, ValidationFailed):
        create(there, name="irc", events=["team"])


def test_only_owners_and_apps_with_the_permission_see_hooks(there: Seeded) -> None:
    hook = create(there)
    for actor in (there.member, there.stranger):
        with refused(there, NotFound):
            run(there, "get-webhook", actor, hook_id=hook.id)
        with refused(there, NotFound):
            create(there, actor, events=["team"])
    with refused(there, Forbidden):
        run(there, "list-webhooks", installed(there.org_installation))
    with there.world.transaction():
        there.world.update(there.org_installation, permissions={"organization_hooks": "write"})
    assert create(there, installed(there.org_installation), events=["team"]).active
    with refused(there, NotFound):
        perform(
            there.world,
            there.actor,
            "repos/get-webhook",
            owner="octo-org",
            repo="widgets",
            hook_id=hook.id,
        )


def test_its_deliveries_are_listed_and_made_again() -> None:
    with Delivering() as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        hook = create(there, config={"url": receiver.url})
        delivering.settle()
        (first,) = run(there, "list-webhook-deliveries", hook_id=hook.id)
        assert run(there, "get-webhook-delivery", hook_id=hook.id, delivery_id=first.id) is first
        run(there, "redeliver-webhook-delivery", hook_id=hook.id, delivery_id=first.id)
        delivering.settle()
        again, _ = run(there, "list-webhook-deliveries", hook_id=hook.id, status="success")
        assert (again.guid, again.redelivery) == (first.guid, True)


def test_an_app_looks_after_its_own_hook() -> None:
    with Delivering() as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        app = perform(
            there.world, ANONYMOUS, "app.create", slug="new", owner="octocat", hook_url=receiver.url
        )
        jwt = Actor(app=app)
        delivering.settle()
        (first,) = perform(there.world, jwt, "apps/list-webhook-deliveries")
        assert (first.event, first.hook.target) == ("ping", app)
        config = perform(there.world, jwt, "apps/update-webhook-config-for-app", secret="neu")
        assert config["secret"] == "********"
        assert perform(there.world, jwt, "apps/get-webhook-config-for-app") == config
        perform(there.world, jwt, "apps/redeliver-webhook-delivery", delivery_id=first.id)
        delivering.settle()
        assert receiver.events == ["ping", "ping"]
        assert "X-Hub-Signature-256" in receiver.requests[-1].headers
        with pytest.raises(NotFound):
            perform(there.world, Actor(app=there.app), "apps/get-webhook-config-for-app")
