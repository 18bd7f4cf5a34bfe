"""A served world, asked by clients that others have written: PyGithub and gidgethub."""

from __future__ import annotations

import asyncio
import gc
import socket
import time
from collections.abc import Iterator
from typing import Any

import github
import httpx
import pytest
from api_helpers import PRIVATE_KEY, Door
from gidgethub import BadRequest, ValidationError
from gidgethub.apps import get_installation_access_token, get_jwt
from gidgethub.httpx import GitHubAPI

from fakegithub.errors import CannotServe
from fakegithub.hooks.loop import Loop
from fakegithub.server import Server

PRODUCTS = ("github.com", "ghes-3.19")
# PyGithub without its pauses: between calls, and before it tries again.
EAGER: dict[str, Any] = {"retry": None, "seconds_between_requests": None, "seconds_between_writes": None}


class Served(Door):
    """A door with a port. Its clock is the real one, because clients judge times by theirs."""

    def __init__(self, product: str) -> None:
        super().__init__(product)
        self.world.clock.advance(time.time() - self.world.now().timestamp())
        self.loop = Loop()
        self.server = Server(self.app, self.world, self.loop)
        self.url = self.server.start()

    @property
    def api(self) -> str:
        return self.world.urls.api_root

    def close(self) -> None:
        self.server.stop()
        self.loop.stop()


@pytest.fixture(params=PRODUCTS)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    door = Served(request.param)
    yield door
    door.close()
    assert [str(error) for error in door.app.errors] == []


@pytest.fixture
def hub(served: Served) -> Iterator[github.Github]:
    with github.Github(auth=github.Auth.Token(served.octocat), base_url=served.api, **EAGER) as client:
        yield client


def test_the_worlds_urls_lead_to_the_server(served: Served) -> None:
    prefix = "/api/v3" if served.world.product.is_ghes else ""
    assert served.api == f"{served.url}{prefix}"
    assert served.url.startswith("http://127.0.0.1:")
    answer = httpx.get(f"{served.api}/users/octocat", headers={"Authorization": f"token {served.octocat}"})
    assert answer.json()["url"] == f"{served.api}/users/octocat"
    assert httpx.get(answer.json()["url"]).json()["login"] == "octocat"


def test_headers_on_the_wire_are_githubs_only(served: Served) -> None:
    headers = httpx.get(f"{served.api}/zen").headers
    assert headers.get_list("server") == ["github.com"]
    assert len(headers.get_list("date")) == 1
    assert len(headers.get_list("content-length")) == 1
    assert "transfer-encoding" not in headers


def test_pygithub_comments_edits_and_deletes(served: Served, hub: github.Github) -> None:
    assert hub.get_user().login == "octocat"
    issue = hub.get_repo("octocat/hello-world").get_issue(1)
    comment = issue.create_comment("Hello")
    comment.edit("Hello again")
    assert [found.body for found in issue.get_comments()] == ["Hello again"]
    assert issue.update() is True
    assert issue.update() is False
    comment.delete()
    assert issue.get_comments().totalCount == 0
    assert served.journal.one("issues/create-comment", body="Hello", issue_number=1).actor == "octocat"


def test_pygithub_walks_pages_and_reads_files(served: Served, hub: github.Github) -> None:
    repository = hub.get_repo("octocat/hello-world")
    issue = repository.get_issue(1)
    for number in range(31):
        issue.create_comment(f"Comment {number}")
    assert [found.body for found in issue.get_comments()] == [f"Comment {n}" for n in range(31)]
    assert sorted(item.path for item in repository.get_contents("")) == ["README.md", "src"]
    assert repository.get_contents("README.md").decoded_content == b"# Hello\n"
    issue.add_to_labels("bug", "ui")
    assert [label.name for label in issue.get_labels()] == ["bug", "ui"]


def test_pygithub_raises_its_own_errors(hub: github.Github) -> None:
    with pytest.raises(github.UnknownObjectException):
        hub.get_repo("octocat/nothing")
    with pytest.raises(github.GithubException) as caught:
        hub.get_repo("octocat/hello-world").get_issue(1).create_comment("")
    assert caught.value.status == 422


def test_pygithub_refuses_bad_credentials(served: Served) -> None:
    with (
        github.Github(auth=github.Auth.Token("nope"), base_url=served.api, **EAGER) as client,
        pytest.raises(github.BadCredentialsException),
    ):
        client.get_user().login  # noqa: B018 - reading it makes the call


def test_pygithub_acts_as_an_installed_app(served: Served) -> None:
    auth = github.Auth.AppAuth(served.seeded.app.id, PRIVATE_KEY)
    with github.GithubIntegration(auth=auth, base_url=served.api, **EAGER) as integration:
        assert integration.get_app().slug == "ci-bot"
        installation = integration.get_repo_installation("octocat", "hello-world")
        assert installation.id == served.seeded.installation.id
        with integration.get_github_for_installation(installation.id) as bot:
            comment = bot.get_repo("octocat/hello-world").get_issue(1).create_comment("Built")
            assert comment.user.login == "ci-bot[bot]"
        assert {found.id for found in integration.get_installations()} == {
            served.seeded.installation.id,
            served.seeded.org_installation.id,
        }


def test_pygithub_reads_rate_limits() -> None:
    door = Served("github.com")
    auth = github.Auth.Token(door.octocat)
    with github.Github(auth=auth, base_url=door.api, **EAGER) as client:
        client.get_user().login  # noqa: B018 - reading it makes the call
        assert client.rate_limiting == (4999, 5000)
        assert client.get_rate_limit().rate.remaining == 4999
        assert client.oauth_scopes == ["repo", "user"]
    door.close()


async def ask_as_app(served: Served) -> Any:
    app = served.seeded.app
    async with httpx.AsyncClient() as client:
        anonymous = GitHubAPI(client, "a-bot", base_url=served.api)
        token = await get_installation_access_token(
            anonymous,
            installation_id=str(served.seeded.installation.id),
            app_id=str(app.id),
            private_key=PRIVATE_KEY,
        )
        bot = GitHubAPI(client, "a-bot", oauth_token=token["token"], base_url=served.api)
        made = await bot.post("/repos/octocat/hello-world/issues/1/comments", data={"body": "Hi"})
        listed = [
            comment["body"]
            async for comment in bot.getiter(
                "/repos/octocat/hello-world/issues/1/comments{?per_page}", {"per_page": "1"}
            )
        ]
        await bot.delete(made["url"])
        itself = await anonymous.getitem("/app", jwt=get_jwt(app_id=str(app.id), private_key=PRIVATE_KEY))
        return made, listed, itself


def test_gidgethub_acts_as_an_installed_app(served: Served) -> None:
    served.comment("First")
    made, listed, itself = asyncio.run(ask_as_app(served))
    assert made["user"]["type"] == "Bot"
    assert made["performed_via_github_app"]["slug"] == "ci-bot"
    assert listed == ["First", "Hi"]
    assert itself["slug"] == "ci-bot"


async def ask_wrongly(served: Served, path: str, data: Any) -> None:
    async with httpx.AsyncClient() as client:
        api = GitHubAPI(client, "a-bot", oauth_token=served.octocat, base_url=served.api)
        await api.post(path, data=data)


def test_gidgethub_understands_our_errors(served: Served) -> None:
    with pytest.raises(BadRequest, match="Not Found"):
        asyncio.run(ask_wrongly(served, "/repos/octocat/nothing/issues", {"title": "x"}))
    with pytest.raises(ValidationError, match="body can't be blank"):
        asyncio.run(ask_wrongly(served, "/repos/octocat/hello-world/issues/1/comments", {"body": ""}))


def test_many_calls_at_once_are_all_answered(served: Served) -> None:
    async def ask() -> list[int]:
        headers = {"Authorization": f"token {served.octocat}"}
        url = f"{served.api}/repos/octocat/hello-world/issues/1/comments"
        async with httpx.AsyncClient(headers=headers) as client:
            posts = [client.post(url, json={"body": str(n)}) for n in range(40)]
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    assert asyncio.run(ask()) == [201] * 40
    assert len(served.journal.all("issues/create-comment")) == 40
    assert served.issue.comments == 40


def test_a_stopped_server_is_gone_at_once_even_with_open_connections() -> None:
    door = Served("github.com")
    with httpx.Client() as client:
        client.get(f"{door.url}/zen")
        start = time.monotonic()
        door.server.stop()
        assert time.monotonic() - start < 1
        with pytest.raises(httpx.TransportError):
            client.get(f"{door.url}/zen")
    door.server.stop()
    assert door.server.url is None
    door.close()
    gc.collect()  # a socket left open would be a ResourceWarning, and warnings are errors


def test_a_server_starts_once_and_again_after_a_stop() -> None:
    door = Served("github.com")
    assert door.server.start() == door.url
    door.server.stop()
    again = door.server.start()
    assert httpx.get(f"{again}/zen").status_code == 200
    door.close()


def test_an_address_in_use_is_named() -> None:
    door = Door()
    loop = Loop()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=f"cannot listen on 127.0.0.1 port {port}"):
            Server(door.app, door.world, loop, port=port).start()
    assert not loop.running


def test_listening_everywhere_only_happens_when_asked_for() -> None:
    door = Door()
    loop = Loop()
    server = Server(door.app, door.world, loop, host="0.0.0.0")
    url = server.start()
    assert url.startswith("http://127.0.0.1:")
    assert httpx.get(f"{url}/zen").status_code == 200
    server.stop()
    loop.stop()
