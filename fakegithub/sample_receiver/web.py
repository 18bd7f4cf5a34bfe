"""The web application: takes deliveries, believes those that are signed, and hands them to their handlers.

It works first and answers then, so that GitHub's list of deliveries shows what has failed, and a redelivery
makes it good. A bot whose work takes longer than GitHub waits for an answer would answer at once and put the
work into a queue.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypedDict

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fakegithub.sample_receiver.client import GitHubClient, api_root, http_client
from fakegithub.sample_receiver.commands import on_issue_comment
from fakegithub.sample_receiver.commits import on_check_run, on_push, on_status
from fakegithub.sample_receiver.greetings import on_installation
from fakegithub.sample_receiver.memory import Memory
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO, on_pull_request
from fakegithub.sample_receiver.releases import on_release
from fakegithub.sample_receiver.reviews import on_review
from fakegithub.sample_receiver.signatures import Payload, is_signed, read_payload

HANDLERS: dict[str, Callable[[GitHubClient, Payload], Awaitable[str]]] = {
    "check_run": on_check_run,
    "installation": on_installation,
    "installation_repositories": on_installation,
    "issue_comment": on_issue_comment,
    "pull_request": on_pull_request,
    "pull_request_review": on_review,
    "push": on_push,
    "release": on_release,
    "status": on_status,
}


async def receive(request: Request) -> Response:
    body = await request.body()
    if not is_signed(request.headers, body, os.environ.get("GITHUB_WEBHOOK_SECRET", "")):
        return PlainTextResponse("the signature does not fit the body and the secret", 403)
    event = request.headers.get("X-GitHub-Event", "")
    if event == "ping":
        return PlainTextResponse("pong")
    if event not in HANDLERS:
        return PlainTextResponse(NOTHING_TO_DO)
    try:
        payload = read_payload(request.headers.get("Content-Type", ""), body)
    except ValueError:
        return PlainTextResponse("the body is neither JSON nor a form with JSON in it", 400)
    # Of a server without lifespans, nothing is remembered.
    memory: Memory = getattr(request.state, "memory", None) or Memory()
    try:
        guid = request.headers.get("X-GitHub-Delivery", "")
        return PlainTextResponse(await handle(memory, event, guid, payload))
    except httpx.HTTPError as error:
        return PlainTextResponse(f"a call of the API has failed: {error}", 502)


async def handle(memory: Memory, event: str, guid: str, payload: Payload) -> str:
    """Do what a delivery asks for, once: the guid is that of the event, however often it is delivered."""

    async def work() -> str:
        auth = auth_for(memory, payload)
        async with http_client(auth) as http:
            github = GitHubClient(http, payload, as_app=auth is not None)
            return await HANDLERS[event](github, payload)

    # GitHub always sends one; somebody who tries this out with curl may not.
    return await memory.once((api_root(payload), guid), work) if guid else await work()


def auth_for(memory: Memory, payload: Payload) -> httpx.Auth | None:
    """How an app's installation proves itself. None: the delivery is not one to our app."""
    app_id, key = os.environ.get("GITHUB_APP_ID"), os.environ.get("GITHUB_APP_PRIVATE_KEY_FILE")
    if not (app_id and key and "installation" in payload):
        return None
    # Cryptography takes a while to import, and most who try this out have no app.
    from fakegithub.sample_receiver.installations import InstallationAuth

    private_key = Path(key).read_text("utf-8")
    return InstallationAuth(memory, api_root(payload), app_id, private_key, payload["installation"]["id"])


class State(TypedDict):
    memory: Memory


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[State]:
    yield {"memory": Memory()}


app = Starlette(
    routes=[Route(path, receive, methods=["POST"]) for path in ("/", "/webhook")], lifespan=lifespan
)
