"""Ten thousand events to a receiver that hangs, resets, answers 500, sends garbage and calls back.

The receiver notes what it did to each delivery; afterwards the log must say the same of every one.
`python -m benchmarks soak` runs ten thousand, a test of fakegithub two thousand.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fakegithub import Fault, GitHub
from fakegithub.events import Event
from fakegithub.hooks.loop import Loop
from fakegithub.model.hooks import Delivery

# How often in a hundred; the rest is answered well. A delivery that hangs takes a whole timeout.
HABITS = {"hang": 1, "reset": 8, "garbage": 8, "500": 15, "call back": 15}
# How the log must call what a receiver did.
STATUSES = {
    "ok": "OK",
    "call back": "OK",
    "500": "Invalid HTTP Response: 500",
    "hang": "timed out",
    "reset": "failed to connect",
    "garbage": "failed to connect",
}
DROPPED = "not sent: dropped on purpose"
DROP_CHANCE = 0.02
# Seconds, instead of GitHub's ten; a busy machine must not make a good answer late.
TIMEOUT = 3.0
BATCH = 500
PATIENCE = 120.0
_ANSWERS = {
    "ok": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "500": b"HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\noops",
    "garbage": b"\x00\xff" * 20_000 + b"\r\n\r\n",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a soak. `did` is what the receiver did, by kind; `wrong` what the log gets wrong.

    `bytes_per_delivery` is what the process grew by for each delivery, from the second batch on.
    """

    events: int
    deliveries: int
    seconds: float
    did: Counter[str]
    statuses: Counter[str]
    wrong: list[str]
    bytes_per_delivery: float
    stored_per_delivery: float
    callbacks: int


class Receiver:
    """On a loop of its own, as another program would be. What it does is decided by the seed and the
    order in which deliveries come; `did` says what it did to which."""

    def __init__(self, loop: Loop, api: str, token: str, seed: int) -> None:
        self.did: dict[str, str] = {}
        self.twice: list[str] = []
        self._api = urlsplit(api)
        self._token = token
        self._chance = random.Random(seed)
        self._stopped = asyncio.Event()
        self._server = loop.submit(asyncio.start_server(self._serve, "127.0.0.1", 0)).result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"
        loop.at_stop(self._stop)

    async def _stop(self) -> None:
        self._stopped.set()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        await reader.readexactly(int(_header(head, "Content-Length")))
        what = self._decide(_header(head, "X-GitHub-Event"))
        guid = _header(head, "X-GitHub-Delivery")
        if guid in self.did:
            self.twice.append(guid)
        self.did[guid] = what
        if what == "hang":
            await self._stopped.wait()
            return False
        if what == "reset":
            writer.transport.abort()
            return False
        if what == "call back":
            await self._call_back()
        writer.write(_ANSWERS.get(what, _ANSWERS["ok"]))
        await writer.drain()
        return True

    def _decide(self, event: str) -> str:
        draw = self._chance.randrange(100)
        for what, often in HABITS.items():
            draw -= often
            if draw < 0:
                # Or else its own comment would be followed by another one, and so on.
                return "ok" if what == "call back" and event == "issue_comment" else what
        return "ok"

    async def _call_back(self) -> None:
        """Comment, on a connection of its own, before the delivery is answered."""
        host, port = self._api.hostname, self._api.port
        reader, writer = await asyncio.open_connection(host, port)
        body = b'{"body": "Seen"}'
        path = f"{self._api.path}/repos/octocat/hello-world/issues/1/comments"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: soak\r\nConnection: close\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        assert answer.startswith(b"HTTP/1.1 201"), answer[:200]


def soak(events: int, seed: int = 0, timeout: float = TIMEOUT) -> Outcome:
    """Edit an issue so many times, and hold the log against what happened."""
    with _receiving(seed) as (github, receiver):
        github.hooks.receivers.timeout = timeout
        happened: list[tuple[str, str]] = []
        github.world.subscribers.insert(0, lambda found: _note(happened, found))
        repository = github.repository("octocat/hello-world")
        issue = repository.create_issue("Number 0")
        hook = repository.create_hook(receiver.url, secret="s3cret", events=["issues", "issue_comment"])
        github.hooks.disturb(hook, Fault(drop=True, chance=DROP_CHANCE))
        github.settle(PATIENCE)
        began, sizes = time.perf_counter(), []
        for number in range(1, events + 1):
            issue.edit(title=f"Number {number}")
            if number % BATCH == 0 or number == events:
                github.settle(PATIENCE)
                gc.collect()
                sizes.append((len(github.deliveries), _resident()))
        seconds = time.perf_counter() - began
        log = [delivery for delivery in github.deliveries if delivery.hook is hook]
        # The issue was opened before there was a hook.
        wanted = Counter(guid for guid, name in happened if name not in ("issues.opened", "push", "create"))
        (first, before), (last, after) = sizes[min(1, len(sizes) - 1)], sizes[-1]
        return Outcome(
            events=len(wanted),
            deliveries=len(log),
            seconds=seconds,
            did=Counter(receiver.did.values()),
            statuses=Counter(delivery.status for delivery in log),
            wrong=[*_mistakes(log, receiver, wanted), *map(str, _left_over(github))],
            bytes_per_delivery=(after - before) / max(1, last - first),
            stored_per_delivery=sum(_stored(delivery) for delivery in log) / max(1, len(log)),
            callbacks=len(github.calls),
        )


@contextmanager
def _receiving(seed: int) -> Iterator[tuple[GitHub, Receiver]]:
    loop = Loop()
    try:
        with GitHub(seed=seed) as github:
            github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
            github.serve()
            receiver = Receiver(loop, github.api_url, github.token("octocat", scopes=["repo"]), seed)
            yield github, receiver
    finally:
        loop.stop()


def _note(happened: list[tuple[str, str]], found: list[Event]) -> None:
    happened += [(event.guid, event.name) for event in found]


def _mistakes(log: list[Delivery], receiver: Receiver, wanted: Counter[str]) -> Iterator[str]:
    """Where the log does not say what happened."""
    logged = Counter(delivery.guid for delivery in log)
    if logged != wanted:
        yield f"{len(wanted - logged)} events are not in the log, {len(logged - wanted)} too often"
    for guid in receiver.twice:
        yield f"{guid} was sent twice"
    for delivery in log:
        did = receiver.did.get(delivery.guid)
        expected = STATUSES[did] if did is not None else DROPPED
        if delivery.status != expected:
            yield f"the receiver's {did} is logged as {delivery.status} ({delivery.error})"
        if expected == "failed to connect" and not delivery.error:
            yield f"{delivery.guid} failed without a reason"


def _left_over(github: GitHub) -> Iterator[object]:
    yield from github.hooks.open
    yield from github.calls.open
    yield from github.hooks._tasks
    yield from github.hooks._waits


def _stored(delivery: Delivery) -> int:
    """The bytes that the log keeps of a delivery; the body of JSON is the payload itself."""
    body = 0 if delivery.body is delivery.payload else len(delivery.body)
    headers = sum(len(name) + len(value) for name, value in delivery.request_headers)
    return body + headers + len(delivery.payload) + len(delivery.response_body)


def _resident() -> int:
    """The memory of this process, in bytes. (Linux; elsewhere 0, and the figure means nothing.)"""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def _header(head: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*)\r$", head, re.MULTILINE)
    assert found is not None, head
    return found[1]


def main(events: int = 10_000) -> int:
    outcome = soak(events)
    print(f"{outcome.events} events, {outcome.deliveries} deliveries in {outcome.seconds:.0f} s")
    print(f"the receiver: {dict(outcome.did)}, {outcome.callbacks} calls back")
    print(f"the log: {dict(outcome.statuses)}")
    print(
        f"memory: {outcome.bytes_per_delivery / 1000:.1f} kB per delivery, "
        f"{outcome.stored_per_delivery / 1000:.1f} kB of them are what the log keeps"
    )
    for mistake in outcome.wrong[:20]:
        print(f"WRONG: {mistake}")
    return 1 if outcome.wrong else 0
