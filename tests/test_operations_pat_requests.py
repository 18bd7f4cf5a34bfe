from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import PRODUCTS, Seeded, installed, payload, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.hooks import Hook
from fakegithub.model.pat_requests import PersonalAccessTokenRequest
from fakegithub.operations.operation import perform

ORG = {"org": "octo-org"}
RIGHTS = {"organization_personal_access_token_requests": "write"}
WANTED = {"repository": {"contents": "read"}, "organization": {"members": "read"}}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def ask(there: Seeded, **fields: Any) -> PersonalAccessTokenRequest:
    wanted = {"token_name": "deploy", "permissions": WANTED, "repositories": [there.widgets], **fields}
    found: PersonalAccessTokenRequest = perform(
        there.world, there.stranger, "personal_access_token_request.create", **ORG, **wanted
    )
    return found


def reviewer(there: Seeded) -> Actor:
    with there.world.transaction():
        there.world.update(there.org_installation, permissions=RIGHTS)
    return installed(there.org_installation)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_request_says_what_it_wants(product: str) -> None:
    there = seeded(product)
    request = ask(there)
    body = payload(there.world, there.event("personal_access_token_request.created"))
    shown = body["personal_access_token_request"]
    assert (shown["id"], shown["owner"]["login"]) == (request.id, "hubot")
    assert shown["permissions_added"] == shown["permissions_result"] == WANTED
    assert (shown["repository_selection"], shown["repository_count"]) == ("subset", 1)
    assert [r["full_name"] for r in shown["repositories"]] == ["octo-org/widgets"]
    assert shown["created_at"] == "2026-03-01T12:00:00Z"
    assert (shown["token_name"], shown["token_expired"]) == ("deploy", False)
    assert "installation" not in body


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(("action", "event"), [("approve", "approved"), ("deny", "denied")])
def test_a_request_is_answered_once(product: str, action: str, event: str) -> None:
    there = seeded(product)
    one, two = ask(there), ask(there, repositories=())
    perform(
        there.world,
        reviewer(there),
        "orgs/review-pat-grant-request",
        **ORG,
        pat_request_id=one.id,
        action=action,
        reason="Because",
    )
    body = payload(there.world, there.event(f"personal_access_token_request.{event}"))
    assert body["sender"]["login"] == "ci-bot[bot]"
    with refused(there, NotFound):
        perform(
            there.world, there.actor, "personal_access_token_request.review", request_id=one.id, action=action
        )
    perform(
        there.world, there.actor, "personal_access_token_request.review", request_id=two.id, action=action
    )
    assert there.world.all(PersonalAccessTokenRequest) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_request_can_be_taken_back_by_its_author(product: str) -> None:
    there = seeded(product)
    request = ask(there)
    with refused(there, NotFound):
        perform(there.world, there.actor, "personal_access_token_request.cancel", request_id=request.id)
    perform(there.world, there.stranger, "personal_access_token_request.cancel", request_id=request.id)
    assert payload(there.world, there.event("personal_access_token_request.cancelled"))


def test_all_that_waits_is_answered_in_bulk(there: Seeded) -> None:
    ids = [ask(there).id, ask(there).id, ask(there).id]
    actor = reviewer(there)
    listed = perform(there.world, actor, "orgs/list-pat-grant-requests", **ORG)
    assert [request.id for request in listed] == ids[::-1]
    perform(
        there.world,
        actor,
        "orgs/review-pat-grant-requests-in-bulk",
        **ORG,
        action="deny",
        pat_request_ids=ids[:1],
    )
    perform(there.world, actor, "orgs/review-pat-grant-requests-in-bulk", **ORG, action="approve")
    assert there.names[3:] == [
        "personal_access_token_request.denied",
        "personal_access_token_request.approved",
        "personal_access_token_request.approved",
    ]


def test_only_apps_and_owners_answer(there: Seeded) -> None:
    request = ask(there)
    with refused(there, Forbidden, "Resource not accessible"):
        perform(there.world, there.actor, "orgs/list-pat-grant-requests", **ORG)
    with refused(there, Forbidden, "Resource not accessible by integration"):
        perform(there.world, installed(there.org_installation), "orgs/list-pat-grant-requests", **ORG)
    with refused(there, Forbidden):
        perform(
            there.world,
            there.member,
            "personal_access_token_request.review",
            request_id=request.id,
            action="approve",
        )
    with refused(there, ValidationFailed):
        perform(
            there.world,
            there.actor,
            "personal_access_token_request.review",
            request_id=request.id,
            action="forget",
        )


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_app_gets_its_installation_and_the_organization_s_hook_gets_none(product: str) -> None:
    with Delivering(product) as delivering:
        there = delivering.seeded
        receiver = delivering.receiver()
        config = {"url": receiver.url, "content_type": "json"}
        events = ["personal_access_token_request"]
        perform(
            there.world, there.actor, "orgs/create-webhook", **ORG, name="web", config=config, events=events
        )
        with there.world.transaction():
            now = there.world.now()
            there.world.add(Hook(1, there.app, receiver.url, now, now, content_type="json"))
            there.world.update(there.org_installation, permissions=RIGHTS, events=tuple(events))
        request = ask(there)
        perform(
            there.world,
            there.actor,
            "personal_access_token_request.review",
            request_id=request.id,
            action="deny",
        )
        delivering.settle()
        seen = {
            (d.hook.type, d.action): json.loads(d.payload).get("installation", {}).get("id")
            for d in delivering.deliveries.log
            if d.event != "ping"
        }
        assert seen == {
            ("Organization", "created"): None,
            ("Organization", "denied"): None,
            ("App", "created"): there.org_installation.id,
            ("App", "denied"): there.org_installation.id,
        }
