from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import PRODUCTS, Seeded, install, payload, refused, seeded

from fakegithub.auth import authenticate
from fakegithub.errors import Forbidden, NotFound, Unauthorized, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import perform


@pytest.fixture
def there() -> Seeded:
    return seeded()


def run(there: Seeded, operation: str, by: Actor | None = None, **parameters: Any) -> Any:
    where = {"installation_id": there.installation.id}
    return perform(there.world, by or there.actor, operation, **where, **parameters)


def as_app(there: Seeded) -> Actor:
    return Actor(app=there.app)


def second_repository(there: Seeded) -> Repository:
    found: Repository = perform(
        there.world, there.actor, "repos/create-for-authenticated-user", name="spoon-knife"
    )
    with there.world.transaction():
        there.world.update(there.installation, repository_ids=frozenset({there.repository.id}))
    there.events.clear()
    return found


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("by_app", [True, False])
def test_a_suspended_installation_rests(product: str, by_app: bool) -> None:
    there = seeded(product)
    token = perform(
        there.world,
        as_app(there),
        "apps/create-installation-access-token",
        installation_id=there.installation.id,
    )
    operations = ("apps/suspend-installation", "apps/unsuspend-installation")
    if not by_app:
        operations = ("installation.suspend", "installation.unsuspend")
    actor = as_app(there) if by_app else there.actor
    run(there, operations[0], actor)
    body = payload(there.world, there.event("installation.suspend"))
    sender = "ci-bot[bot]" if by_app else "octocat"
    assert body["sender"]["login"] == body["installation"]["suspended_by"]["login"] == sender
    assert body["installation"]["suspended_at"] == "2026-03-01T12:00:00Z"
    assert "repositories" not in body
    with pytest.raises(Forbidden, match="suspended"):
        authenticate(there.world, f"token {token.text}")
    with refused(there, NotFound):
        run(there, operations[0], actor)
    run(there, operations[1], actor)
    body = payload(there.world, there.event("installation.unsuspend"))
    assert body["installation"]["suspended_at"] is body["installation"]["suspended_by"] is None
    assert authenticate(there.world, f"token {token.text}").installation is there.installation
    with refused(there, NotFound):
        run(there, operations[1], actor)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("operation", ["apps/delete-installation", "installation.delete"])
def test_an_uninstalled_app_loses_its_tokens(product: str, operation: str) -> None:
    there = seeded(product)
    token = perform(
        there.world,
        as_app(there),
        "apps/create-installation-access-token",
        installation_id=there.installation.id,
    )
    run(there, operation, as_app(there) if operation.startswith("apps/") else there.actor)
    event = there.event("installation.deleted")
    assert event.only_app is there.app
    body = payload(there.world, event)
    assert [r["full_name"] for r in body["repositories"]] == ["octocat/hello-world"]
    assert there.world.all(Installation) == [there.org_installation]
    with pytest.raises(Unauthorized):
        authenticate(there.world, f"token {token.text}")


@pytest.mark.parametrize("product", PRODUCTS)
def test_repositories_are_added_and_removed(product: str) -> None:
    there = seeded(product)
    other = second_repository(there)
    add = "apps/add-repo-to-installation-for-authenticated-user"
    run(there, add, repository_id=other.id)
    body = payload(there.world, there.event("installation_repositories.added"))
    assert [r["full_name"] for r in body["repositories_added"]] == ["octocat/spoon-knife"]
    assert (body["repositories_removed"], body["repository_selection"]) == ([], "selected")
    assert body["requester"] is None
    there.events.clear()
    run(there, add, repository_id=other.id)
    assert there.names == []
    remove = "apps/remove-repo-from-installation-for-authenticated-user"
    run(there, remove, repository_id=there.repository.id)
    body = payload(there.world, there.event("installation_repositories.removed"))
    assert [r["name"] for r in body["repositories_removed"]] == ["hello-world"]
    assert there.installation.repository_ids == {other.id}
    with refused(there, ValidationFailed):
        run(there, remove, repository_id=other.id)


def test_an_installation_on_all_repositories_has_them_all(there: Seeded) -> None:
    add = "apps/add-repo-to-installation-for-authenticated-user"
    run(there, add, repository_id=there.repository.id)
    assert there.names == []
    with refused(there, ValidationFailed):
        run(
            there,
            "apps/remove-repo-from-installation-for-authenticated-user",
            repository_id=there.repository.id,
        )
    with refused(there, ValidationFailed):
        run(there, add, repository_id=there.widgets.id)
    with refused(there, NotFound):
        run(there, add, repository_id=1)


def test_only_who_owns_the_account_decides(there: Seeded) -> None:
    for operation in ("installation.suspend", "installation.delete", "installation.accept_permissions"):
        with refused(there, Forbidden):
            run(there, operation, there.stranger)
    with refused(there, NotFound):
        perform(there.world, there.actor, "installation.suspend", installation_id=1)
    other = perform(there.world, ANONYMOUS, "app.create", slug="other", owner="hubot")
    with refused(there, NotFound):
        run(there, "apps/delete-installation", Actor(app=other))


@pytest.mark.parametrize("product", PRODUCTS)
def test_new_permissions_count_once_they_are_accepted(product: str) -> None:
    there = seeded(product)
    wanted = {"issues": "write"}
    perform(there.world, there.actor, "app.update", slug="ci-bot", permissions=wanted, events=["issues"])
    assert there.names == []
    assert "checks" in there.installation.permissions
    run(there, "installation.accept_permissions")
    body = payload(there.world, there.event("installation.new_permissions_accepted"))
    assert body["installation"]["permissions"] == {"metadata": "read", "issues": "write"}
    assert body["installation"]["events"] == ["issues"]
    with refused(there, ValidationFailed):
        run(there, "installation.accept_permissions")
    with refused(there, NotFound):
        perform(there.world, there.stranger, "app.update", slug="ci-bot", events=[])


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_user_lets_an_app_in_and_out_again(product: str) -> None:
    there = seeded(product)
    token = perform(there.world, there.stranger, "app.authorize", slug="ci-bot")
    assert token.text.startswith("ghu_")
    assert perform(there.world, there.stranger, "app.authorize", slug="ci-bot") is token
    assert authenticate(there.world, f"Bearer {token.text}").user is there.hubot
    perform(there.world, there.stranger, "app.revoke_authorization", slug="ci-bot")
    event = there.event("github_app_authorization.revoked")
    assert event.only_app is there.app
    assert set(payload(there.world, event)) == {"action", "sender"}
    assert token not in there.world.all(Token)
    with refused(there, NotFound):
        perform(there.world, there.stranger, "app.revoke_authorization", slug="ci-bot")
    with refused(there, NotFound):
        perform(there.world, there.stranger, "app.authorize", slug="nothing")


def hook(there: Seeded, app: App, url: str, *events: str) -> None:
    with there.world.transaction():
        now = there.world.now()
        hook_id = there.world.new_id(Hook)
        there.world.add(Hook(hook_id, app, url, now, now, events=events, content_type="json"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_these_events_reach_the_hook_of_the_app_and_no_other(product: str) -> None:
    with Delivering(product) as delivering:
        there = delivering.seeded
        mine, others = delivering.receiver(), delivering.receiver()
        delivering.hook(others.url, ("*",))
        config = {"url": others.url, "content_type": "json"}
        organization_hook = {"org": "octo-org", "name": "web", "config": config, "events": ["*"]}
        perform(there.world, there.actor, "orgs/create-webhook", **organization_hook)
        delivering.settle()
        known = len(others.events)
        hook(there, there.app, mine.url)
        other = second_repository(there)
        with there.world.transaction():
            there.world.update(there.installation, events=("installation_target",))
        run(there, "installation.add_repositories", repositories=[other])
        run(there, "installation.suspend")
        perform(there.world, there.actor, "user.rename", username="octocat", login="octocat2")
        run(there, "installation.unsuspend")
        perform(there.world, there.actor, "user.rename", username="octocat2", login="octocat")
        perform(there.world, there.actor, "app.authorize", slug="ci-bot")
        perform(there.world, there.actor, "app.revoke_authorization", slug="ci-bot")
        run(there, "installation.delete")
        delivering.settle()
        # While it is suspended an app hears of nothing else.
        log = [d for d in delivering.deliveries.log if d.hook.target is there.app]
        assert [(d.event, d.action) for d in log] == [
            ("installation_repositories", "added"),
            ("installation", "suspend"),
            ("installation", "unsuspend"),
            ("installation_target", "renamed"),
            ("github_app_authorization", "revoked"),
            ("installation", "deleted"),
        ]
        assert len(mine.events) == len(log)
        assert others.events[known:] == []
        assert json.loads(log[3].payload)["installation"]["id"] == there.installation.id


def test_an_app_that_did_not_ask_for_it_hears_of_no_new_name() -> None:
    with Delivering() as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        hook(there, there.app, receiver.url)
        perform(there.world, there.actor, "user.rename", username="octocat", login="octocat2")
        delivering.settle()
        assert receiver.events == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_hook_of_a_new_app_is_pinged(product: str) -> None:
    with Delivering(product) as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        app = perform(
            there.world,
            ANONYMOUS,
            "app.create",
            slug="new",
            owner="octocat",
            hook_url=receiver.url,
            events=["push"],
            secret="geheim",
        )
        delivering.settle()
        assert receiver.events == ["ping"]
        body = json.loads(receiver.requests[0].body)
        assert not body.keys() & {"repository", "organization", "sender"}
        assert (body["hook"]["type"], body["hook"]["app_id"]) == ("App", app.id)
        assert not body["hook"].keys() & {"url", "ping_url", "test_url", "last_response"}
        assert body["hook"]["deliveries_url"].endswith("/app/hook/deliveries")
        assert receiver.requests[0].headers["X-GitHub-Hook-Installation-Target-Type"] == "integration"


def test_an_installation_of_another_account_stays(there: Seeded) -> None:
    with there.world.transaction():
        theirs = install(there.world, there.app, there.hubot)
    run(there, "installation.delete")
    assert theirs in there.world.all(Installation)
