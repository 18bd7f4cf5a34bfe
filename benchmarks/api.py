"""The REST API, beside a bare starlette route that returns the same bytes and headers.

Each is served by uvicorn in a process of its own; the same client asks them in turn over one
connection each.
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from benchmarks.measure import Figure, compare

REPOSITORY = b"GET /api/v3/repos/octocat/hello-world HTTP/1.1"
COMMENT = b"POST /api/v3/repos/octocat/hello-world/issues/1/comments HTTP/1.1"


def figures() -> Iterator[Figure]:
    with ExitStack() as stack:
        ready = stack.enter_context(_process("fake", None))
        fake = Client(ready["port"])
        common = (
            b"\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nAuthorization: Bearer "
            + ready["token"].encode()
        )
        body = json.dumps({"body": "Well done!"}).encode()
        get = REPOSITORY + common + b"\r\n\r\n"
        post = COMMENT + common + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        answers = [fake.ask(get), fake.ask(post)]
        bare = Client(stack.enter_context(_process("bare", answers))["port"])
        for name, request, limit in (("GET repository", get, 0.4), ("POST comment", post, 0.25)):
            yield compare(
                f"{name} / a bare starlette route",
                _repeat(fake, request),
                _repeat(bare, request),
                times=300,
                limit=limit,
                cost=False,
            )


class Client:
    """One connection, one request after the other: as little as possible beside the server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.file = self.socket.makefile("rb")

    def ask(self, request: bytes) -> dict[str, Any]:
        self.socket.sendall(request)
        status = int(self.file.readline().split()[1])
        headers = []
        while (line := self.file.readline()) != b"\r\n":
            name, _, value = line.decode("latin-1").partition(":")
            headers.append((name, value.strip()))
        length = next(int(value) for name, value in headers if name.lower() == "content-length")
        content = self.file.read(length)
        assert status in (200, 201), content
        return {"status": status, "headers": headers, "content": base64.b64encode(content).decode()}


def _repeat(client: Client, request: bytes) -> Callable[[int], None]:
    def run(times: int) -> None:
        for _ in range(times):
            client.ask(request)

    return run


@contextmanager
def _process(kind: str, told: Any) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.serving", kind]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()
