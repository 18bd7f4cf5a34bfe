"""The deliveries of a hook over HTTP: filters, cursors, and what is forgotten when."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from api_helpers import below_api
from hook_helpers import OK, Delivering, Received, status

from fakegithub import Fault
from fakegithub.api import create_app
from fakegithub.journal import Journal
from fakegithub.model.accounts import Token
from fakegithub.model.hooks import Hook

DAY = 86_400


class Log:
    """A hook with one delivery for each answer that its receiver gives, and the API in front of it."""

    def __init__(self, delivering: Delivering, *answers: bytes | None) -> None:
        remaining = iter(answers)

        async def answer(_: Received) -> bytes | None:
            return next(remaining, OK)

        self.delivering = delivering
        self.world = delivering.world
        self.hook: Hook = delivering.hook(delivering.receiver(answer).url)
        for _ in answers:
            delivering.open_issue()
            delivering.settle()
        self.ids = [delivery.id for delivery in delivering.deliveries.log]
        self.path = f"/repos/octocat/hello-world/hooks/{self.hook.id}/deliveries"
        self._app = create_app(self.world, Journal(), strict=True)
        with self.world.transaction():
            self._token = self.world.add(
                Token(self.world.new_id(Token), "ghp_octocat", delivering.seeded.octocat, scopes=("repo",))
            )

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://github.test") as client:
                headers = {"Authorization": f"Bearer {self._token.text}"}
                return await client.request(method, below_api(self.world, path), headers=headers, **options)

        return asyncio.run(send())

    def listed(self, **query: Any) -> list[int]:
        return [item["id"] for item in self.call("GET", self.path, params=query).json()]


def test_deliveries_are_paged_by_cursor() -> None:
    with Delivering() as delivering:
        log = Log(delivering, *[OK] * 5)
        found, url, pages = [], f"{log.path}?per_page=2", 0
        while url:
            answer = log.call("GET", url)
            found += [item["id"] for item in answer.json()]
            assert {item["throttled_at"] for item in answer.json()} == {None}
            link = answer.links.get("next", {}).get("url", "")
            assert set(answer.links) <= {"next"}  # no page numbers, so no last one either
            url = link.removeprefix("https://api.github.com")
            pages += 1
        assert (found, pages) == (log.ids[::-1], 3)
        assert log.call("GET", log.path, params={"cursor": "v1_1"}).status_code == 400


@pytest.mark.parametrize("product", ["github.com", "ghec", "ghes-3.19"])
def test_the_filter_goes_by_the_code_and_not_by_success(product: str) -> None:
    with Delivering(product) as delivering:
        log = Log(delivering, OK, status(302), status(404), None)
        ok, moved, missing, reset = log.ids
        assert log.listed(status="success") == [moved, ok]
        assert log.listed(status="failure") == [reset, missing]
        assert log.listed() == [reset, missing, moved, ok]
        assert log.call("GET", log.path, params={"status": "odd"}).status_code == 422


@pytest.mark.parametrize(
    ("product", "days"), [("github.com", 3), ("ghec", 3), ("ghes-3.14", 7), ("ghes-3.19", 7)]
)
def test_after_some_days_on_the_worlds_clock_a_delivery_is_gone(product: str, days: int) -> None:
    with Delivering(product) as delivering:
        log = Log(delivering, OK)
        one = f"{log.path}/{log.ids[0]}"
        log.world.clock.advance(days * DAY)
        assert log.call("GET", one).status_code == 200
        assert log.listed() == log.ids
        log.world.clock.advance(1)
        assert log.listed() == []
        assert log.call("GET", one).status_code == 404
        assert log.call("POST", f"{one}/attempts").status_code == 404
        # A test that asks its own log still finds it.
        assert [delivery.id for delivery in delivering.deliveries.log] == log.ids


def test_a_redelivery_counts_from_when_it_was_made() -> None:
    with Delivering() as delivering:
        log = Log(delivering, OK)
        log.world.clock.advance(2 * DAY)
        assert log.call("POST", f"{log.path}/{log.ids[0]}/attempts").status_code == 202
        delivering.settle()
        again = delivering.deliveries.log[-1]
        log.world.clock.advance(2 * DAY)
        (shown,) = log.call("GET", log.path).json()
        assert (shown["id"], shown["redelivery"], shown["guid"]) == (again.id, True, again.guid)


def test_what_was_never_sent_is_not_in_githubs_log() -> None:
    with Delivering() as delivering:
        log = Log(delivering, OK)
        delivering.deliveries.disturb(log.hook, Fault(drop=True))
        delivering.open_issue()
        delivering.settle()
        assert len(delivering.deliveries.log) == 2
        assert log.listed() == log.ids
