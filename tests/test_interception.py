"""Programs with a hard-wired https://api.github.com, unchanged, in front of a world."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import respx
import urllib3
from hardwired_consumers import API, CONSUMERS, headers

from fakegithub import GitHub
from fakegithub.errors import HostRefused

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


class World(GitHub):
    """A world with octocat/hello-world, and octocat's token."""

    def __init__(self, product: str = "github.com", **options: Any) -> None:
        super().__init__(product, **options)
        octocat = self.user("octocat")
        self.repository_handle = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        self.octocats = self.token("octocat")

    def require_status(self, url: str) -> None:
        """The status is there, was set by octocat, and `url` is GitHub's own."""
        sha = self.repository_handle.sha()
        assert url == f"{API}/repos/octocat/hello-world/statuses/{sha}"
        assert self.repository_handle.statuses(sha)["ci/hardwired"].state == "success"
        assert self.calls.one("repos/create-commit-status", sha=sha).actor == "octocat"
        assert self.refused == []


@pytest.fixture
def github() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
def local() -> Iterator[str]:
    """A server of somebody else on the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"local")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# Unchanged consumers


@pytest.mark.parametrize("name", ["httpx", "httpx-async"])
def test_an_httpx_consumer_is_answered_in_process(github: World, name: str) -> None:
    with github.intercept_httpx():
        github.require_status(CONSUMERS[name](github.octocats))
    assert github.url is None


@pytest.mark.parametrize("name", CONSUMERS)
def test_any_consumer_in_this_process_is_answered(github: World, name: str) -> None:
    with github.intercept():
        github.require_status(CONSUMERS[name](github.octocats))


# Without Python's sockets being led to the doors, a library must obey the proxy's variables.
@pytest.mark.parametrize("name", ["httpx", "httpx-async", "requests", "PyGithub"])
def test_a_consumer_in_a_process_of_its_own_is_answered(github: World, name: str) -> None:
    variables = os.environ | github.environment(GITHUB_TOKEN=github.octocats)
    command = [sys.executable, str(HERE / "hardwired_consumers.py"), name]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    github.require_status(done.stdout.strip())


@needs_node
@pytest.mark.parametrize("way", ["fetch", "https"])
def test_a_node_consumer_is_answered(github: World, way: str) -> None:
    variables = os.environ | github.environment(GITHUB_TOKEN=github.octocats)
    command = [str(NODE), str(HERE / "hardwired_consumer.mjs"), way]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    github.require_status(done.stdout.strip())


@needs_node
@pytest.mark.parametrize("way", ["fetch", "https"])
def test_a_node_consumer_does_not_get_out_but_to_the_loopback_interface(
    github: World, local: str, way: str
) -> None:
    variables = os.environ | github.environment(GITHUB_TOKEN=github.octocats)
    command = [str(NODE), str(HERE / "hardwired_consumer.mjs"), way, "https://example.com/left-pad"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "example.com:443 is not called while fakegithub intercepts" in done.stderr
    assert {refusal.host for refusal in github.refused} == {"example.com"}
    script = f"fetch('{local}').then((answer) => answer.text()).then(console.log)"
    done = subprocess.run(
        [str(NODE), "-e", script], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout == "local\n"


# What is answered


@pytest.mark.parametrize("url", ["https://api.github.com/zen", "http://api.github.com/zen"])
def test_status_headers_and_body_are_those_of_the_served_api(url: str) -> None:
    github = World(now=datetime(2026, 1, 2, tzinfo=UTC))
    served = github.serve()
    # Of the call, and of the connection: the proxy passes on one plain request of each.
    moving = ("x-github-request-id", "x-ratelimit-remaining", "x-ratelimit-used", "connection")

    def shown(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
        names = [(name, value) for name, value in pairs(answer) if name not in moving]
        return answer.status_code, names, answer.content

    asked = {"headers": headers(github.octocats)}
    direct = httpx.get(f"{served}/zen", **asked)
    with github.intercept_httpx():
        assert shown(httpx.get(url, **asked)) == shown(direct)
    with github.intercept():
        assert shown(httpx.get(url, **asked)) == shown(direct)
    github.close()


def pairs(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(name.decode().lower(), value.decode()) for name, value in answer.headers.raw]


def test_a_head_request_and_an_empty_answer_have_no_body(github: World) -> None:
    with github.intercept_httpx(), httpx.Client(headers=headers(github.octocats)) as client:
        head = client.head(f"{API}/repos/octocat/hello-world")
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) > 1000
        starred = client.delete(f"{API}/repos/octocat/hello-world")
        assert (starred.status_code, starred.content) == (204, b"")
        assert "content-length" not in starred.headers


def test_urls_are_githubs_own_while_intercepting_and_the_servers_again_after(github: World) -> None:
    served = github.serve()
    with github.intercept_httpx():
        assert github.api_url == API
        with github.intercept():
            assert github.api_url == API
        assert httpx.get(f"{API}/users/octocat").json()["url"] == f"{API}/users/octocat"
    assert github.api_url == served


def test_the_environment_holds_until_the_rollback(github: World) -> None:
    start = github.snapshot()
    assert github.environment(GITHUB_TOKEN="t")["GITHUB_TOKEN"] == "t"
    served = github.serve()
    assert github.api_url == API
    variables = httpx.get(f"{served}/_fakegithub/environment").json()
    assert variables == github.environment(GITHUB_TOKEN="t")
    github.rollback(start)
    assert github.api_url == served


@pytest.mark.parametrize("way", ["intercept", "intercept_httpx"])
def test_a_ghes_lives_at_its_own_host_and_nowhere_else(way: str) -> None:
    with World("ghes-3.19", host="git.corp.example") as github, getattr(github, way)():
        url = "https://git.corp.example/api/v3/repos/octocat/hello-world"
        with httpx.Client(headers=headers(github.octocats), trust_env=False) as client:
            assert client.get(url).json()["url"] == url
            with pytest.raises(HostRefused, match=r"its API is https://git\.corp\.example/api/v3"):
                client.get("https://api.github.com/zen")


def test_only_a_ghes_can_be_somewhere_else() -> None:
    with pytest.raises(ValueError, match=r"only a GHES product can be at git\.corp\.example"):
        GitHub("github.com", host="git.corp.example")


def test_uploads_have_a_host_of_their_own(github: World) -> None:
    with github.intercept_httpx():
        httpx.post(
            "https://uploads.github.com/repos/octocat/hello-world/releases/1/assets?name=a", content=b"x"
        )
    assert github.calls[0].operation == "repos/upload-release-asset"


def test_a_receiver_in_process_calls_api_github_com(github: World) -> None:
    async def receiver(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        if (b"x-github-event", b"issues") in scope["headers"]:
            async with httpx.AsyncClient(headers=headers(github.octocats)) as client:
                await client.post(f"{API}/repos/octocat/hello-world/issues/1/comments", json={"body": "Seen"})
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    github.mount("http://bot.test", receiver)
    github.repository_handle.create_hook("http://bot.test/hook", events=["issues"])
    with github.intercept_httpx():
        github.repository_handle.create_issue("It is broken")
        github.settle()
    assert github.calls.one("issues/create-comment", issue_number=1).status == 201


# What is refused


def test_httpx_does_not_get_out_but_to_the_loopback_interface(github: World, local: str) -> None:
    with github.intercept_httpx():
        assert httpx.get(local).text == "local"
        with pytest.raises(HostRefused, match=r'example\.com:443 is not called .* allow=\["example\.com"\]'):
            httpx.get("https://example.com/")
    assert [str(refusal) for refusal in github.refused] == ["example.com:443 (httpx)"]


def test_a_consumer_that_swallows_the_error_is_on_record_until_the_rollback(github: World) -> None:
    start = github.snapshot()

    async def careless() -> None:
        async with httpx.AsyncClient() as client:
            await asyncio.gather(client.post("https://sentry.example/"), return_exceptions=True)

    with github.intercept_httpx():
        asyncio.run(careless())
    assert [refusal.host for refusal in github.refused] == ["sentry.example"]
    github.rollback(start)
    assert github.refused == []


def test_python_sockets_do_not_get_out(github: World, local: str) -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session:
            async with session.get(local) as answer:
                assert await answer.text() == "local"
            await session.get("https://example.com/")

    with github.intercept():
        with pytest.raises(HostRefused, match=r"example\.com:443"):
            asyncio.run(ask())
        with pytest.raises(HostRefused, match=r"example\.com:80"):
            urllib3.request("GET", "http://example.com/")
        with pytest.raises(HostRefused, match=r"192\.0\.2\.1:443"):
            socket.create_connection(("192.0.2.1", 443))
        with pytest.raises(HostRefused, match="answers on the ports 443 and 80 only"):
            socket.create_connection(("github.com", 22))
    assert {refusal.how for refusal in github.refused} == {"socket"}


def test_the_proxy_says_what_it_refuses(github: World) -> None:
    with (
        github.intercept(),
        pytest.raises(requests.exceptions.ProxyError, match=r"403 example\.com:443 is not"),
    ):
        requests.get("https://example.com/")
    with github.intercept():
        answer = requests.get("http://example.com/")
    assert (answer.status_code, answer.text[:18]) == (403, "example.com:80 is ")
    assert [str(refusal) for refusal in github.refused] == [
        "example.com:443 (proxy)",
        "example.com:80 (proxy)",
    ]


def test_a_host_may_be_allowed(github: World, local: str) -> None:
    port = int(local.rpartition(":")[2])
    # Stands for the name server: no name of a real host is looked up here.
    address = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    original = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            socket, "getaddrinfo", lambda h, *a, **k: address if h == "db.test" else original(h, *a, **k)
        )
        with github.intercept_httpx(allow=["db.test"]):
            assert httpx.get(f"http://db.test:{port}/").text == "local"
        with github.intercept(allow=["db.test"]) as environment:
            assert environment["NO_PROXY"].split(",")[-1] == "db.test"
            assert requests.get(f"http://db.test:{port}/").text == "local"
        with github.intercept_httpx(), pytest.raises(HostRefused):
            httpx.get(f"http://db.test:{port}/")


# What it leaves behind


def test_everything_is_put_back(github: World) -> None:
    before = dict(os.environ), socket.getaddrinfo, socket.socket.connect
    with github.intercept(GITHUB_TOKEN=github.octocats) as environment:
        assert os.environ["GITHUB_TOKEN"] == github.octocats
        assert socket.getaddrinfo is not before[1]
    assert (dict(os.environ), socket.getaddrinfo, socket.socket.connect) == before
    assert "connect" not in vars(socket.socket)
    authority = Path(environment["SSL_CERT_FILE"])
    assert authority.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in authority.parent.iterdir()] == ["ca.pem"]
    github.close()
    assert not authority.parent.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(environment["HTTPS_PROXY"].rpartition(":")[2])))


def test_routes_of_the_tests_own_respx_go_first(github: World) -> None:
    with github.intercept_httpx(), respx.mock(assert_all_called=True) as router:
        router.get("https://api.github.com/zen").respond(503)
        router.get("https://jira.example/").respond(204)
        assert httpx.get(f"{API}/zen").status_code == 503
        assert httpx.get("https://jira.example/").status_code == 204
        assert httpx.get(f"{API}/users/octocat").json()["login"] == "octocat"
        with pytest.raises(HostRefused):
            httpx.get("https://example.com/")
    assert [refusal.host for refusal in github.refused] == ["example.com"]


def test_node_options_that_are_there_stay(github: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--no-warnings")
    options = github.environment()["NODE_OPTIONS"]
    assert options.startswith("--no-warnings --require ")
    monkeypatch.setenv("NODE_OPTIONS", options)
    assert github.environment()["NODE_OPTIONS"] == options


def test_importing_the_package_imports_none_of_it() -> None:
    program = "import sys, fakegithub; print([m for m in sys.modules if 'respx' in m or 'interception' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
