"""A receiver and an upstream to put a recording session between, and what they were sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fakegithub.github import GitHub
from fakegithub.hooks.loop import Loop
from fakegithub.scenarios.recording.exchanges import RecordedDelivery, Recording
from fakegithub.scenarios.recording.secrets import Secrets
from fakegithub.scenarios.samples.samples import sample
from fakegithub.server import Server

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
Answer = Callable[[Request], Awaitable[Response]]


async def ok(_request: Request) -> Response:
    return JSONResponse({"ok": True})


class Seen:
    """An app that keeps what it is sent, and answers by `answer`."""

    def __init__(self, answer: Answer = ok) -> None:
        self.requests: list[Request] = []
        self.bodies: list[bytes] = []
        self._answer = answer
        self.app = Starlette(routes=[Route("/{path:path}", self._take, methods=METHODS)])

    async def _take(self, request: Request) -> Response:
        self.requests.append(request)
        self.bodies.append(await request.body())
        return await self._answer(request)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The URL of an app that is served meanwhile."""
    loop = Loop()
    server = Server(app, None, loop, advertised=False)
    try:
        yield server.start()
    finally:
        server.stop()
        loop.stop()


def unused_url() -> str:
    """A URL where nobody listens."""
    with served(ok) as url:
        return url


def recording_of(*names: str, status: int | None = 200) -> Recording:
    """A recording of one delivery of each event, as our own GitHub sends it."""
    payloads = [(name.partition(".")[0], sample(name).payload) for name in names]
    return recording_with(*payloads, status=status)


def recording_with(*payloads: tuple[str, Any], status: int | None = 200) -> Recording:
    """The same of events with their payloads."""
    secrets = Secrets()
    recording = Recording(secrets)
    for index, (event, payload) in enumerate(payloads):
        delivery = RecordedDelivery(
            event, secrets.clean(payload), float(index), index + 0.5, status, guid=str(index)
        )
        recording.deliveries.append(delivery)
    return recording


def events_of(act: Callable[[GitHub], None], events: list[str]) -> Recording:
    """What a hook of octocat/hello-world is sent while `act` does something."""
    seen = Seen()
    with GitHub() as github, served(seen.app) as url:
        github.serve()
        octocat, hubot = github.user("octocat"), github.user("hubot")
        repository = octocat.create_repository("hello-world", files={"README.md": "# Hello\n"})
        repository.add_collaborator(hubot.login)
        repository.create_hook(url, events=events)
        github.settle()
        act(github)
        github.settle()
    sent = [
        (r.headers["x-github-event"], json.loads(b)) for r, b in zip(seen.requests, seen.bodies, strict=True)
    ]
    return recording_with(*(item for item in sent if item[0] != "ping"))
