"""The sample receiver's client: what it waits for, what it follows, and when it gives up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import respx

from fakegithub.sample_receiver import GitHubClient, http_client
from fakegithub.sample_receiver.client import api_root
from fakegithub.sample_receiver.memory import Memory
from fakegithub.sample_receiver.patience import pause

API = "https://github.example.com/api/v3"
REPOSITORY = f"{API}/repos/octocat/hello-world"
PAYLOAD = {"repository": {"full_name": "octocat/hello-world", "hooks_url": f"{REPOSITORY}/hooks"}}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_sample")
    monkeypatch.setenv("GITHUB_API_URL", f"{API}/")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client wants to sleep; it does not have to."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return found


def with_client(work: Callable[[GitHubClient], Awaitable[Any]]) -> Any:
    async def call() -> Any:
        async with http_client() as http:
            return await work(GitHubClient(http, PAYLOAD))

    return asyncio.run(call())


def comment(github: GitHubClient) -> Awaitable[Any]:
    return github.post("/issues/7/comments", {"body": "Hello"})


def answers(*responses: Any) -> Any:
    return respx.post(f"{REPOSITORY}/issues/7/comments").mock(side_effect=[*responses])


CREATED = httpx.Response(201, json={"id": 1})


@respx.mock
@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_call_is_made_again_when_the_api_is_down(waits: list[float], status: int) -> None:
    route = answers(httpx.Response(status), httpx.Response(status), CREATED)
    assert with_client(comment) == {"id": 1}
    assert route.call_count == 3
    assert waits == [pytest.approx(0.1), pytest.approx(0.2)]
    assert {json.loads(call.request.content)["body"] for call in route.calls} == {"Hello"}


@respx.mock
def test_a_call_is_made_again_when_there_is_no_connection(waits: list[float]) -> None:
    answers(httpx.ConnectError("refused"), httpx.ConnectTimeout("too long"), CREATED)
    assert with_client(comment) == {"id": 1}


@respx.mock
def test_a_call_that_may_have_been_made_is_not_made_again(waits: list[float]) -> None:
    route = answers(httpx.ReadTimeout("no answer"), CREATED)
    with pytest.raises(httpx.ReadTimeout):
        with_client(comment)
    assert route.call_count == 1


@respx.mock
@pytest.mark.parametrize("failure", [httpx.Response(503), httpx.ConnectError("refused")])
def test_it_gives_up_in_the_end(waits: list[float], failure: Any) -> None:
    route = answers(*[failure] * 9)
    with pytest.raises(httpx.HTTPError):
        with_client(comment)
    assert route.call_count == 4


def refused(status: int = 403, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def reset_in(seconds: int, **headers: str) -> httpx.Response:
    """The primary limit, by a server whose clock shows noon."""
    reset = int((NOON + timedelta(seconds=seconds)).timestamp())
    date = format_datetime(NOON, usegmt=True)
    return refused(X_RateLimit_Remaining="0", X_RateLimit_Reset=str(reset), Date=date, **headers)


@pytest.mark.parametrize(
    ("response", "wait"),
    [
        (refused(Retry_After="1"), 1),
        (refused(429, Retry_After="2"), 2),
        (refused(503, Retry_After="3"), 3),
        (reset_in(4), 4),
        (reset_in(0), 0),
        (reset_in(-5), 0),  # it is over
        # Too long: GitHub does not wait for us.
        (refused(Retry_After="60"), None),
        (reset_in(3600), None),
        # It is not about limits.
        (refused(X_RateLimit_Remaining="4999", X_RateLimit_Reset="1"), None),
        (refused(), None),
        (refused(404), None),
        (refused(500), None),
        (httpx.Response(200), None),
    ],
)
def test_it_waits_as_long_as_github_says(response: httpx.Response, wait: float | None) -> None:
    assert pause(response, 1) == wait
    assert pause(response, 4) is None
    assert pause(response, 2, waited=4.5) in (None, 0)


@respx.mock
def test_pages_are_followed_to_the_last() -> None:
    first = respx.get(f"{REPOSITORY}/commits/main", params={"per_page": "100"})
    link = f'<{API}/repositories/1/commits/main?per_page=100&page=2>; rel="next", <{API}>; rel="first"'
    first.respond(json={"files": [1, 2]}, headers={"Link": link})
    last = respx.get(f"{API}/repositories/1/commits/main", params={"per_page": "100", "page": "2"})
    last.respond(json={"files": [3]}, headers={"Link": f'<{API}>; rel="first"'})
    assert with_client(lambda github: github.pages("/commits/main", "files")) == [1, 2, 3]


@respx.mock
def test_a_page_of_what_is_asked_for_with_a_query_keeps_the_query() -> None:
    respx.get(f"{REPOSITORY}/issues", params={"state": "all", "per_page": "100"}).respond(json=[1])
    assert with_client(lambda github: github.pages("/issues?state=all")) == [1]


@respx.mock
def test_redirects_are_followed_with_method_body_and_token() -> None:
    respx.post(f"{REPOSITORY}/issues/7/comments").respond(
        307, headers={"Location": f"{API}/repositories/1/issues/7/comments"}
    )
    new = respx.post(f"{API}/repositories/1/issues/7/comments").respond(201, json={"id": 1})
    assert with_client(comment) == {"id": 1}
    request = new.calls.last.request
    assert json.loads(request.content) == {"body": "Hello"}
    assert request.headers["Authorization"] == "Bearer ghp_sample"


@respx.mock
def test_what_is_not_there_is_none_and_other_refusals_are_errors() -> None:
    respx.get(f"{REPOSITORY}/labels/x").mock(side_effect=[httpx.Response(404), httpx.Response(401)])
    assert with_client(lambda github: github.find("/labels/x")) is None
    with pytest.raises(httpx.HTTPStatusError):
        with_client(lambda github: github.find("/labels/x"))


def test_without_a_setting_the_api_is_where_the_payload_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    assert api_root(PAYLOAD) == API
    monkeypatch.delenv("GITHUB_API_URL")
    assert api_root(PAYLOAD) == API
    installation = {"repositories_url": f"{API}/installation/repositories"}
    assert api_root({"installation": installation}) == API


def test_work_is_done_once_however_often_it_is_asked_for() -> None:
    memory, done = Memory(), []

    async def work() -> str:
        await asyncio.sleep(0)
        done.append(1)
        return "done"

    async def thrice() -> list[str]:
        return await asyncio.gather(*(memory.once(("api", "guid"), work) for _ in range(3)))

    assert asyncio.run(thrice()) == ["done", "done already", "done already"]
    assert len(done) == 1


def test_work_that_has_failed_may_be_asked_for_again() -> None:
    memory = Memory()

    async def fail() -> str:
        raise httpx.ConnectError("refused")

    async def work() -> str:
        return "done"

    async def both() -> str:
        with pytest.raises(httpx.ConnectError):
            await memory.once(("api", "guid"), fail)
        return await memory.once(("api", "guid"), work)

    assert asyncio.run(both()) == "done"
