"""Receivers that go wrong in one way each, for the verdict to name. They are `blamed_receivers:NAME`."""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

Payload = dict[str, Any]
Act = Callable[[httpx.AsyncClient, Payload], Awaitable[Any]]


def app(answer: Callable[[Request, Payload], Awaitable[Response]]) -> Starlette:
    async def receive(request: Request) -> Response:
        payload = await request.json()
        if payload.get("action") != "opened":
            return PlainTextResponse("nothing to do")
        return await answer(request, payload)

    return Starlette(routes=[Route("/", receive, methods=["POST"])])


def calling(act: Act, token: str | None = None) -> Starlette:
    """One that does something with the API, and fails with 500 when that raises."""

    async def answer(_: Request, payload: Payload) -> Response:
        text = os.environ["GITHUB_TOKEN"] if token is None else token
        headers = {"Authorization": f"Bearer {text}"} if text else {}
        async with httpx.AsyncClient(base_url=os.environ["GITHUB_API_URL"], headers=headers) as api:
            await act(api, payload)
        return PlainTextResponse("done")

    return app(answer)


def answering(response: Response) -> Starlette:
    async def answer(request: Request, payload: Payload) -> Response:
        return response

    return app(answer)


REPOSITORY = "/repos/octocat/hello-world"


def status_of(payload: Payload) -> str:
    return f"{REPOSITORY}/statuses/{payload['pull_request']['head']['sha']}"


async def _status(api: httpx.AsyncClient, path: str, **fields: Any) -> httpx.Response:
    body = {"state": "success", "context": "ci", **fields}
    return await api.post(path, json={key: value for key, value in body.items() if value is not None})


async def _good(api: httpx.AsyncClient, payload: Payload) -> None:
    (await _status(api, status_of(payload))).raise_for_status()


async def _wrong_url(api: httpx.AsyncClient, payload: Payload) -> None:
    (await _status(api, status_of(payload).replace("/statuses/", "/status/"))).raise_for_status()


async def _wrong_field(api: httpx.AsyncClient, payload: Payload) -> None:
    await _status(api, status_of(payload), state="failure")


async def _refused_call(api: httpx.AsyncClient, payload: Payload) -> None:
    await _status(api, status_of(payload), state=None)


async def _nowhere(api: httpx.AsyncClient, payload: Payload) -> None:
    await _status(api, status_of(payload).replace("hello-world", "goodbye-world"))


async def _refused_write(api: httpx.AsyncClient, payload: Payload) -> None:
    await api.post(f"{REPOSITORY}/issues/77/comments", json={"body": "hi"})


async def _crashing_read(api: httpx.AsyncClient, payload: Payload) -> None:
    (await api.get(f"{REPOSITORY}/contents/.github/bot.yml")).raise_for_status()


async def _tolerant_read(api: httpx.AsyncClient, payload: Payload) -> None:
    await api.get(f"{REPOSITORY}/contents/.github/bot.yml")


async def _not_modelled(api: httpx.AsyncClient, payload: Payload) -> None:
    (await api.get(f"{REPOSITORY}/code-scanning/alerts")).raise_for_status()


async def _twice(api: httpx.AsyncClient, payload: Payload) -> None:
    await _status(api, status_of(payload))
    await _status(api, status_of(payload))


async def _comments(api: httpx.AsyncClient, payload: Payload) -> None:
    text = "Thank you!\n\nI have looked at it,\nand all is well.\n"
    await api.post(f"{REPOSITORY}/issues/{payload['number']}/comments", json={"body": text})


async def _closes(api: httpx.AsyncClient, payload: Payload) -> None:
    await api.patch(f"{REPOSITORY}/pulls/{payload['number']}", json={"state": "closed"})


async def _labels(api: httpx.AsyncClient, payload: Payload) -> None:
    await api.post(f"{REPOSITORY}/issues/{payload['number']}/labels", json={"labels": ["bug"]})


async def _nothing(api: httpx.AsyncClient, payload: Payload) -> None: ...


async def _crash(api: httpx.AsyncClient, payload: Payload) -> None:
    raise RuntimeError("the database is gone")


async def _status_then_crash(api: httpx.AsyncClient, payload: Payload) -> None:
    await _status(api, status_of(payload), state="pending")
    raise RuntimeError("the database is gone")


async def _commands(request: Request, payload: Payload) -> Response:
    return PlainTextResponse("::error::not mine\n##[set-env name=PATH]/tmp", 500)


async def _checking(request: Request, payload: Payload) -> Response:
    """Refuses what is not signed with s3cret, as every receiver should."""
    wanted = "sha256=" + hmac.new(b"s3cret", await request.body(), "sha256").hexdigest()
    if not hmac.compare_digest(wanted, request.headers.get("X-Hub-Signature-256", "")):
        return PlainTextResponse("signature mismatch", 401)
    return PlainTextResponse("accepted")


async def _slow(request: Request, payload: Payload) -> Response:
    await asyncio.sleep(60)
    return PlainTextResponse("late")


good = calling(_good)
wrong_url = calling(_wrong_url)
wrong_field = calling(_wrong_field)
refused_call = calling(_refused_call)
nowhere = calling(_nowhere)
refused_write = calling(_refused_write)
crashing_read = calling(_crashing_read)
tolerant_read = calling(_tolerant_read)
not_modelled = calling(_not_modelled)
twice = calling(_twice)
comments = calling(_comments)
closes = calling(_closes)
labels = calling(_labels)
nothing = calling(_nothing)
crash = calling(_crash)
status_then_crash = calling(_status_then_crash)
bad_token = calling(_good, "ghp_0000000000000000000000000000000000000")
no_token = calling(_good, "")
commands = app(_commands)
checking = app(_checking)
slow = app(_slow)
forbidding = answering(PlainTextResponse("who are you?", 403))
moved = answering(RedirectResponse("/other", 302))
teapot = answering(PlainTextResponse("I am a teapot", 418))
elsewhere = Starlette(routes=[])
