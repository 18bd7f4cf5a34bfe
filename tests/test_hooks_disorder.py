"""Disorder on purpose: what a receiver gets then, and what the log says of it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any
from urllib.parse import parse_qs

import pytest
from hook_helpers import OK, PATIENCE, SECRET, Delivering, Received, signature

from fakegithub import Fault
from fakegithub.hooks import disorder
from fakegithub.model.hooks import Delivery, Hook


def disturbed(delivering: Delivering, *faults: Fault, events: int = 1, **config: Any) -> list[Delivery]:
    """The deliveries of so many events to a hook with these faults."""
    hook = delivering.hook(config.pop("url", None) or delivering.receiver().url, **config)
    delivering.deliveries.disturb(hook, *faults)
    for number in range(events):
        delivering.open_issue(f"Number {number}")
    delivering.settle()
    return delivering.deliveries.log


def titles(requests: list[Received]) -> list[str]:
    return [json.loads(request.body)["issue"]["title"] for request in requests]


def test_nothing_goes_wrong_unless_it_is_asked_for() -> None:
    with Delivering() as delivering:
        (delivery,) = disturbed(delivering)
        assert (delivery.fault, delivery.disturbance, delivery.attempt) == (None, None, 1)


def test_duplicates_are_deliveries_of_their_own_with_the_same_guid_and_bytes() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        log = disturbed(delivering, Fault(duplicate=2), url=receiver.url)
        assert [d.fault for d in log] == [None, "duplicate 1 of 2", "duplicate 2 of 2"]
        assert [d.status for d in log] == ["OK"] * 3
        assert len({d.guid for d in log}) == 1
        assert len({d.id for d in log}) == 3
        assert len({(request.head, request.body) for request in receiver.requests}) == 1
        assert len(receiver.requests) == 3


def test_a_delayed_delivery_is_open_until_it_has_come() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        delivering.deliveries.disturb(hook, Fault(delay=0.2))
        delivering.open_issue()
        delivering.loop.barrier()
        (delivery,) = delivering.deliveries.open
        assert delivering.deliveries.state(delivery) == "waits 0.2 s before it is sent"
        delivering.settle()
        assert (delivery.status, delivery.fault) == ("OK", "delayed by 0.2 s")
        assert delivering.deliveries.state(delivery) == "OK"
        # What waits on purpose is no part of what the receiver took.
        assert delivery.duration < 0.2


def test_reordered_deliveries_come_one_by_one_in_another_order() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        log = disturbed(delivering, Fault(reorder=4), url=receiver.url, events=4)
        asked = [f"Number {number}" for number in range(4)]
        assert sorted(titles(receiver.requests)) == asked != titles(receiver.requests)
        assert {d.fault for d in log} == {"reordered among 4"}
        assert all(d.ok for d in log)


def test_the_seed_decides_the_order() -> None:
    def order(seed: int) -> list[str]:
        with Delivering() as delivering:
            delivering.world.ids.seed = seed
            receiver = delivering.receiver()
            disturbed(delivering, Fault(reorder=6), url=receiver.url, events=6)
            return titles(receiver.requests)

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(5)}) > 1


def test_what_is_held_back_comes_when_no_more_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disorder, "PATIENCE", 0.01)
    with Delivering() as delivering:
        log = disturbed(delivering, Fault(reorder=10))
        assert [d.status for d in log] == ["OK"]


def test_what_is_held_back_can_be_cancelled() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        delivering.deliveries.disturb(hook, Fault(reorder=3))
        delivering.open_issue()
        delivering.open_issue()
        delivering.loop.barrier()
        states = {delivering.deliveries.state(d) for d in delivering.deliveries.open}
        assert states == {"waits for others to be reordered with"}
        delivering.deliveries.cancel()
        assert [d.status for d in delivering.deliveries.log] == ["cancelled"] * 2


def test_a_receiver_that_fails_does_not_keep_others_in_the_row_waiting() -> None:
    with Delivering() as delivering:
        answers = iter([None, OK, None])

        async def answer(_: Received) -> bytes | None:
            return next(answers)

        log = disturbed(delivering, Fault(reorder=3), url=delivering.receiver(answer).url, events=3)
        assert sorted(d.status for d in log) == ["OK", "failed to connect", "failed to connect"]


def test_a_dropped_delivery_is_in_the_log_with_the_reason() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        first, second = disturbed(delivering, Fault(drop=True, times=1), url=receiver.url, events=2)
        assert (first.status, first.fault, first.delivered_at) == (
            "not sent: dropped on purpose",
            "dropped",
            None,
        )
        assert (second.status, second.fault) == ("OK", None)
        assert titles(receiver.requests) == ["Number 1"]


@pytest.mark.parametrize("content_type", ["json", "form"])
def test_a_corrupt_signature_has_the_form_of_a_good_one_and_fits_nothing(content_type: str) -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        disturbed(delivering, Fault(signature="corrupt"), url=receiver.url, content_type=content_type)
        (request,) = receiver.requests
        for name, algorithm, length in (
            ("X-Hub-Signature", "sha1", 40),
            ("X-Hub-Signature-256", "sha256", 64),
        ):
            assert re.fullmatch(rf"{algorithm}=[0-9a-f]{{{length}}}", request.headers[name])
            assert request.headers[name] != signature(algorithm, request.body)


def test_another_secret_signs_well_but_wrongly() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        (delivery,) = disturbed(delivering, Fault(secret="not-the-secret"), url=receiver.url)
        (request,) = receiver.requests
        for name, algorithm in (("X-Hub-Signature", "sha1"), ("X-Hub-Signature-256", "sha256")):
            assert request.headers[name] == signature(algorithm, request.body, "not-the-secret")
        assert delivery.fault == "signed with another secret"
        assert "not-the-secret" not in repr(delivery) + repr(delivery.disturbance) + repr(delivery.hook)


@pytest.mark.parametrize(("kind", "left"), [("missing", []), ("sha1_only", ["X-Hub-Signature"])])
def test_signatures_can_be_left_out(kind: str, left: list[str]) -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        disturbed(delivering, Fault(signature=kind), url=receiver.url)
        (request,) = receiver.requests
        assert [name for name in request.headers if name.startswith("X-Hub")] == left
        if left:
            assert request.headers["X-Hub-Signature"] == signature("sha1", request.body)


@pytest.mark.parametrize("content_type", ["json", "form"])
def test_what_is_tampered_with_is_well_formed_and_its_signature_is_that_of_the_original(
    content_type: str,
) -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        (delivery,) = disturbed(delivering, Fault(tamper=True), url=receiver.url, content_type=content_type)
        (request,) = receiver.requests
        text = request.body.decode()
        payload = json.loads(parse_qs(text)["payload"][0] if content_type == "form" else text)
        original = json.loads(delivery.payload)
        assert payload == {**original, "tampered": True}
        assert request.headers["X-Hub-Signature-256"] != signature("sha256", request.body)
        assert int(request.headers["Content-Length"]) == len(request.body)
        # The same event again is as it was.
        delivering.deliveries.redeliver(delivery)
        delivering.settle()
        again = receiver.requests[1]
        assert again.headers["X-Hub-Signature-256"] == signature("sha256", again.body)
        assert again.headers["X-Hub-Signature-256"] == request.headers["X-Hub-Signature-256"]


class Sink:
    """Takes one connection and keeps what comes, and how it ended."""

    def __init__(self, delivering: Delivering) -> None:
        self.data = b""
        self.end: asyncio.Future[str] = delivering.loop.submit(self._future()).result()
        self._server = delivering.loop.submit(asyncio.start_server(self._serve, "127.0.0.1", 0)).result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/payload"
        delivering.loop.at_stop(self._stop)

    async def _future(self) -> asyncio.Future[str]:
        return asyncio.get_running_loop().create_future()

    async def _stop(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while part := await reader.read(65_536):
                self.data += part
            self.end.set_result("closed")
        except ConnectionResetError:
            self.end.set_result("reset")
        finally:
            writer.close()


async def _ended(sink: Sink) -> str:
    return await asyncio.wait_for(sink.end, PATIENCE)


@pytest.mark.parametrize(
    ("fault", "end", "missing"),
    [(Fault(truncate=10), "closed", 10), (Fault(reset=True), "reset", None)],
    ids=["truncate", "reset"],
)
def test_the_connection_ends_before_the_declared_length(fault: Fault, end: str, missing: int | None) -> None:
    with Delivering() as delivering:
        sink = Sink(delivering)
        (delivery,) = disturbed(delivering, fault, url=sink.url)
        assert delivering.loop.submit(_ended(sink)).result() == end
        head, _, body = sink.data.partition(b"\r\n\r\n")
        assert head.startswith(b"POST /payload HTTP/1.1\r\nHost: 127.0.0.1:")
        declared = re.search(rb"Content-Length: (\d+)", head)
        assert declared is not None
        assert int(declared[1]) == len(delivery.body)
        assert body == delivery.body[: len(delivery.body) - missing if missing else len(delivery.body) // 2]
        assert (delivery.status, delivery.status_code) == ("failed to connect", 502)
        assert f"{end} on purpose after {len(body)} of {len(delivery.body)} bytes" in (delivery.error or "")
        assert delivery.fault


def test_there_must_be_somebody_to_break_off_with() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.loop.submit(receiver._stop()).result()
        (delivery,) = disturbed(delivering, Fault(reset=True), url=receiver.url)
        assert delivery.status == "failed to connect to network"


def test_an_app_in_this_process_sees_the_connection_go() -> None:
    seen: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            while True:
                message = await receive()
                seen.append(message)
                if message["type"] == "http.disconnect":
                    return

    with Delivering() as delivering:
        delivering.deliveries.mount("http://receiver.test", app)
        (delivery,) = disturbed(delivering, Fault(truncate=5), url="http://receiver.test/")
        assert b"".join(message.get("body", b"") for message in seen) == delivery.body[:-5]
        assert seen[-1] == {"type": "http.disconnect"}
        assert delivery.status == "failed to connect"


def test_a_wsgi_app_gets_less_than_the_declared_length() -> None:
    seen: list[tuple[int, int]] = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        seen.append((int(environ["CONTENT_LENGTH"]), len(environ["wsgi.input"].read())))
        start_response("200 OK", [])
        return [b"ok"]

    with Delivering() as delivering:
        delivering.deliveries.mount("http://receiver.test", app)
        (delivery,) = disturbed(delivering, Fault(truncate=5), url="http://receiver.test/")
        assert seen == [(len(delivery.body), len(delivery.body) - 5)]
        assert delivery.status == "failed to connect"


@pytest.mark.parametrize("where", ["socket", "asgi", "wsgi"])
def test_a_slow_body_arrives_whole(where: str) -> None:
    seen: list[bytes] = []

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            more = True
            while more:
                message = await receive()
                seen.append(message.get("body", b""))
                more = message.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})

    def wsgi(environ: Any, start_response: Any) -> list[bytes]:
        seen.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    async def answer(received: Received) -> bytes:
        seen.append(received.body)
        return OK

    with Delivering() as delivering:
        url = "http://receiver.test/"
        if where == "socket":
            url = delivering.receiver(answer).url
        else:
            delivering.deliveries.mount(url, asgi if where == "asgi" else wsgi)
        (delivery,) = disturbed(delivering, Fault(slow_body=0.1), url=url)
        assert b"".join(seen) == delivery.body
        assert (delivery.status, delivery.fault) == ("OK", "body sent slowly, over 0.1 s")
        if where != "wsgi":
            assert delivery.duration >= 0.09


def test_several_things_can_be_wrong_at_once() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        log = disturbed(delivering, Fault(duplicate=1, delay=0.01, signature="missing"), url=receiver.url)
        assert [d.fault for d in log] == [
            "delayed by 0.01 s, not signed",
            "duplicate 1 of 1, delayed by 0.01 s, not signed",
        ]
        assert all("X-Hub-Signature" not in request.headers for request in receiver.requests)


def test_a_fault_strikes_only_the_events_that_it_names_and_only_so_often() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url, ("issues", "issue_comment"))
        delivering.deliveries.disturb(
            hook,
            Fault(drop=True, events=("issues.opened",), times=1),
            Fault(signature="missing", events=("issue_comment",)),
        )
        issue = delivering.open_issue()
        delivering.perform("issues/update", issue_number=issue.number, state="closed")
        delivering.perform("issues/create-comment", issue_number=issue.number, body="Hello")
        delivering.open_issue()
        delivering.settle()
        assert [(d.event, d.action, d.fault) for d in delivering.deliveries.log] == [
            ("issues", "opened", "dropped"),
            ("issues", "closed", None),
            ("issue_comment", "created", "not signed"),
            ("issues", "opened", None),
        ]
        assert [fault.signature for fault in hook.faults] == ["missing"]


def test_chance_is_decided_by_the_seed() -> None:
    def dropped(seed: int) -> list[int]:
        with Delivering() as delivering:
            delivering.world.ids.seed = seed
            log = disturbed(delivering, Fault(drop=True, chance=0.5), events=20)
            return [index for index, delivery in enumerate(log) if delivery.fault]

    assert dropped(1) == dropped(1)
    assert 0 < len(dropped(1)) < 20
    assert dropped(1) != dropped(2)


def test_a_fault_ends_with_its_block_and_the_one_before_returns() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        delivering.deliveries.disturb(hook, Fault(signature="missing"))
        with delivering.deliveries.disturb(hook, Fault(drop=True)):
            delivering.open_issue()
        delivering.open_issue()
        delivering.deliveries.disturb(hook)
        delivering.open_issue()
        delivering.settle()
        assert [d.fault for d in delivering.deliveries.log] == ["dropped", "not signed", None]


def test_faults_are_a_part_of_the_world() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        before = delivering.world.snapshot()
        delivering.deliveries.disturb(hook, Fault(drop=True, times=2))
        delivering.open_issue()
        between = delivering.world.snapshot()
        delivering.open_issue()
        assert hook.faults == ()
        delivering.world.rollback(between)
        assert hook.faults == (Fault(drop=True, times=1),)
        delivering.world.rollback(before)
        assert hook.faults == ()


def test_a_failed_operation_uses_no_fault_up() -> None:
    with Delivering() as delivering:
        hook = delivering.hook(delivering.receiver().url)
        fault = Fault(drop=True, times=1)
        delivering.deliveries.disturb(hook, fault)

        def open_and_fail() -> None:
            with delivering.world.transaction():
                delivering.open_issue()
                raise KeyError

        with pytest.raises(KeyError):
            open_and_fail()
        assert hook.faults == (fault,)


def test_lifting_a_fault_of_a_hook_that_is_gone_changes_nothing() -> None:
    with Delivering() as delivering:
        before = delivering.world.snapshot()
        lifted = delivering.deliveries.disturb(delivering.hook("http://receiver.test/"), Fault(drop=True))
        delivering.world.rollback(before)
        lifted.close()
        assert delivering.world.all(Hook) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({}, "needs something that goes wrong"),
        ({"times": 1}, "needs something that goes wrong"),
        ({"signature": "odd"}, "corrupt, missing, sha1_only"),
        ({"reorder": 1}, "at least 2"),
        ({"delay": -1}, "not negative"),
        ({"drop": True, "chance": 2}, "between 0 and 1"),
    ],
)
def test_a_fault_that_is_none_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Fault(**wrong)


def test_a_disturbed_delivery_blocks_nobody_else() -> None:
    with Delivering() as delivering:
        slow = delivering.hook(delivering.receiver().url)
        other = delivering.receiver()
        delivering.hook(other.url)
        delivering.deliveries.disturb(slow, Fault(delay=60))
        began = time.monotonic()
        delivering.open_issue()
        with delivering.deliveries.changed:
            assert delivering.deliveries.changed.wait_for(
                lambda: len(delivering.deliveries.open) == 1, PATIENCE
            )
        assert time.monotonic() - began < PATIENCE
        assert len(other.requests) == 1
        assert SECRET not in repr(delivering.deliveries.open)
