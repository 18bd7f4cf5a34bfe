"""Payloads are those that GitHub sends: which keys, in which order, in which form, and what they point to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from eventful import NOON, Day
from payload_facts import (
    API,
    CRAWLED,
    ENVELOPE,
    EXCEPTIONS,
    ISO,
    NODE_IDS,
    OTHER_TIMES,
    PUSH,
    SHAPES,
    SUBJECTS,
    THEIRS,
)

from fakegithub import GitHub
from fakegithub.model.apps import App
from fakegithub.model.hooks import Delivery

PRODUCTS = ("github.com", "ghes-3.19")


def name_of(delivery: Delivery) -> str:
    if delivery.event == "ping" and isinstance(delivery.hook.target, App):
        return "ping_app"
    return f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event


def objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object inside `value` with its place: `issue.labels[]`."""
    if isinstance(value, dict):
        if path:
            yield path, value
        for name, item in value.items():
            yield from objects(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from objects(item, f"{path}[]")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text inside `value` with its place."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


@cache
def shape(place: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys that are always at `pull_request.opened/pull_request.head`, and those that may be there."""
    keys = next((keys for pattern, keys in SHAPES if re.fullmatch(pattern, place)), None)
    assert keys is not None, f"no table says what stands at {place}"
    always, _, sometimes = keys.partition("|")
    return frozenset(always.split()), frozenset(sometimes.split())


@cache
def delivered(product: str) -> list[tuple[str, Any]]:
    """All that a long day delivers, by name of the event."""
    with GitHub(product, seed=7, now=NOON, strict=True) as github:
        Day(github).run()
        return [(name_of(found), json.loads(found.payload)) for found in github.deliveries]


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.mark.parametrize("event", SUBJECTS)
def test_a_payload_has_githubs_keys_in_githubs_order(product: str, event: str) -> None:
    payloads = [payload for name, payload in delivered(product) if name == event]
    assert payloads
    for payload in payloads:
        first = ["action"] if "." in event else []
        subjects = SUBJECTS[event].split()
        last = PUSH.split() if event == "push" else []
        envelope = [name for name in ENVELOPE if name in payload and name not in subjects]
        if event == "push":
            envelope.insert(1, "pusher")
        assert list(payload) == [*first, *subjects, *envelope, *last]
        assert ("sender" in payload) == (event != "ping_app")
        # Neither the published pings of a GHES nor its documents name it.
        assert ("enterprise" in payload) == (product != "github.com" and not event.startswith("ping"))
        assert ("repository" in payload) == (event not in ("installation.created", "ping_app"))


def test_the_day_causes_nothing_that_the_table_does_not_know(product: str) -> None:
    assert {name for name, _ in delivered(product)} == set(SUBJECTS)


@pytest.mark.parametrize("event", SUBJECTS)
def test_every_object_has_the_keys_that_github_gives_it(product: str, event: str) -> None:
    wrong = set()
    for name, payload in delivered(product):
        for path, value in objects(payload) if name == event else ():
            always, sometimes = shape(f"{event}/{path}")
            if "*" not in sometimes:
                wrong |= {f"{path} has {key}" for key in value.keys() - always - sometimes}
            wrong |= {f"{path} lacks {key}" for key in always - value.keys()}
    assert wrong == set()


def of_organization(payload: Any) -> bool:
    return bool(payload["repository"]["owner"]["type"] == "Organization")


def test_only_an_organizations_things_have_types_and_custom_properties(product: str) -> None:
    issues = [payload for name, payload in delivered(product) if name == "issues.opened"]
    assert {of_organization(payload) for payload in issues} == {True, False}
    for payload in issues:
        assert ("type" in payload["issue"]) == of_organization(payload)
        assert ("custom_properties" in payload["repository"]) == of_organization(payload)
        assert ("organization" in payload) == of_organization(payload)


def test_whether_it_can_be_merged_is_not_known_right_after_a_push(product: str) -> None:
    unknown = {"mergeable": None, "rebaseable": None, "mergeable_state": "unknown", "merge_commit_sha": None}
    early = {"pull_request.opened", "pull_request.reopened", "pull_request.synchronize"}
    seen = set()
    for name, payload in delivered(product):
        if name in early | {"pull_request.labeled"}:
            pull = payload["pull_request"]
            assert ({key: pull[key] for key in unknown} == unknown) == (name in early)
            seen.add(name)
    assert seen == early | {"pull_request.labeled"}


def test_times_have_githubs_forms(product: str) -> None:
    seen = set()
    for name, payload in delivered(product):
        for path, text in texts(payload):
            if re.search(r"(_at|\.date|\.timestamp)$", path) is not None:
                place = f"{name}/{path}"
                form = next((form for at, form in OTHER_TIMES.items() if re.fullmatch(at, place)), ISO)
                assert re.fullmatch(form, text), f"{place} is {text}"
                seen.add(path.rpartition(".")[2])
    assert {"created_at", "updated_at", "date", "timestamp", "submitted_at", "merged_at"} <= seen


@pytest.mark.parametrize("place", NODE_IDS)
def test_node_ids_have_githubs_prefixes(product: str, place: str) -> None:
    found = [
        value["node_id"]
        for name, payload in delivered(product)
        for path, value in objects(payload)
        if re.fullmatch(place, f"{name}/{path}") and "node_id" in value
    ]
    assert found
    assert [node_id for node_id in found if not re.match(NODE_IDS[place], node_id)] == []


def test_a_bot_is_shown_with_its_app() -> None:
    roots = {
        "github.com": "https://avatars.githubusercontent.com",
        "ghes-3.19": "https://github.example.com/avatars",
    }
    for product, root in roots.items():
        payload = next(p for name, p in delivered(product) if name == "check_run.created")
        sender, app = payload["sender"], payload["check_run"]["app"]
        assert (sender["login"], sender["type"]) == ("ci[bot]", "Bot")
        assert sender["url"].endswith("/users/ci%5Bbot%5D")
        assert sender["html_url"] == app["html_url"]
        assert re.fullmatch(re.escape(f"{root}/in/{app['id']}") + r"\?(v=4)?", sender["avatar_url"])


# Served: every URL leads back


@pytest.fixture
def github(product: str) -> Iterator[GitHub]:
    with GitHub(product, seed=7, now=NOON, strict=True) as served:
        served.serve()
        yield served


def test_all_urls_of_a_served_world_lead_back_to_it(github: GitHub) -> None:
    Day(github).run()
    assert github.url is not None
    host = github.url.removeprefix("http://")
    own = (f"{github.url}/", f"git://{host}/", f"git@{host}:")
    wrong, seen = set(), 0
    for delivery in github.deliveries:
        for path, text in texts(json.loads(delivery.payload)):
            is_url = re.search(r"(^|[._])(url|href)$", path) or "://" in text
            if is_url and text and not THEIRS.fullmatch(path):
                seen += 1
                if not text.startswith(own):
                    wrong.add(f"{name_of(delivery)} {path}: {text}")
    assert wrong == set()
    assert seen > 1000


def test_what_a_payload_points_to_is_there_or_says_that_it_is_not_modelled(github: GitHub) -> None:
    day = Day(github)
    pulls = [
        repository.open_pull_request(head="topic", files={"hi.txt": "hi\n"}, by="octocat")
        for repository in day.repositories
    ]
    for pull in pulls:
        pull.comment("/retest", by="octocat")
        bot = day.bots[pull.repository.owner.login]
        pull.repository.perform("checks/create", name="test", head_sha=pull.head.sha, by=bot)
    github.settle(timeout=30)
    urls = {
        text: f"{name_of(delivery)} {path}"
        for delivery in github.deliveries
        if name_of(delivery) in CRAWLED
        for path, text in texts(json.loads(delivery.payload))
        if text.startswith(f"{github.api_url}/") and "{" not in text
    }
    headers = {"Authorization": f"token {github.token('octocat')}", "User-Agent": "crawler"}
    answers = {}
    with httpx.Client(headers=headers, follow_redirects=True) as client:
        for url, place in urls.items():
            path = url.removeprefix(github.api_url)
            # On github.com a served world has its pages beside its API.
            if path.split("/")[1] in API and not any(re.fullmatch(known, path) for known in EXCEPTIONS):
                answers[f"{place}: {path}"] = client.get(url).status_code
    assert {place: status for place, status in answers.items() if status not in (200, 501)} == {}
    assert list(answers.values()).count(200) > 40
