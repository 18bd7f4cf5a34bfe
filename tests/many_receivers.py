"""Receivers that get in the way of many runs. They are named `many_receivers:NAME`."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def receiver(answer: Callable[[dict[str, Any]], Awaitable[int]]) -> Starlette:
    """An app that answers opened issues with what `answer` returns, and all else with 200."""

    async def receive(request: Request) -> Response:
        payload = await request.json()
        status = await answer(payload) if payload.get("action") == "opened" else 200
        return PlainTextResponse(f"the repository is {payload['repository']['id']}", status)

    return Starlette(routes=[Route("/", receive, methods=["POST"])])


async def _good(payload: dict[str, Any]) -> int:
    return 200


async def _bad(payload: dict[str, Any]) -> int:
    return 500


async def _flaky(payload: dict[str, Any]) -> int:
    """Fails for about half of all repositories, whose ids depend on the seed alone."""
    return 500 if hashlib.sha256(str(payload["repository"]["id"]).encode()).digest()[0] % 2 else 200


async def _crashing(payload: dict[str, Any]) -> int:
    if "crash" in payload["issue"]["title"]:
        os._exit(7)
    if "kill" in payload["issue"]["title"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return 200


async def _printing(payload: dict[str, Any]) -> int:
    print("the receiver prints")
    return 200


async def _stuck(payload: dict[str, Any]) -> int:
    """Says so, and then never answers an issue that is called stuck."""
    if "stuck" in payload["issue"]["title"]:
        print("the receiver is stuck", flush=True)
        await asyncio.Event().wait()
    return 200


good = receiver(_good)
bad = receiver(_bad)
flaky = receiver(_flaky)
crashing = receiver(_crashing)
printing = receiver(_printing)
stuck = receiver(_stuck)
