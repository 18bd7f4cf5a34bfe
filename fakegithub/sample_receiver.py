"""A small CI bot, to try scenarios on: it stands for the program that you would test.

It shares no code with fakegithub and would work with GitHub itself. Serve `app` with any ASGI server:

    uvicorn fakegithub.sample_receiver:app

When a pull request is opened, reopened or pushed to, it sets the commit status `ci/sample` of its head to
pending and then to success, and it welcomes a new one with a comment. A comment `/retest` makes it run again.
It reads its settings from the environment, at each delivery:

    GITHUB_WEBHOOK_SECRET   the secret of the hook; without one it refuses everything
    GITHUB_TOKEN            a token that may write commit statuses and comments
    GITHUB_API_URL          the root of the API; when unset, the one that the payload's URLs point to
"""

from __future__ import annotations

import hmac
import json
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

CONTEXT = "ci/sample"
RETEST = "/retest"
API_TIMEOUT = 10.0  # seconds

Payload = Mapping[str, Any]


class GitHubClient:
    """The few calls that this bot makes, on the repository that a payload is about."""

    def __init__(self, http: httpx.AsyncClient, payload: Payload) -> None:
        repository = payload["repository"]
        path = f"/repos/{repository['full_name']}"
        root = os.environ.get("GITHUB_API_URL") or repository["url"].removesuffix(path)
        self._http = http
        self._repository = root.rstrip("/") + path

    async def get(self, path: str) -> Any:
        return await self._call("GET", path)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("POST", path, json=body)

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        response = await self._http.request(method, self._repository + path, **options)
        response.raise_for_status()
        return response.json()


async def run_checks(github: GitHubClient, sha: str) -> None:
    """What a real CI would take its time for."""
    for state, description in (("pending", "The checks are running"), ("success", "All checks have passed")):
        status = {"state": state, "context": CONTEXT, "description": description}
        await github.post(f"/statuses/{sha}", status)


async def on_pull_request(github: GitHubClient, payload: Payload) -> str:
    if payload["action"] not in ("opened", "synchronize", "reopened"):
        return "nothing to do"
    pull_request = payload["pull_request"]
    await run_checks(github, pull_request["head"]["sha"])
    if payload["action"] == "opened":
        author = pull_request["user"]["login"]
        body = f"Thank you, @{author}! The checks of `{CONTEXT}` have passed."
        await github.post(f"/issues/{pull_request['number']}/comments", {"body": body})
    return "checked"


async def on_issue_comment(github: GitHubClient, payload: Payload) -> str:
    issue, comment = payload["issue"], payload["comment"]
    asked = any(line.strip() == RETEST for line in comment["body"].splitlines())
    if payload["action"] != "created" or "pull_request" not in issue or not asked:
        return "nothing to do"
    pull_request = await github.get(f"/pulls/{issue['number']}")
    sha = pull_request["head"]["sha"]
    await run_checks(github, sha)
    body = f"@{comment['user']['login']}, the checks of {sha[:7]} ran again and have passed."
    await github.post(f"/issues/{issue['number']}/comments", {"body": body})
    return "checked again"


HANDLERS: dict[str, Callable[[GitHubClient, Payload], Awaitable[str]]] = {
    "pull_request": on_pull_request,
    "issue_comment": on_issue_comment,
}


async def receive(request: Request) -> Response:
    body = await request.body()
    if not is_signed(request.headers, body, os.environ.get("GITHUB_WEBHOOK_SECRET", "")):
        return PlainTextResponse("the signature does not fit the body and the secret", 403)
    event = request.headers.get("X-GitHub-Event", "")
    if event == "ping":
        return PlainTextResponse("pong")
    handle = HANDLERS.get(event)
    if handle is None:
        return PlainTextResponse("nothing to do")
    payload = read_payload(request.headers.get("Content-Type", ""), body)
    try:
        async with http_client() as http:
            return PlainTextResponse(await handle(GitHubClient(http, payload), payload))
    except httpx.HTTPError as error:
        return PlainTextResponse(f"a call of the API has failed: {error}", 502)


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether the secret's HMAC of the body stands in the headers. Old GHE sends SHA-1 only."""
    for header, algorithm in (("X-Hub-Signature-256", "sha256"), ("X-Hub-Signature", "sha1")):
        if header in headers:
            expected = f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"
            return bool(secret) and hmac.compare_digest(headers[header].encode(), expected.encode())
    return False


def read_payload(content_type: str, body: bytes) -> Payload:
    if content_type.startswith("application/x-www-form-urlencoded"):
        body = parse_qs(body.decode())["payload"][0].encode()
    payload: Payload = json.loads(body)
    return payload


def http_client() -> httpx.AsyncClient:
    token = os.environ.get("GITHUB_TOKEN", "")
    headers = {"Accept": "application/vnd.github+json", "User-Agent": "fakegithub-sample-receiver"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.AsyncClient(headers=headers, timeout=API_TIMEOUT, verify=tls())


@cache
def tls() -> ssl.SSLContext:
    # Loading the certificates takes longer than all the rest of a delivery.
    return ssl.create_default_context()


app = Starlette(routes=[Route("/", receive, methods=["POST"]), Route("/webhook", receive, methods=["POST"])])
