"""Receivers that make one mistake each, for scenarios to find. They are named `scenario_receivers:NAME`."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fakegithub.sample_receiver import CONTEXT, GitHubClient, http_client

Answer = Callable[[GitHubClient, dict[str, Any]], Awaitable[str]]


def receiver(answer: Answer) -> Starlette:
    """An app that has `answer` handle opened pull requests and takes everything else."""

    async def receive(request: Request) -> Response:
        payload = await request.json()
        if payload.get("action") != "opened":
            return PlainTextResponse("nothing to do")
        async with http_client() as http:
            return PlainTextResponse(await answer(GitHubClient(http, payload), payload))

    return Starlette(routes=[Route("/", receive, methods=["POST"])])


async def _status(github: GitHubClient, sha: str, state: str, context: str = CONTEXT) -> None:
    await github.post(f"/statuses/{sha}", {"state": state, "context": context})


async def _comment(github: GitHubClient, number: int, body: str = "Done, @octocat") -> None:
    await github.post(f"/issues/{number}/comments", {"body": body})


def _head(payload: dict[str, Any]) -> str:
    return str(payload["pull_request"]["head"]["sha"])


async def _good(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _status(github, _head(payload), "pending")
    await _status(github, _head(payload), "success")
    await _comment(github, payload["number"])
    return "done"


async def _wrong_state(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _status(github, _head(payload), "pending")
    await _status(github, _head(payload), "failure")
    await _comment(github, payload["number"])
    return "done, but badly"


async def _wrong_sha(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _status(github, payload["pull_request"]["base"]["sha"], "pending")
    await _status(github, payload["pull_request"]["base"]["sha"], "success")
    await _comment(github, payload["number"])
    return "done"


async def _wrong_context(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _status(github, _head(payload), "pending", "ci/other")
    await _status(github, _head(payload), "success", "ci/other")
    await _comment(github, payload["number"])
    return "done"


async def _wrong_order(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _status(github, _head(payload), "success")
    await _status(github, _head(payload), "pending")
    await _comment(github, payload["number"])
    return "done"


async def _two_comments(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _good(github, payload)
    await _comment(github, payload["number"])
    return "done"


async def _closes(github: GitHubClient, payload: dict[str, Any]) -> str:
    await _good(github, payload)
    await github._call("PATCH", f"/pulls/{payload['number']}", json={"state": "closed"})
    return "done"


async def _silent(github: GitHubClient, payload: dict[str, Any]) -> str:
    return "I do nothing"


async def _crash(github: GitHubClient, payload: dict[str, Any]) -> str:
    raise RuntimeError("the database is gone")


async def _leak(github: GitHubClient, payload: dict[str, Any]) -> str:
    return f"my token is {github._http.headers['Authorization']} and my secret is s3cret-of-the-hook"


async def _blocking(github: GitHubClient, payload: dict[str, Any]) -> str:
    """Calls the API synchronously inside an async handler, as one should not and many do."""
    url = f"{github._repository}/statuses/{_head(payload)}"
    with httpx.Client(headers=dict(github._http.headers)) as client:
        for state in ("pending", "success"):
            client.post(url, json={"state": state, "context": CONTEXT}).raise_for_status()
    await _comment(github, payload["number"])
    return "done"


async def _late(github: GitHubClient, payload: dict[str, Any]) -> str:
    """Answers at once and works in a thread of its own, as many receivers do."""
    base, headers = github._repository, dict(github._http.headers)

    def work() -> None:
        with httpx.Client(headers=headers) as client:
            for state in ("pending", "success"):
                client.post(f"{base}/statuses/{_head(payload)}", json={"state": state, "context": CONTEXT})
            client.post(f"{base}/issues/{payload['number']}/comments", json={"body": "Done, @octocat"})

    threading.Thread(target=work).start()
    return "accepted"


good = receiver(_good)
wrong_state = receiver(_wrong_state)
wrong_sha = receiver(_wrong_sha)
wrong_context = receiver(_wrong_context)
wrong_order = receiver(_wrong_order)
two_comments = receiver(_two_comments)
closes = receiver(_closes)
silent = receiver(_silent)
crash = receiver(_crash)
leak = receiver(_leak)
late = receiver(_late)
blocking = receiver(_blocking)
not_an_app = 5
