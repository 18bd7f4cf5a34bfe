"""A receiver that accepts everything and does nothing."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


async def _take(request: Request) -> Response:
    await request.body()
    return PlainTextResponse("taken")


accepts = Starlette(routes=[Route("/", _take, methods=["POST"])])
