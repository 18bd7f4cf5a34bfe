"""What a payload costs: from the event to validated, serialised, doubly signed bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.measure import Figure, compare
from fakegithub import GitHub
from fakegithub.events import Event
from fakegithub.hooks.headers import delivery_headers


def figures() -> Iterator[Figure]:
    with GitHub(strict=True) as github:
        events: list[Event] = []
        github.world.subscribers.insert(0, lambda happened: events.extend(happened))
        repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        hook = repository.create_hook("http://127.0.0.1:9/", secret="s3cret", events=["pull_request"])
        repository.open_pull_request(head="greeting", files={"hi.txt": "hi"}, title="Add a greeting")
        github.hooks.cancel()
        opened = next(event for event in events if event.name == "pull_request.opened")
        document = json.loads(github.hooks.payloads.render(opened).json)

        def ours(times: int) -> None:
            for _ in range(times):
                body = github.hooks.payloads.render(opened).json
                delivery_headers(github.world.product, "github.com", hook, "pull_request", opened.guid, body)

        def yardstick(times: int) -> None:
            for _ in range(times):
                json.dumps(document)

        size = len(json.dumps(document))
        name = f"pull_request.opened payload ({size / 1000:.0f} kB) / json.dumps of it"
        yield compare(name, ours, yardstick, times=200, limit=5, cost=True)
