"""Making deliveries of events: who gets one, with which headers and body, and what is wrong with it.

This happens while the transaction is still open, so that payloads show the world as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fakegithub.events import Event
from fakegithub.hooks.disorder import taken, tampered, with_signatures
from fakegithub.hooks.headers import delivery_headers
from fakegithub.hooks.payloads import Payload, Payloads
from fakegithub.hooks.serialise import form_body
from fakegithub.hooks.subscriptions import Subscription, subscriptions
from fakegithub.model.faults import Fault
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.world import World

# https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
PAYLOAD_LIMIT = 25 * 1024 * 1024


class Preparation:
    """Adds deliveries to the log of one world. `queued` is the status of those that are to be sent."""

    def __init__(self, world: World, payloads: Payloads) -> None:
        self._world = world
        self._payloads = payloads

    def of_event(self, event: Event, to: Iterable[Hook] | None = None) -> list[Delivery]:
        """The deliveries of an event, one payload for each kind of envelope; duplicates come last.

        They are to the hooks that want it, or `to` those that are given.
        """
        webhook = self._payloads.webhook(event)
        if webhook is None:
            return []
        rendered: dict[int | None, Payload] = {}
        made, duplicates = [], []
        wanted = (
            subscriptions(self._world, event, webhook.hook_kinds) if to is None else map(Subscription, to)
        )
        for subscription in wanted:
            installation = subscription.installation
            kind = installation.id if installation is not None else None
            if kind not in rendered:
                rendered[kind] = self._payloads.render(event, installation)
            fault = taken(self._world, subscription.hook, event.event, event.action)
            made.append(self._of_hook(event, subscription, rendered[kind], fault))
            if fault is not None and fault.duplicate:
                duplicates += self._duplicates(made[-1], fault)
        return [*made, *duplicates]

    def again(self, delivery: Delivery, attempt: int = 1) -> Delivery:
        """A new delivery of what `delivery` delivered: same guid, same payload, current settings.

        Nothing is wrong with it on purpose.
        """
        hook, payload = delivery.hook, delivery.payload
        body = payload if hook.content_type == "json" else form_body(payload)
        return self._add(
            guid=delivery.guid,
            hook=hook,
            event=delivery.event,
            action=delivery.action,
            created_at=self._world.now(),
            request_headers=self._headers(hook, delivery.event, delivery.guid, body),
            body=body,
            payload=payload,
            repository=delivery.repository,
            installation_id=delivery.installation_id,
            redelivery=True,
            attempt=attempt,
        )

    def _of_hook(
        self, event: Event, subscription: Subscription, payload: Payload, fault: Fault | None
    ) -> Delivery:
        hook, installation = subscription.hook, subscription.installation
        body = payload.body(hook.content_type)
        headers = self._headers(hook, event.event, event.guid, body)
        delivery = self._add(
            guid=event.guid,
            hook=hook,
            event=event.event,
            action=event.action,
            created_at=event.at,
            request_headers=headers,
            body=body,
            payload=payload.json,
            repository=event.repository,
            installation_id=installation.id if installation is not None else None,
            # GitHub makes no delivery at all then; the log says so.
            status="queued" if len(payload.json) <= PAYLOAD_LIMIT else _too_large(payload.json),
        )
        if fault is not None:
            self._disturb(delivery, fault)
        return delivery

    def _disturb(self, delivery: Delivery, fault: Fault) -> None:
        product, body = self._world.product, delivery.body
        delivery.fault = ", ".join(fault.marks) or None
        delivery.disturbance = fault
        delivery.request_headers = with_signatures(delivery.request_headers, fault, body, product)
        if fault.tamper:
            delivery.body = tampered(body, delivery.hook.content_type)
        if fault.drop and delivery.status == "queued":
            delivery.status = "not sent: dropped on purpose"

    def _duplicates(self, delivery: Delivery, fault: Fault) -> list[Delivery]:
        found = []
        for number in range(1, fault.duplicate + 1):
            again = replace(delivery, id=self._world.new_id(Delivery))
            again.fault = ", ".join((f"duplicate {number} of {fault.duplicate}", *fault.marks))
            found.append(self._world.add(again))
        return found

    def _add(self, *, hook: Hook, **fields: Any) -> Delivery:
        return self._world.add(Delivery(id=self._world.new_id(Delivery), hook=hook, url=hook.url, **fields))

    def _headers(self, hook: Hook, event: str, guid: str, body: bytes) -> tuple[tuple[str, str], ...]:
        world = self._world
        return delivery_headers(world.product, world.urls.host, hook, event, guid, body)


def _too_large(payload: bytes) -> str:
    return f"not sent: a payload of {len(payload)} bytes is larger than GitHub's limit of {PAYLOAD_LIMIT}"
