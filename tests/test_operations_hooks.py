"""Hooks and their deliveries through the API's operations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import OK, Delivering, status
from world_helpers import PRODUCTS, Seeded, answer, installed, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, NotModelled, Unauthorized, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS, Actor
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.operations.operation import OPERATIONS, perform

URL = "http://receiver.test/"
HERE = {"owner": "octocat", "repo": "hello-world"}


def create(seeded: Seeded, actor: Actor | None = None, **parameters: Any) -> Hook:
    parameters.setdefault("config", {"url": URL})
    hook: Hook = perform(seeded.world, actor or seeded.actor, "repos/create-webhook", **HERE, **parameters)
    return hook


def run(seeded: Seeded, operation: str, **parameters: Any) -> Any:
    """What the operation `repos/<operation>` answers, as JSON that fits the document."""
    id = f"repos/{operation}"
    result = OPERATIONS[id].function(seeded.world, seeded.actor, **HERE, **parameters)
    return answer(seeded.world, id, result)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_new_hook_has_githubs_defaults(product: str) -> None:
    seen = seeded(product)
    result = OPERATIONS["repos/create-webhook"].function(seen.world, seen.actor, **HERE, config={"url": URL})
    hook, shown = value_of(result), answer(seen.world, "repos/create-webhook", result)
    assert result.location == shown["url"] == seen.world.urls.api(hook)
    assert shown == {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": True,
        "events": ["push"],
        "config": {"url": URL, "content_type": "form", "insecure_ssl": "0"},
        "updated_at": "2026-03-01T12:00:00Z",
        "created_at": "2026-03-01T12:00:00Z",
        "url": shown["url"],
        "test_url": f"{shown['url']}/tests",
        "ping_url": f"{shown['url']}/pings",
        "deliveries_url": f"{shown['url']}/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }


def test_creating_pings_the_new_hook() -> None:
    seen = seeded()
    hook = create(seen, events=["issues"])
    event = seen.event("ping")
    assert (event.only_hook, event.subjects["hook_id"]) == (hook, hook.id)
    assert event.sender is seen.octocat


def test_the_secret_is_masked_and_numbers_are_taken_for_insecure_ssl() -> None:
    seen = seeded()
    hook = create(seen, config={"url": URL, "secret": "geheim", "content_type": "json", "insecure_ssl": 1})
    expected = {"url": URL, "secret": "********", "content_type": "json", "insecure_ssl": "1"}
    assert run(seen, "get-webhook", hook_id=hook.id)["config"] == expected
    assert run(seen, "get-webhook-config-for-repo", hook_id=hook.id) == expected
    assert hook.secret == "geheim"


def test_the_wildcard_stands_alone() -> None:
    assert create(seeded(), events=["push", "*", "issues"]).events == ("*",)
    assert create(seeded(), events=["push", "issues", "push"]).events == ("push", "issues")


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "url"),
        ({"url": ""}, "url"),
        ({"url": "receiver.test"}, "url"),
        ({"url": "ftp://receiver.test/"}, "url"),
        ({"url": "http://[::1/"}, "url"),
        ({"url": URL, "content_type": "xml"}, "content_type"),
        ({"url": URL, "insecure_ssl": "2"}, "insecure_ssl"),
    ],
)
def test_a_bad_config_is_refused(config: dict[str, Any], field: str) -> None:
    seen = seeded()
    with refused(seen, ValidationFailed) as caught:
        create(seen, config=config)
    assert [(e["resource"], e["field"]) for e in caught.value.errors] == [("Hook", field)]


def test_no_other_name_than_web() -> None:
    seen = seeded()
    with refused(seen, ValidationFailed):
        create(seen, name="irc")


@pytest.mark.parametrize("url", ["http://localhost:8080/", "http://127.0.0.1/"])
def test_local_receivers_can_be_refused_as_github_com_does(url: str) -> None:
    seen = seeded()
    create(seen, config={"url": url})
    seen.world.allows_local_hooks = False
    with refused(seen, ValidationFailed, "isn't reachable over the public Internet"):
        create(seen, config={"url": url}, events=["issues"])


def test_a_ghes_reaches_local_receivers() -> None:
    seen = seeded("ghes-3.19")
    seen.world.allows_local_hooks = False
    assert create(seen, config={"url": "http://localhost/"}).active


def test_the_same_config_for_the_same_event_is_refused() -> None:
    seen = seeded()
    create(seen, events=["push", "issues"])
    with refused(seen, ValidationFailed) as caught:
        create(seen, events=["issues", "status"], config={"url": URL, "secret": "another"})
    assert caught.value.errors == [
        {"resource": "Hook", "code": "custom", "message": "Hook already exists on this repository"}
    ]
    with refused(seen, ValidationFailed, "already exists"):
        create(seen, events=["*"])
    create(seen, events=["status"])
    create(seen, events=["push"], config={"url": URL, "content_type": "json"})


@pytest.mark.parametrize(("product", "limit"), [("github.com", 20), ("ghes-3.19", 250)])
def test_an_event_has_only_so_many_hooks(product: str, limit: int) -> None:
    seen = seeded(product)
    for number in range(limit):
        create(seen, events=["push"], config={"url": f"{URL}{number}"})
    with refused(seen, ValidationFailed) as caught:
        create(seen, events=["push", "issues"], config={"url": f"{URL}more"})
    assert caught.value.errors == [
        {
            "resource": "Hook",
            "code": "custom",
            "message": f'The "push" event cannot have more than {limit} hooks',
        }
    ]
    create(seen, events=["issues"], config={"url": f"{URL}more"})


def test_hooks_are_listed_and_got() -> None:
    seen = seeded()
    first, second = create(seen), create(seen, events=["issues"])
    assert [hook["id"] for hook in run(seen, "list-webhooks")] == [first.id, second.id]
    assert run(seen, "get-webhook", hook_id=second.id)["events"] == ["issues"]


def test_a_hook_of_another_repository_is_not_found() -> None:
    seen = seeded()
    hook = create(seen)
    with refused(seen, NotFound):
        perform(
            seen.world, seen.actor, "repos/get-webhook", owner="octo-org", repo="widgets", hook_id=hook.id
        )


def test_events_are_replaced_added_and_removed() -> None:
    seen = seeded()
    hook = create(seen, events=["push", "issues"])
    assert run(seen, "update-webhook", hook_id=hook.id, add_events=["status"])["events"] == [
        "push",
        "issues",
        "status",
    ]
    assert run(seen, "update-webhook", hook_id=hook.id, remove_events=["push", "fork"])["events"] == [
        "issues",
        "status",
    ]
    assert run(seen, "update-webhook", hook_id=hook.id, events=["fork"])["events"] == ["fork"]


def test_updating_with_a_config_and_no_secret_removes_the_secret() -> None:
    seen = seeded()
    hook = create(seen, config={"url": URL, "secret": "geheim", "content_type": "json"})
    run(seen, "update-webhook", hook_id=hook.id, active=False)
    assert (hook.active, hook.secret) == (False, "geheim")
    shown = run(seen, "update-webhook", hook_id=hook.id, config={"url": f"{URL}other"})
    assert shown["config"] == {"url": f"{URL}other", "content_type": "form", "insecure_ssl": "0"}
    assert (hook.active, hook.secret) == (False, None)


def test_updating_the_config_alone_keeps_what_is_not_given() -> None:
    seen = seeded()
    hook = create(seen, config={"url": URL, "secret": "geheim", "content_type": "json"})
    shown = run(seen, "update-webhook-config-for-repo", hook_id=hook.id, url=f"{URL}other")
    assert shown == {
        "url": f"{URL}other",
        "content_type": "json",
        "insecure_ssl": "0",
        "secret": "********",
    }
    assert hook.secret == "geheim"
    run(seen, "update-webhook-config-for-repo", hook_id=hook.id, secret="neu", insecure_ssl=1.0)
    assert (hook.secret, hook.insecure_ssl) == ("neu", "1")


@pytest.mark.parametrize("operation", ["repos/update-webhook", "repos/update-webhook-config-for-repo"])
def test_an_update_that_makes_two_hooks_the_same_is_refused(operation: str) -> None:
    seen = seeded()
    create(seen)
    hook = create(seen, config={"url": f"{URL}other"})
    change = {"config": {"url": URL}} if operation == "repos/update-webhook" else {"url": URL}
    with refused(seen, ValidationFailed, "Hook already exists on this repository"):
        perform(seen.world, seen.actor, operation, **HERE, hook_id=hook.id, **change)


def test_a_deleted_hook_hears_of_it() -> None:
    seen = seeded()
    hook = create(seen)
    assert run(seen, "delete-webhook", hook_id=hook.id) is None
    assert seen.event("meta.deleted").only_hook is hook
    with refused(seen, NotFound):
        run(seen, "get-webhook", hook_id=hook.id)


def test_a_ping_on_demand_goes_to_one_hook() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        hook = delivering.hook(receiver.url, ("issues",))
        delivering.hook(receiver.url, ("*",))
        assert delivering.perform("repos/ping-webhook", hook_id=hook.id) is None
        delivering.settle()
        assert receiver.events == ["ping"]
        assert json.loads(receiver.requests[0].body)["hook_id"] == hook.id


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_test_pushes_the_head_to_a_hook_that_wants_push(product: str) -> None:
    with Delivering(product) as delivering:
        receiver = delivering.receiver()
        hook, other = delivering.hook(receiver.url, ("push",)), delivering.hook(receiver.url, ("issues",))
        delivering.perform("repos/test-push-webhook", hook_id=hook.id)
        delivering.perform("repos/test-push-webhook", hook_id=other.id)
        delivering.settle()
        (request,) = receiver.requests
        payload = json.loads(request.body)
        assert payload["after"] == payload["head_commit"]["id"] == delivering.seeded.sha
        assert [commit["id"] for commit in payload["commits"]] == [delivering.seeded.sha]


def test_testing_a_hook_of_an_empty_repository_sends_nothing() -> None:
    seen = seeded()
    hook = create(seen)
    with seen.world.transaction():
        seen.world.git(seen.repository).delete_ref("refs/heads/main")
    seen.events.clear()
    assert run(seen, "test-push-webhook", hook_id=hook.id) is None
    assert seen.names == []


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("repos/list-webhooks", {}),
        ("repos/create-webhook", {"config": {"url": URL}}),
        ("repos/get-webhook", {"hook_id": 1}),
        ("repos/delete-webhook", {"hook_id": 1}),
        ("repos/list-webhook-deliveries", {"hook_id": 1}),
    ],
)
def test_hooks_are_hidden_from_everybody_but_admins(operation: str, parameters: dict[str, Any]) -> None:
    seen = seeded()
    with refused(seen, NotFound):
        perform(seen.world, seen.stranger, operation, **HERE, **parameters)
    with refused(seen, Unauthorized):
        perform(seen.world, ANONYMOUS, operation, **HERE, **parameters)
    with refused(seen, Forbidden, "Resource not accessible by integration"):
        perform(seen.world, seen.bot, operation, **HERE, **parameters)


def test_an_app_with_the_permission_may_create_hooks() -> None:
    seen = seeded()
    with seen.world.transaction():
        seen.world.update(seen.installation, permissions={"repository_hooks": "write"})
    assert create(seen, installed(seen.installation)).active


def delivered(delivering: Delivering, answers: list[bytes]) -> tuple[Hook, list[Delivery]]:
    remaining = iter(answers)

    async def respond(_: Any) -> bytes:
        return next(remaining)

    hook = delivering.hook(delivering.receiver(respond).url)
    for _ in answers:
        delivering.open_issue()
        delivering.settle()
    return hook, delivering.world.all(Delivery, hook=hook)


@pytest.mark.parametrize("product", PRODUCTS)
def test_deliveries_are_listed_newest_first(product: str) -> None:
    with Delivering(product) as delivering:
        hook, (first, second, third) = delivered(delivering, [OK, status(302), status(500)])
        seen = delivering.seeded
        assert [d["id"] for d in run(seen, "list-webhook-deliveries", hook_id=hook.id)] == [
            third.id,
            second.id,
            first.id,
        ]
        # What GitHub calls a success here includes redirects, which have failed.
        good = run(seen, "list-webhook-deliveries", hook_id=hook.id, status="success")
        assert [(d["id"], d["status"]) for d in good] == [
            (second.id, "Invalid HTTP Response: 302"),
            (first.id, "OK"),
        ]
        bad = run(seen, "list-webhook-deliveries", hook_id=hook.id, status="failure")
        assert [d["id"] for d in bad] == [third.id]
        assert good[1] == {
            "id": first.id,
            "guid": first.guid,
            "delivered_at": "2026-03-01T12:00:00Z",
            "redelivery": False,
            "duration": good[1]["duration"],
            "status": "OK",
            "status_code": 200,
            "event": "issues",
            "action": "opened",
            "installation_id": None,
            "repository_id": seen.repository.id,
            "throttled_at": None,
        }


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_delivery_shows_request_and_response(product: str) -> None:
    with Delivering(product) as delivering:
        hook, (delivery,) = delivered(delivering, [OK])
        shown = run(delivering.seeded, "get-webhook-delivery", hook_id=hook.id, delivery_id=delivery.id)
        assert shown["url"] == hook.url
        assert shown["request"] == {
            "headers": dict(delivery.request_headers),
            "payload": json.loads(delivery.payload),
        }
        assert shown["response"] == {"headers": {"Content-Length": "2"}, "payload": "ok"}


def test_a_delivery_without_an_answer_has_no_response() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver(None).url)
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        shown = run(delivering.seeded, "get-webhook-delivery", hook_id=hook.id, delivery_id=delivery.id)
        assert shown["response"] == {"headers": None, "payload": None}


def test_a_delivery_can_be_made_again_whatever_became_of_it() -> None:
    with Delivering() as delivering:
        hook, (first,) = delivered(delivering, [OK])
        seen = delivering.seeded
        with delivering.world.transaction():
            delivering.world.update(hook, url=delivering.receiver().url)
        assert run(seen, "redeliver-webhook-delivery", hook_id=hook.id, delivery_id=first.id) == {}
        delivering.settle()
        again = delivering.deliveries.log[-1]
        assert (again.guid, again.redelivery, again.ok) == (first.guid, True, True)
        listed = run(seen, "list-webhook-deliveries", hook_id=hook.id, redelivery=True)
        assert [d["id"] for d in listed] == [again.id]


def test_a_redelivery_waits_for_the_operation_to_succeed() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        hook = delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        (first,) = delivering.deliveries.log

        def redeliver_and_fail() -> None:
            with delivering.world.transaction():
                delivering.perform("repos/redeliver-webhook-delivery", hook_id=hook.id, delivery_id=first.id)
                delivering.perform("issues/get", issue_number=404)

        with pytest.raises(NotFound):
            redeliver_and_fail()
        delivering.loop.barrier()
        assert delivering.deliveries.log == [first]
        assert len(receiver.requests) == 1


@pytest.mark.parametrize(("product", "days"), [("github.com", 3), ("ghes-3.19", 7)])
def test_deliveries_are_forgotten_after_some_days(product: str, days: int) -> None:
    with Delivering(product) as delivering:
        hook, (delivery,) = delivered(delivering, [OK])
        delivering.world.clock.advance(days * 86_400)
        assert len(run(delivering.seeded, "list-webhook-deliveries", hook_id=hook.id)) == 1
        delivering.world.clock.advance(1)
        assert run(delivering.seeded, "list-webhook-deliveries", hook_id=hook.id) == []
        with pytest.raises(NotFound):
            run(delivering.seeded, "redeliver-webhook-delivery", hook_id=hook.id, delivery_id=delivery.id)


def test_nothing_is_redelivered_where_nothing_delivers() -> None:
    with Delivering() as delivering:
        hook, (delivery,) = delivered(delivering, [OK])
        delivering.deliveries.close()
        with pytest.raises(NotModelled):
            delivering.perform("repos/redeliver-webhook-delivery", hook_id=hook.id, delivery_id=delivery.id)
