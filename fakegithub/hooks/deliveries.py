"""Deliveries: from the events of a transaction to the answers of receivers, and the log of both.

While the transaction is still open, payloads are rendered, signed and put into the world's log, so
that they show the world as it was and so that a payload that cannot be made fails the operation. When
it has succeeded they are queued on the loop, in the order of the events. Nobody holds the world's
lock while a receiver works, so a receiver may call the API back from inside its handler.
"""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from fakegithub.events import Event
from fakegithub.hooks.disorder import Rows
from fakegithub.hooks.loop import Loop
from fakegithub.hooks.outcomes import TIMED_OUT, Outcome
from fakegithub.hooks.payloads import Payloads
from fakegithub.hooks.preparation import Preparation
from fakegithub.hooks.receivers import Receivers
from fakegithub.model.faults import Fault
from fakegithub.model.hooks import Delivery, Hook, LastResponse, Retries
from fakegithub.model.repositories import Repository
from fakegithub.products import Product
from fakegithub.world import World


class Deliveries:
    """Delivers the events of one world, on `loop`. `changed` is notified whenever a delivery has ended.

    With `strict`, a payload with a required field that the world does not know is an error. `retries`
    are those of hooks that have none of their own.
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
        self._preparation = Preparation(world, self.payloads)
        self.receivers = Receivers(world.product.timeout)
        self._loop = loop
        self._rows = Rows(world)
        self._open: dict[int, Delivery] = {}
        self._waits: dict[int, str] = {}
        self._endings = 0
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
        """Those that are queued, in flight, or wait on purpose."""
        return list(self._open.values())

    @property
    def quiet(self) -> bool:
        """Whether none is open."""
        return not self._open

    def state(self, delivery: Delivery) -> str:
        """What an open delivery is doing: `queued`, `in flight`, `waits 2 s before it is sent` …"""
        return self._waits.get(delivery.id, "queued" if delivery.id in self._open else delivery.status)

    def retry(self, hook: Hook, retries: Retries | None) -> None:
        """Have failed deliveries to `hook` attempted again, each time as a delivery of its own with the
        same guid. None: as for all hooks, which is not at all unless told otherwise."""
        with self.world.transaction():
            self.world.update(hook, retries=retries)

    def disturb(self, hook: Hook, *faults: Fault) -> ExitStack:
        """Have something go wrong with deliveries to `hook` of events from now on; without faults, nothing.

        Of several faults the first one that strikes an event counts. Redeliveries and further
        attempts are never disturbed. As a context manager it ends with the `with`, and what was
        wrong before is wrong again.
        """
        before = hook.faults
        self._set_faults(hook, faults)
        lifted = ExitStack()
        lifted.callback(self._set_faults, hook, before)
        return lifted

    def _set_faults(self, hook: Hook, faults: tuple[Fault, ...]) -> None:
        with self.world.transaction():
            if self.world.get(Hook, hook.id) is hook:
                self.world.update(hook, faults=faults)

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

    def deliver(self, event: Event, to: Iterable[Hook] | None = None) -> list[Delivery]:
        """Deliver an event that nothing in the world has caused to the hooks that want it, or `to` others."""
        with self.world.transaction():
            made = self._preparation.of_event(event, to)
            self.world.after(lambda: self._queue(made))
        return made

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Deliver the same payload with the same guid again, with the hook as it is now.

        https://docs.github.com/rest/repos/webhooks#redeliver-a-delivery-for-a-repository-webhook
        """
        with self.world.transaction():
            again = self._preparation.again(delivery)
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
        prepared = [delivery for event in events for delivery in self._preparation.of_event(event)]
        return (lambda: self._queue(prepared)) if prepared else None

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
            fault = delivery.disturbance
            self._spawn(delivery, fault.delay if fault is not None else 0.0)

    def _spawn(self, delivery: Delivery, wait: float) -> None:
        task = self._tasks[delivery.id] = asyncio.create_task(self._run(delivery, wait))
        task.add_done_callback(lambda _: self._ended(delivery, task))

    async def _run(self, delivery: Delivery, wait: float) -> None:
        fault, waits = delivery.disturbance, self._waits
        async with AsyncExitStack() as turn:
            if wait:
                waits[delivery.id] = f"waits {wait:g} s before it is sent"
                await asyncio.sleep(wait)
            if fault is not None and fault.reorder:
                waits[delivery.id] = "waits for others to be reordered with"
                await turn.enter_async_context(self._rows.of(delivery).turn())
            waits[delivery.id] = "in flight"
            outcome, duration = await self.receivers.send(
                delivery.url,
                delivery.request_headers,
                delivery.body,
                verify=delivery.hook.insecure_ssl != "1",
                fault=fault,
            )
        self._record(delivery, outcome, duration)
        retries = delivery.hook.retries or self.retries
        if retries.again(delivery):
            self._retry(delivery, retries.wait(delivery.attempt))

    def _ended(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            delivery.status = "cancelled"
        elif (error := task.exception()) is not None:
            delivery.status = "not delivered: a bug in fakegithub"
            delivery.error = "".join(traceback.format_exception(error))
        del self._tasks[delivery.id]
        with self.changed:
            self._waits.pop(delivery.id, None)
            del self._open[delivery.id]
            self._endings += 1
            delivery.ended, delivery.moment = self._endings, time.monotonic()
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
                    self.world.update(hook, last_response=_last_response(outcome, self.world.product))

    def _is_in_the_world(self, delivery: Delivery) -> bool:
        here = self.world.get(Delivery, delivery.id) is delivery
        return here and self.world.get(Hook, delivery.hook.id) is delivery.hook

    def _retry(self, delivery: Delivery, wait: float) -> None:
        with self.world.transaction():
            if not self._is_in_the_world(delivery):
                return
            again = self._preparation.again(delivery, delivery.attempt + 1)
        self._open[again.id] = again
        self._spawn(again, wait)

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


def _last_response(outcome: Outcome, product: Product) -> LastResponse:
    """What a repository hook shows of a delivery; a failed one had a code and a status of its own once."""
    if outcome.status == "OK":
        return LastResponse(outcome.status_code, "active", outcome.status)
    if not product.misconfigures_hooks:
        return LastResponse(outcome.status_code, None, outcome.status)
    if outcome == TIMED_OUT:
        return LastResponse(outcome.status_code, "timeout", "")
    return LastResponse(422, "misconfigured", outcome.status)
