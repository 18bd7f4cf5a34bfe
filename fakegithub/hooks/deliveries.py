"""Deliveries: from the events of a transaction to the answers of receivers, and the log of both.

While the transaction is still open, payloads are rendered, signed and put into the world's log, so
that they show the world as it was and so that a payload that cannot be made fails the operation. When
it has succeeded they are queued on the loop, in the order of the events. Nobody holds the world's
lock while a receiver works, so a receiver may call the API back from inside its handler.
"""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from fakegithub.events import Event
from fakegithub.hooks.headers import delivery_headers
from fakegithub.hooks.loop import Loop
from fakegithub.hooks.outcomes import Outcome
from fakegithub.hooks.payloads import Payload, Payloads
from fakegithub.hooks.receivers import Receivers
from fakegithub.hooks.serialise import form_body
from fakegithub.hooks.subscriptions import Subscription, subscriptions
from fakegithub.model.hooks import Delivery, Hook, LastResponse
from fakegithub.model.repositories import Repository
from fakegithub.world import World

# https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
PAYLOAD_LIMIT = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Retries:
    """Further attempts when a delivery fails. GitHub makes none; relays in front of receivers do.

    `backoff` are the seconds before each further attempt; `on` the status codes that deserve one.
    A timeout counts as 504, a failed connection as 502.
    """

    backoff: tuple[float, ...] = ()
    on: Container[int] = range(500, 600)


class Deliveries:
    """Delivers the events of one world, on `loop`. `changed` is notified whenever a delivery has ended.

    With `strict`, a payload with a required field that the world does not know is an error.
    """

    def __init__(
        self,
        world: World,
        loop: Loop,
        *,
        changed: threading.Condition | None = None,
        strict: bool = False,
        retries: Retries | None = None,
    ) -> None:
        self.world = world
        self.changed = changed if changed is not None else threading.Condition()
        self.retries = retries if retries is not None else Retries()
        self.payloads = Payloads(world, strict=strict)
        self.receivers = Receivers(world.product.timeout)
        self._loop = loop
        self._open: dict[int, Delivery] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        world.subscribers.append(self._prepare)
        world.redeliver = self.redeliver
        loop.at_stop(self._end)

    def __repr__(self) -> str:
        return f"<Deliveries {len(self.log)}, {len(self.open)} open>"

    @property
    def log(self) -> list[Delivery]:
        """All deliveries, in the order of their events, whether they have ended or not."""
        return self.world.all(Delivery)

    @property
    def open(self) -> list[Delivery]:
        """Those that are queued or in flight."""
        return list(self._open.values())

    def mount(self, origin: str, app: Any) -> None:
        """Hand deliveries to URLs of `origin` (`http://receiver.test`) to an ASGI or WSGI app.

        The app runs in this process, without a socket. When it raises, the delivery has failed with
        500 and has the traceback as its `error`. Raises ReceiverError for what is no app.
        """
        self.receivers.mount(origin, app)

    def wait_for_change(self, timeout: float) -> bool:
        """Wait until something has ended, at most `timeout` seconds; False when nothing has."""
        with self.changed:
            return self.changed.wait(timeout)

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Deliver the same payload with the same guid again, with the hook as it is now.

        https://docs.github.com/rest/repos/webhooks#redeliver-a-delivery-for-a-repository-webhook
        """
        with self.world.transaction():
            again = self.world.add(self._again(delivery))
            self.world.after(lambda: self._queue([again]))
        return again

    def cancel(self) -> None:
        """Give up what is queued or in flight. It counts as not delivered.

        Has happened on return; but on the loop itself, where nobody can wait for it, soon after.
        """
        if self._loop.is_current:
            self._loop.call_soon(self._cancel_tasks)
        elif self._loop.running and self._open:
            self._loop.submit(self._cancel()).result()

    def close(self) -> None:
        """Give up what is open, and deliver nothing more."""
        self.cancel()
        if self._prepare in self.world.subscribers:
            self.world.subscribers.remove(self._prepare)
            self.world.redeliver = None

    # Inside the transaction

    def _prepare(self, events: list[Event]) -> Callable[[], None] | None:
        prepared = [delivery for event in events for delivery in self._deliveries(event)]
        return (lambda: self._queue(prepared)) if prepared else None

    def _deliveries(self, event: Event) -> list[Delivery]:
        """One delivery for each hook that gets the event; one payload for each kind of envelope."""
        webhook = self.payloads.webhook(event)
        if webhook is None:
            return []
        rendered: dict[int | None, Payload] = {}
        made = []
        for subscription in subscriptions(self.world, event, webhook.hook_kinds):
            installation = subscription.installation
            kind = installation.id if installation is not None else None
            if kind not in rendered:
                rendered[kind] = self.payloads.render(event, installation)
            made.append(self.world.add(self._delivery(event, subscription, rendered[kind])))
        return made

    def _delivery(self, event: Event, subscription: Subscription, payload: Payload) -> Delivery:
        hook, installation = subscription.hook, subscription.installation
        body = payload.body(hook.content_type)
        return Delivery(
            self.world.new_id(Delivery),
            event.guid,
            hook,
            event.event,
            event.action,
            hook.url,
            event.at,
            self._headers(hook, event.event, event.guid, body),
            body,
            payload.json,
            repository=event.repository,
            installation_id=installation.id if installation is not None else None,
            # GitHub makes no delivery at all then; the log says so.
            status="queued" if len(payload.json) <= PAYLOAD_LIMIT else _too_large(payload.json),
        )

    def _again(self, delivery: Delivery) -> Delivery:
        """A new delivery of what `delivery` delivered: same guid, same payload, current settings."""
        hook, payload = delivery.hook, delivery.payload
        body = payload if hook.content_type == "json" else form_body(payload)
        return Delivery(
            self.world.new_id(Delivery),
            delivery.guid,
            hook,
            delivery.event,
            delivery.action,
            hook.url,
            self.world.now(),
            self._headers(hook, delivery.event, delivery.guid, body),
            body,
            payload,
            repository=delivery.repository,
            installation_id=delivery.installation_id,
            redelivery=True,
        )

    def _headers(self, hook: Hook, event: str, guid: str, body: bytes) -> tuple[tuple[str, str], ...]:
        world = self.world
        return delivery_headers(world.product, world.urls.host, hook, event, guid, body)

    # After the transaction

    def _queue(self, prepared: list[Delivery]) -> None:
        ready = [delivery for delivery in prepared if delivery.status == "queued"]
        # Known as open from now on, so that whoever settles next waits for them. No lock: a
        # transaction may be holding the world's, and one that waits for a change may want it.
        self._open.update((delivery.id, delivery) for delivery in ready)
        if ready:
            self._loop.call_soon(self._start, ready)

    # On the loop

    def _start(self, ready: list[Delivery]) -> None:
        for delivery in ready:
            self._spawn(delivery)

    def _spawn(self, delivery: Delivery, attempt: int = 0, wait: float = 0.0) -> None:
        task = self._tasks[delivery.id] = asyncio.create_task(self._run(delivery, attempt, wait))
        task.add_done_callback(lambda _: self._ended(delivery, task))

    async def _run(self, delivery: Delivery, attempt: int, wait: float) -> None:
        if wait:
            await asyncio.sleep(wait)
        verify = delivery.hook.insecure_ssl != "1"
        headers, body = delivery.request_headers, delivery.body
        outcome, duration = await self.receivers.send(delivery.url, headers, body, verify=verify)
        self._record(delivery, outcome, duration)
        if not delivery.ok and attempt < len(self.retries.backoff):
            self._retry(delivery, attempt)

    def _ended(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            delivery.status = "cancelled"
        elif (error := task.exception()) is not None:
            delivery.status = "not delivered: a bug in fakegithub"
            delivery.error = "".join(traceback.format_exception(error))
        del self._tasks[delivery.id]
        with self.changed:
            del self._open[delivery.id]
            self.changed.notify_all()

    def _record(self, delivery: Delivery, outcome: Outcome, duration: float) -> None:
        with self.world.lock:
            delivery.delivered_at = self.world.now()
            delivery.duration = round(duration, 2)
            delivery.status = outcome.status
            delivery.status_code = outcome.status_code
            delivery.response_headers = outcome.headers
            delivery.response_body = outcome.body
            delivery.error = outcome.error
            hook = delivery.hook
            # A rollback or the hook's deletion may have come in between.
            if self._is_in_the_world(delivery) and isinstance(hook.target, Repository):
                with self.world.transaction():
                    self.world.update(hook, last_response=_last_response(outcome))

    def _is_in_the_world(self, delivery: Delivery) -> bool:
        here = self.world.get(Delivery, delivery.id) is delivery
        return here and self.world.get(Hook, delivery.hook.id) is delivery.hook

    def _retry(self, delivery: Delivery, attempt: int) -> None:
        if delivery.status_code not in self.retries.on:
            return
        with self.world.transaction():
            if not self._is_in_the_world(delivery):
                return
            again = self.world.add(self._again(delivery))
        self._open[again.id] = again
        self._spawn(again, attempt + 1, self.retries.backoff[attempt])

    def _cancel_tasks(self) -> list[asyncio.Task[None]]:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        return tasks

    async def _cancel(self) -> None:
        await asyncio.gather(*self._cancel_tasks(), return_exceptions=True)

    async def _end(self) -> None:
        await self._cancel()
        await self.receivers.close()


def _last_response(outcome: Outcome) -> LastResponse:
    # "active" stands for a good one; a failed one has had no status since about 2018.
    ok = outcome.status == "OK"
    return LastResponse(outcome.status_code, "active" if ok else None, outcome.status)


def _too_large(payload: bytes) -> str:
    return f"not sent: a payload of {len(payload)} bytes is larger than GitHub's limit of {PAYLOAD_LIMIT}"
