"""The two servers of the API benchmark: `python -m benchmarks.serving fake|bare`.

Reads one line of JSON from stdin (for `bare`, the answers to give), prints one with its port, and
serves until it is killed.
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fakegithub import GitHub

# Uvicorn writes these itself.
FRAMING = {"content-length", "date", "server"}


def fake() -> None:
    with GitHub("ghes-3.19") as github:  # which has no rate limit to run into
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        repository.create_issue("A place for comments")
        port = urlsplit(github.serve()).port
        print(json.dumps({"port": port, "token": github.token("octocat")}), flush=True)
        threading.Event().wait()


def bare(answers: list[dict[str, Any]]) -> None:
    get, post = (_route(answer) for answer in answers)
    app = Starlette(
        routes=[
            Route("/api/v3/repos/{owner}/{repo}", get),
            Route("/api/v3/repos/{owner}/{repo}/issues/{issue_number:int}/comments", post, methods=["POST"]),
        ]
    )
    listening = socket.create_server(("127.0.0.1", 0))
    # Accepted connections inherit it; otherwise an answer's body waits for the ACK of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", loop="uvloop")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


def _route(answer: dict[str, Any]) -> Any:
    content = base64.b64decode(answer["content"])
    headers = {name: value for name, value in answer["headers"] if name.lower() not in FRAMING}

    async def endpoint(request: Request) -> Response:
        await request.body()
        return Response(content, answer["status"], headers)

    return endpoint


if __name__ == "__main__":
    told = json.loads(sys.stdin.readline())
    fake() if sys.argv[1] == "fake" else bare(told)
