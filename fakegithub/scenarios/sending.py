"""Sending one payload to one receiver, signed and framed as GitHub does it, without a world around it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fakegithub.github import GitHub
from fakegithub.hooks.headers import delivery_headers
from fakegithub.hooks.outcomes import Outcome
from fakegithub.hooks.receivers import Receivers
from fakegithub.hooks.serialise import form_body, serialise
from fakegithub.model.hooks import Hook
from fakegithub.scenarios.causes import Sample
from fakegithub.scenarios.samples import SamplePayload


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered. `duration` is in seconds; `status` is OK or what went wrong."""

    guid: str
    status: str
    status_code: int
    body: str
    duration: float
    error: str | None

    @property
    def ok(self) -> bool:
        return self.status == "OK"


def send(
    sample: SamplePayload, url: str, product: str, *, secret: str | None = None, content_type: str = "json"
) -> Answer:
    """Deliver a payload to `url` within the time that the product gives a receiver."""
    with GitHub(product) as github:
        world = github.world
        now = world.now()
        hook = Hook(
            world.ids.next("Hook"),
            Sample(github).repository.entity,
            url,
            now,
            now,
            events=(sample.event,),
            content_type=content_type,
            secret=secret,
        )
        payload = serialise(sample.payload)
        body = payload if content_type == "json" else form_body(payload)
        # Real time decides, so that a receiver which drops what it has seen before takes each.
        guid = world.ids.guid(now)
        headers = delivery_headers(world.product, world.urls.host, hook, sample.event, guid, body)
        outcome, duration = asyncio.run(_send(world.product.timeout, url, headers, body))
    answer = outcome.body.decode(errors="replace")
    return Answer(guid, outcome.status, outcome.status_code, answer, duration, outcome.error)


async def _send(
    timeout: float, url: str, headers: tuple[tuple[str, str], ...], body: bytes
) -> tuple[Outcome, float]:
    receivers = Receivers(timeout)
    try:
        return await receivers.send(url, headers, body, verify=True)
    finally:
        await receivers.close()
