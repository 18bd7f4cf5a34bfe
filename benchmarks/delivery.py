"""Deliveries per second, beside a bare loop of the same HTTP client with the same bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import httpx

from benchmarks.measure import Figure, compare
from fakegithub import GitHub

# A receiver that does nothing but read a request and answer 200, in a process of its own.
RECEIVER = """
import asyncio, re

async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            await reader.readexactly(int(re.search(rb"(?i)content-length: (\\d+)", head)[1]))
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


def figures() -> Iterator[Figure]:
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
    try:
        assert receiver.stdout is not None
        yield _figure(f"http://127.0.0.1:{int(receiver.stdout.readline())}/webhook")
    finally:
        receiver.kill()
        receiver.communicate()


def _figure(url: str) -> Figure:
    with GitHub(strict=True) as github:
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        repository.create_hook(url, secret="s3cret", events=["pull_request"])
        repository.open_pull_request(head="greeting", files={"hi.txt": "hi"}, title="Add a greeting")
        github.settle()
        delivery = github.deliveries[-1]
        assert delivery.ok

        def ours(times: int) -> None:
            for _ in range(times):
                github.hooks.redeliver(delivery)
            github.settle(timeout=60)

        async def bare(times: int) -> None:
            headers = list(delivery.request_headers)
            async with httpx.AsyncClient() as client:
                for _ in range(times):
                    answer = await client.post(url, content=delivery.body, headers=headers)
                    assert answer.status_code == 200

        def yardstick(times: int) -> None:
            # The same kind of loop that the deliveries live on.
            github.loop.submit(bare(times)).result()

        return compare(
            "deliveries / posts of a bare httpx loop", ours, yardstick, times=300, limit=0.8, cost=False
        )
