"""The one hook of an app, as its owner makes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import PRODUCTS, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS, Actor
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.operations.operation import perform

URL = "http://receiver.test/app"


def make(there: Any, by: Any = None, **parameters: Any) -> Hook:
    wanted = {"slug": there.app.slug, "url": URL, **parameters}
    found: Hook = perform(there.world, Actor(by or there.app.owner), "app.create_hook", **wanted)
    return found


def test_the_hook_has_the_apps_events_and_is_pinged_by_nobody() -> None:
    with Delivering() as delivering:
        there, receiver = delivering.seeded, delivering.receiver()
        hook = make(there, url=receiver.url, secret="s3cret", content_type="form")
        assert (hook.target, hook.events, hook.content_type) == (there.app, there.app.events, "form")
        delivering.settle()
        assert receiver.events == ["ping"]
        assert "X-Hub-Signature-256" in receiver.requests[-1].headers
        (ping,) = there.world.all(Delivery, hook=hook)
        assert "sender" not in json.loads(ping.payload)


def test_a_hook_that_is_not_active_hears_nothing() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        make(delivering.seeded, url=receiver.url, active=False)
        delivering.settle()
        assert receiver.events == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_refused_changes_nothing(product: str) -> None:
    there = seeded(product)
    stranger = perform(there.world, ANONYMOUS, "user.create", login="stranger")
    with refused(there, NotFound):
        make(there, slug="nobody")
    with refused(there, Forbidden):
        make(there, by=stranger)
    with refused(there, ValidationFailed):
        make(there, url="ftp://receiver.test/")
    hook = make(there)
    with refused(there, ValidationFailed):
        make(there, url="http://other.test/")
    assert there.world.all(Hook, target=there.app) == [hook]


def test_an_owner_of_the_organization_that_owns_the_app_may_make_it() -> None:
    there = seeded("github.com")
    perform(
        there.world, ANONYMOUS, "organization.create", login="makers", members={there.octocat.login: "admin"}
    )
    app = perform(there.world, ANONYMOUS, "app.create", slug="made", owner="makers")
    assert make(there, by=there.octocat, slug="made").target is app


def test_an_app_may_have_an_id_of_its_own_that_no_other_has() -> None:
    there = seeded("github.com")
    owner = there.octocat.login
    made = perform(there.world, ANONYMOUS, "app.create", slug="made", owner=owner, app_id=4711)
    assert (made.id, made.bot.app_id) == (4711, 4711)
    with refused(there, ValidationFailed):
        perform(there.world, ANONYMOUS, "app.create", slug="other", owner=owner, app_id=4711)
