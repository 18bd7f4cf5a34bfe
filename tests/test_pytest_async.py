"""The fixtures in asynchronous tests: with anyio's plugin, and with pytest-asyncio in both of its modes."""

from __future__ import annotations

import pytest
from pytest_helpers import WORLD, run

pytest_plugins = ["pytester"]

FLOW = f"""
    import asyncio

    import httpx
    import pytest
    from fakegithub.sample_receiver import app

    receiving = pytest.mark.fakegithub(receiver=app, given={WORLD})
    given = pytest.mark.fakegithub(given={WORLD})

    MARK
    @receiving
    async def test_an_app_in_this_process(github):
        repository = github.repository("octocat/hello-world")
        pull = repository.open_pull_request(head="greeting", files={{"hi.txt": "hi"}})
        github.settle()  # the app has a loop of its own, so nobody waits for anybody
        assert pull.head.statuses["ci/sample"].state == "success"
        github.wait_for(lambda: pull.comments)

    MARK
    @given
    async def test_a_client_on_the_tests_own_loop(github_server):
        async with httpx.AsyncClient(base_url=github_server.api_url) as client:
            answer = await client.get("/repos/octocat/hello-world")
        assert answer.json()["name"] == "hello-world"
        assert "repos/get" in github_server.calls

    MARK
    @pytest.mark.fakegithub(given={WORLD}, intercept="httpx")
    async def test_an_intercepted_client(github):
        async with httpx.AsyncClient(base_url="https://api.github.com") as client:
            answer = await client.get("/repos/octocat/hello-world")
        assert answer.json()["url"] == "https://api.github.com/repos/octocat/hello-world"

    MARK
    @given
    async def test_a_receiver_on_the_tests_own_loop(github):
        events = []

        async def serve(reader, writer):
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            headers = dict(line.split(b": ", 1) for line in head.split(b"\\r\\n")[1:-2])
            await reader.readexactly(int(headers[b"Content-Length"]))
            events.append(headers[b"X-GitHub-Event"])
            writer.write(b"HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n")
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            repository = github.repository("octocat/hello-world")
            repository.create_hook(f"http://127.0.0.1:{{port}}/", events=["issues"])
            repository.create_issue("It is broken")
            await asyncio.to_thread(github.settle)
            assert events == [b"ping", b"issues"]
            assert await asyncio.to_thread(github.wait_for, lambda: len(events) == 2)

    @given
    def test_beside_them_a_synchronous_one(github):
        assert github.repository("octocat/hello-world")
"""

WAYS = {
    "anyio": (
        "@pytest.mark.anyio",
        "@pytest.fixture\n    def anyio_backend():\n        return 'asyncio'\n",
        [],
    ),
    "pytest-asyncio strict": ("@pytest.mark.asyncio", "", ["--asyncio-mode=strict"]),
    "pytest-asyncio auto": ("", "", ["--asyncio-mode=auto"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_fixtures_work_in_asynchronous_tests(pytester: pytest.Pytester, way: str) -> None:
    mark, fixture, arguments = WAYS[way]
    source = FLOW.replace("MARK", mark or "# no mark is needed")
    run(pytester, f"{source}\n    {fixture}", *arguments).assert_outcomes(passed=5)


def test_a_fixture_may_be_asynchronous_itself(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        f"""
        import httpx
        import pytest

        @pytest.fixture
        async def client(github_server):
            async with httpx.AsyncClient(base_url=github_server.api_url) as client:
                yield client

        @pytest.mark.fakegithub(given={WORLD}, products=["github.com", "ghes-3.19"])
        async def test_client(client, github):
            assert (await client.get("/repos/octocat/hello-world")).status_code == 200
            github.calls.one("repos/get")
        """,
        "--asyncio-mode=auto",
    )
    result.assert_outcomes(passed=2)
