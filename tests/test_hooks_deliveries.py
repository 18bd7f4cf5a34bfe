"""Deliveries end to end: what a receiver gets, and what the log says of its answer."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from typing import Any

import pytest
from gidgethub import sansio
from hook_helpers import OK, PATIENCE, SECRET, Delivering, Received, status

from fakegithub.errors import NotFound
from fakegithub.hooks import preparation as module
from fakegithub.model.hooks import LastResponse, Retries
from fakegithub.operations.operation import perform


def test_a_third_party_accepts_a_delivery() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url)
        delivering.open_issue("Grün ☃ \x1b </b>")
        delivering.settle()
        (received,) = receiver.requests
        (delivery,) = delivering.deliveries.log
        headers = {name.lower(): value for name, value in received.headers.items()}
        event = sansio.Event.from_http(headers, received.body, secret=SECRET)
        assert (event.event, event.delivery_id) == ("issues", delivery.guid)
        assert event.data["issue"]["title"] == "Grün ☃ \x1b </b>"
        assert b"\\u001B" in received.body


@pytest.mark.parametrize(
    ("code", "expected", "last"),
    [
        (200, "OK", LastResponse(200, "active", "OK")),
        (204, "OK", LastResponse(204, "active", "OK")),
        (302, "Invalid HTTP Response: 302", LastResponse(302, None, "Invalid HTTP Response: 302")),
        (404, "Invalid HTTP Response: 404", LastResponse(404, None, "Invalid HTTP Response: 404")),
        (500, "Invalid HTTP Response: 500", LastResponse(500, None, "Invalid HTTP Response: 500")),
    ],
)
def test_the_log_says_how_it_went(code: int, expected: str, last: LastResponse) -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver(status(code, "X-Why: because", "Location: /elsewhere"))
        hook = delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        assert (delivery.status, delivery.status_code, delivery.ok) == (expected, code, code < 300)
        assert delivery.response_headers[:2] == (("X-Why", "because"), ("Location", "/elsewhere"))
        assert delivery.delivered_at == delivering.world.now()
        assert (delivery.event, delivery.action) == ("issues", "opened")
        assert delivery.repository is delivering.seeded.repository
        assert hook.last_response == last
        # No redirect is followed.
        assert len(receiver.requests) == 1


def test_a_failed_delivery_misconfigured_the_hook_until_2018() -> None:
    with Delivering("ghe-2.15") as delivering:
        hook = delivering.hook(delivering.receiver(status(404)).url)
        delivering.open_issue()
        delivering.settle()
        assert hook.last_response == LastResponse(422, "misconfigured", "Invalid HTTP Response: 404")
        delivering.deliveries.receivers.timeout = 0.05

        async def hang(_: Received) -> bytes:
            await asyncio.Event().wait()
            return OK

        hanging = delivering.hook(delivering.receiver(hang).url)
        delivering.open_issue()
        delivering.settle()
        assert hanging.last_response == LastResponse(504, "timeout", "")


def test_an_organization_hook_has_no_last_response() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url, target=delivering.seeded.org)
        delivering.perform("issues/create", owner="octo-org", repo="widgets", title="It is broken")
        delivering.settle()
        assert delivering.deliveries.log[0].ok
        assert hook.last_response == LastResponse()


def test_all_hooks_share_the_guid_of_an_event_and_each_delivery_has_its_id() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        for _ in range(2):
            delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.open_issue()
        delivering.settle()
        guids = [delivery.guid for delivery in delivering.deliveries.log]
        assert guids[0] == guids[1] != guids[2] == guids[3]
        assert len({delivery.id for delivery in delivering.deliveries.log}) == 4
        assert {uuid.UUID(guid).version for guid in guids} == {1}
        assert sorted(request.headers["X-GitHub-Delivery"] for request in receiver.requests) == sorted(guids)


def test_a_failed_operation_delivers_nothing() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url, ("*",))

        def open_and_fail() -> None:
            with delivering.world.transaction():
                delivering.open_issue()
                delivering.perform("issues/get", issue_number=404)

        with pytest.raises(NotFound):
            open_and_fail()
        assert delivering.deliveries.log == delivering.deliveries.open == []
        delivering.loop.barrier()
        assert receiver.requests == []


def test_ten_hooks_get_an_event_at_the_same_time() -> None:
    with Delivering() as delivering:
        everybody = asyncio.Barrier(10)

        async def answer(_: Received) -> bytes:
            await everybody.wait()
            return OK

        receiver = delivering.receiver(answer)
        for _ in range(10):
            delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        assert [delivery.status for delivery in delivering.deliveries.log] == ["OK"] * 10


def test_one_event_after_the_other_reuses_the_connection() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url)
        for _ in range(5):
            delivering.open_issue()
            delivering.settle()
        assert len(receiver.requests) == 5
        assert receiver.connections < 5


def test_events_start_in_the_order_in_which_they_happened() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url, ("push", "create", "pull_request", "issues"))
        delivering.perform("push", ref="refs/heads/topic", files={"a.txt": "a\n"})
        assert [delivery.event for delivery in delivering.deliveries.log] == ["push", "create"]
        delivering.settle()
        assert sorted(receiver.events) == ["create", "push"]


def test_a_receiver_may_change_the_world_from_inside_its_handler() -> None:
    with Delivering() as delivering:
        world, actor = delivering.world, delivering.seeded.actor

        def comment(number: int) -> None:
            where = {"owner": "octocat", "repo": "hello-world", "issue_number": number}
            perform(world, actor, "issues/create-comment", **where, body="Thank you!")

        async def answer(request: Received) -> bytes:
            payload = json.loads(request.body)
            if payload["action"] == "opened":
                # In a thread, as a call of the API would be: the lock must be free.
                await asyncio.to_thread(comment, payload["issue"]["number"])
            return OK

        receiver = delivering.receiver(answer)
        delivering.hook(receiver.url, ("issues", "issue_comment"))
        issue = delivering.open_issue()
        delivering.settle()
        assert issue.comments == 1
        assert receiver.events == ["issues", "issue_comment"]
        assert all(delivery.ok for delivery in delivering.deliveries.log)


def test_a_receiver_that_hangs_holds_up_nobody_else() -> None:
    with Delivering() as delivering:
        other_answered = asyncio.Event()

        async def hang(_: Received) -> bytes:
            await asyncio.Event().wait()
            return OK

        async def answer(_: Received) -> bytes:
            other_answered.set()
            return OK

        hanging = delivering.receiver(hang)
        good = delivering.receiver(answer)
        for _ in range(30):
            delivering.hook(hanging.url)
        delivering.hook(good.url)
        delivering.open_issue()
        delivering.loop.submit(asyncio.wait_for(other_answered.wait(), PATIENCE)).result()
        assert len(delivering.deliveries.open) >= 30
        delivering.deliveries.cancel()
        assert [d.status for d in delivering.deliveries.log] == ["cancelled"] * 30 + ["OK"]


def test_a_timeout_is_recorded_as_github_does() -> None:
    with Delivering() as delivering:
        delivering.deliveries.receivers.timeout = 0.05

        async def hang(_: Received) -> bytes:
            await asyncio.Event().wait()
            return OK

        hook = delivering.hook(delivering.receiver(hang).url)
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        assert (delivery.status, delivery.status_code) == ("timed out", 504)
        assert hook.last_response == LastResponse(504, None, "timed out")
        assert delivery.duration >= 0.05


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_the_timeout_is_that_of_the_product(product: str) -> None:
    with Delivering(product) as delivering:
        assert delivering.deliveries.receivers.timeout == {"github.com": 10, "ghes-3.19": 30}[product]


def test_a_payload_over_the_cap_is_not_delivered_and_the_log_says_why(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PAYLOAD_LIMIT", 1000)
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        delivering.loop.barrier()
        assert receiver.requests == []
        (delivery,) = delivering.deliveries.log
        assert re.fullmatch(r"not sent: a payload of \d+ bytes is larger than .* 1000", delivery.status)
        assert (delivery.delivered_at, delivery.ok) == (None, False)


def test_the_cap_is_25_megabytes() -> None:
    assert module.PAYLOAD_LIMIT == 26_214_400


def test_a_redelivery_has_the_same_guid_and_payload_and_the_hooks_settings_of_now() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        hook = delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        with delivering.world.transaction():
            delivering.world.update(hook, secret="changed", content_type="form")
        first = delivering.deliveries.log[0]
        again = delivering.deliveries.redeliver(first)
        delivering.settle()
        assert again in delivering.deliveries.log
        assert (first.redelivery, again.redelivery, again.ok) == (False, True, True)
        assert (again.guid, again.payload) == (first.guid, first.payload)
        assert again.id != first.id
        second = receiver.requests[1]
        assert second.headers["X-GitHub-Delivery"] == first.guid
        assert second.headers["Content-Type"] == "application/x-www-form-urlencoded"
        sansio.validate_event(second.body, signature=second.headers["X-Hub-Signature-256"], secret="changed")


def test_a_redelivery_without_changes_sends_the_same_bytes() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver(status(500))
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        delivering.deliveries.redeliver(delivering.deliveries.log[0])
        delivering.settle()
        first, second = receiver.requests
        assert (first.head, first.body) == (second.head, second.body)


def test_there_is_no_retry() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver(status(500))
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        assert len(receiver.requests) == 1


def test_retries_are_deliveries_of_their_own_with_the_same_guid() -> None:
    answers = iter([status(503), status(503), OK])

    async def answer(_: Received) -> bytes:
        return next(answers)

    with Delivering(retries=Retries(3, backoff=(0.0, 0.001))) as delivering:
        receiver = delivering.receiver(answer)
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.settle()
        assert [d.status_code for d in delivering.deliveries.log] == [503, 503, 200]
        assert [d.redelivery for d in delivering.deliveries.log] == [False, True, True]
        assert len({request.headers["X-GitHub-Delivery"] for request in receiver.requests}) == 1


def test_retries_end_and_are_only_for_what_deserves_one() -> None:
    with Delivering(retries=Retries(1, backoff=0.0)) as delivering:
        broken, missing = delivering.receiver(status(500)), delivering.receiver(status(404))
        delivering.hook(broken.url)
        delivering.hook(missing.url)
        delivering.open_issue()
        delivering.settle()
        assert (len(broken.requests), len(missing.requests)) == (2, 1)


def test_what_is_cancelled_is_not_open_any_more() -> None:
    with Delivering() as delivering:
        arrived = asyncio.Event()

        async def hang(_: Received) -> bytes:
            arrived.set()
            await asyncio.Event().wait()
            return OK

        delivering.hook(delivering.receiver(hang).url)
        delivering.open_issue()
        delivering.loop.submit(arrived.wait()).result()
        (delivery,) = delivering.deliveries.open
        delivering.deliveries.cancel()
        assert delivering.deliveries.open == []
        assert (delivery.status, delivery.ok) == ("cancelled", False)


def test_a_receiver_may_cancel_from_the_loop_itself() -> None:
    with Delivering() as delivering:

        async def answer(_: Received) -> bytes:
            delivering.deliveries.cancel()
            return OK

        delivering.hook(delivering.receiver(answer).url)
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        assert delivery.status == "cancelled"


def test_a_receiver_that_works_on_while_everything_stops_does_not_hold_it_up() -> None:
    with Delivering() as delivering:
        arrived = asyncio.Event()

        async def answer(request: Received) -> bytes:
            arrived.set()
            try:
                await asyncio.Event().wait()
            finally:
                # On its way out it changes the world, which causes one more delivery.
                delivering.perform("issues/create", title="The end")
            return OK

        receiver = delivering.receiver(answer)
        delivering.hook(receiver.url)
        delivering.open_issue()
        delivering.loop.submit(arrived.wait()).result()
        delivering.loop.stop()
        assert delivering.deliveries.log[0].status == "cancelled"
        assert len(delivering.deliveries.log) == 2


def test_after_closing_nothing_is_delivered() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url)
        delivering.deliveries.close()
        delivering.deliveries.close()
        delivering.open_issue()
        assert delivering.deliveries.log == []
        assert delivering.world.redeliver is None


def test_a_rollback_forgets_deliveries_and_their_effects() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        before = delivering.world.snapshot()
        delivering.open_issue()
        delivering.settle()
        assert hook.last_response.code == 200
        delivering.world.rollback(before)
        assert delivering.deliveries.log == []
        assert hook.last_response == LastResponse()


def test_a_delivery_that_ends_after_a_rollback_changes_nothing() -> None:
    with Delivering() as delivering:
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def answer(_: Received) -> bytes:
            arrived.set()
            await go_on.wait()
            return OK

        hook = delivering.hook(delivering.receiver(answer).url)
        before = delivering.world.snapshot()
        delivering.open_issue()
        delivering.loop.submit(arrived.wait()).result()
        delivering.world.rollback(before)
        delivering.loop.call_soon(go_on.set)
        delivering.settle()
        assert hook.last_response == LastResponse()


def test_a_change_wakes_those_who_wait() -> None:
    with Delivering() as delivering:
        assert not delivering.deliveries.wait_for_change(0.0)
        delivering.hook(delivering.receiver().url)
        with delivering.deliveries.changed:
            delivering.open_issue()
            assert delivering.deliveries.changed.wait(PATIENCE)
        assert delivering.deliveries.log[0].ok


def test_the_secret_is_seen_nowhere() -> None:
    with Delivering() as delivering:
        delivering.hook(delivering.receiver().url)
        delivering.open_issue()
        delivering.settle()
        (delivery,) = delivering.deliveries.log
        for shown in (delivery, delivery.hook, delivering.deliveries, delivery.hook.config):
            assert SECRET not in repr(shown)
        assert SECRET.encode() not in delivery.body
        assert repr(delivering.deliveries) == "<Deliveries 1, 0 open>"
