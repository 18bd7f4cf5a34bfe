"""Sending one payload to one receiver, signed and framed as GitHub does it, without a world around it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fakegithub.github import GitHub
from fakegithub.hooks.headers import delivery_headers
from fakegithub.hooks.outcomes import Headers, Outcome
from fakegithub.hooks.receivers import Receivers
from fakegithub.hooks.serialise import form_body, serialise
from fakegithub.model.hooks import Hook, Retries
from fakegithub.scenarios.samples.causes import Sample
from fakegithub.scenarios.samples.samples import SamplePayload


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered to one attempt. `duration` is in seconds; `status` OK or what went wrong."""

    guid: str
    status: str
    status_code: int
    body: str
    duration: float
    error: str | None
    attempt: int = 1

    @property
    def ok(self) -> bool:
        return self.status == "OK"


def send(
    sample: SamplePayload,
    url: str,
    product: str,
    *,
    secret: str | None = None,
    content_type: str = "json",
    retries: Retries | None = None,
) -> list[Answer]:
    """Deliver a payload to `url` within the time that the product gives a receiver.

    Returns the answer to each attempt: one, unless `retries` asks for more.
    """
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
        return asyncio.run(_attempts(world.product.timeout, url, headers, body, guid, retries or Retries()))


async def _attempts(
    timeout: float, url: str, headers: Headers, body: bytes, guid: str, retries: Retries
) -> list[Answer]:
    receivers = Receivers(timeout)
    answers: list[Answer] = []
    try:
        while True:
            outcome, duration = await receivers.send(url, headers, body, verify=True)
            answers.append(_answer(guid, outcome, duration, len(answers) + 1))
            if not retries.again(answers[-1]):
                return answers
            await asyncio.sleep(retries.wait(len(answers)))
    finally:
        await receivers.close()


def _answer(guid: str, outcome: Outcome, duration: float, attempt: int) -> Answer:
    body = outcome.body.decode(errors="replace")
    return Answer(guid, outcome.status, outcome.status_code, body, duration, outcome.error, attempt)
