"""Payloads: the envelope, its order, and what is checked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hook_helpers import Delivering
from world_helpers import commit

from fakegithub.errors import FilledField, SchemaMismatch, UnknownEvent
from fakegithub.events import Event
from fakegithub.hooks.payloads import Payloads
from fakegithub.model.hooks import Delivery

PRODUCTS = ("github.com", "ghec", "ghes-3.19", "ghes-3.14", "ghe-2.15")


def deliver(delivering: Delivering, target: Any, operation: str, **parameters: Any) -> dict[str, Any]:
    """The payload that a hook of `target` gets of what the operation causes."""
    delivering.deliveries.mount("http://receiver.test", answer)
    hook = delivering.hook("http://receiver.test/", ("*",), target=target)
    delivering.perform(operation, **parameters)
    delivering.settle()
    delivery = delivering.world.all(Delivery, hook=hook)[0]
    assert delivery.ok, delivery.error
    payload: dict[str, Any] = json.loads(delivery.payload)
    return payload


async def answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


@pytest.fixture(params=PRODUCTS)
def delivering(request: pytest.FixtureRequest) -> Any:
    with Delivering(request.param) as found:
        yield found


def test_keys_come_in_githubs_order(delivering: Delivering) -> None:
    payload = deliver(delivering, delivering.seeded.repository, "issues/create", title="It is broken")
    enterprise = ["enterprise"] if delivering.world.product.name.startswith("ghes-") else []
    assert list(payload) == ["action", "issue", "repository", *enterprise, "sender"]


def test_a_repository_of_an_organization_names_it(delivering: Delivering) -> None:
    widgets = {"owner": "octo-org", "repo": "widgets"}
    payload = deliver(delivering, delivering.seeded.widgets, "issues/create", title="It is broken", **widgets)
    assert payload["organization"]["login"] == "octo-org"
    assert payload["organization"]["url"] == f"{delivering.world.urls.api_root}/orgs/octo-org"
    assert list(payload).index("organization") == list(payload).index("repository") + 1


def test_a_push_has_its_repository_in_the_form_of_old(delivering: Delivering) -> None:
    seeded = delivering.seeded
    with delivering.world.transaction():
        delivering.world.update(seeded.octocat, email="octocat@example.com")
    payload = deliver(delivering, seeded.repository, "push", files={"a.txt": "a\n"})
    enterprise = ["enterprise"] if delivering.world.product.name.startswith("ghes-") else []
    before = ["ref", "before", "after", "repository", "pusher", *enterprise, "sender"]
    after = ["created", "deleted", "forced", "base_ref", "compare", "commits", "head_commit"]
    assert list(payload) == before + after
    repository = payload["repository"]
    assert repository["created_at"] == repository["pushed_at"] == 1772366400  # 2026-03-01T12:00:00Z
    assert repository["updated_at"] == "2026-03-01T12:00:00Z"
    # The HTML URL until GHES 3.18; the API URL in captures of github.com from 2025.
    urls, old = delivering.world.urls, delivering.world.product.name in {"ghe-2.15", "ghes-3.14"}
    assert repository["url"] == (urls.html if old else urls.api)(seeded.repository)
    assert repository["html_url"] == urls.html(seeded.repository)
    assert repository["master_branch"] == "main"
    assert repository["stargazers"] == 0
    assert "organization" not in repository
    assert repository["owner"]["name"] == repository["owner"]["login"] == "octocat"
    assert repository["owner"]["email"] == "octocat@example.com"


def test_a_push_to_an_organization_names_it_in_the_repository_too(delivering: Delivering) -> None:
    widgets = {"owner": "octo-org", "repo": "widgets"}
    payload = deliver(delivering, delivering.seeded.widgets, "push", files={"a.txt": "a\n"}, **widgets)
    assert payload["repository"]["organization"] == "octo-org"
    assert list(payload)[5] == "organization"


def test_only_an_apps_hook_has_the_installation(delivering: Delivering) -> None:
    seeded = delivering.seeded
    with delivering.world.transaction():
        delivering.world.update(seeded.installation, events=("issues",))
    own = delivering.hook("http://receiver.test/", target=seeded.repository)
    payload = deliver(delivering, seeded.app, "issues/create", title="It is broken")
    assert list(payload)[-1] == "installation"
    assert set(payload["installation"]) == {"id", "node_id"}
    assert payload["installation"]["id"] == seeded.installation.id
    (other,) = delivering.world.all(Delivery, hook=own)
    assert "installation" not in json.loads(other.payload)
    (mine,) = [d for d in delivering.deliveries.log if d.hook is not own]
    assert (mine.installation_id, other.installation_id) == (seeded.installation.id, None)


def test_a_hook_pings_as_it_is_and_without_its_secret(delivering: Delivering) -> None:
    repository = delivering.seeded.repository
    config = {"url": "http://receiver.test/", "secret": "geheim", "content_type": "json"}
    delivering.deliveries.mount("http://receiver.test", answer)
    hook = delivering.perform("repos/create-webhook", config=config)
    delivering.settle()
    (delivery,) = delivering.deliveries.log
    payload = json.loads(delivery.payload)
    assert list(payload)[:4] == ["zen", "hook_id", "hook", "repository"]
    assert payload["hook_id"] == payload["hook"]["id"] == hook.id
    assert payload["hook"]["config"]["secret"] == "********"
    assert payload["hook"]["last_response"] == {"code": None, "status": "unused", "message": None}
    assert payload["hook"]["events"] == ["push"]
    assert payload["hook"]["type"] == "Repository"
    assert payload["repository"]["full_name"] == repository.full_name
    assert b"geheim" not in delivery.body


def render(delivering: Delivering, strict: bool, event: str, action: str | None, **subjects: Any) -> Any:
    world, seeded = delivering.world, delivering.seeded
    happened = Event(
        event, action, "guid", world.now(), subjects, seeded.octocat, repository=seeded.repository
    )
    return Payloads(world, strict=strict).render(happened)


def test_what_the_world_does_not_know_is_filled_and_recorded_or_refused() -> None:
    with Delivering() as delivering:
        payload = render(delivering, False, "label", "created", label={"name": "bug"})
        assert "/label/color" in [fill.pointer for fill in payload.fills]
        assert payload.value["label"]["name"] == "bug"
        with pytest.raises(FilledField, match=r"label\.created.*/label/color"):
            render(delivering, True, "label", "created", label={"name": "bug"})


def test_a_payload_that_does_not_fit_the_schema_is_refused() -> None:
    with Delivering() as delivering, pytest.raises(SchemaMismatch, match="/label/name"):
        render(delivering, False, "label", "created", label={"name": 1})


def test_an_event_that_no_product_has_is_refused_with_the_nearest() -> None:
    with Delivering() as delivering, pytest.raises(UnknownEvent, match=r"issues\.opened"):
        render(delivering, False, "issues", "opned")


def test_an_event_that_an_old_product_does_not_have_goes_nowhere() -> None:
    with Delivering("ghes-3.14") as delivering:
        delivering.hook("http://receiver.test/", ("*",))
        with delivering.world.transaction():
            delivering.world.emit(
                "issues.typed",
                repository=delivering.seeded.repository,
                sender=delivering.seeded.octocat,
            )
        assert delivering.deliveries.log == []


def test_an_unknown_event_fails_the_transaction() -> None:
    with Delivering("ghes-3.14") as delivering:
        world, seeded = delivering.world, delivering.seeded

        def misspell() -> None:
            with world.transaction():
                world.update(seeded.octocat, bio="changed")
                world.emit("issues.opned", repository=seeded.repository, sender=seeded.octocat)

        with pytest.raises(UnknownEvent):
            misspell()
        assert seeded.octocat.bio is None


def test_one_event_to_many_hooks_is_rendered_once() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        for _ in range(3):
            delivering.hook(receiver.url, content_type="json")
            delivering.hook(receiver.url, content_type="form")
        delivering.open_issue()
        delivering.settle()
        assert len({id(d.payload) for d in delivering.deliveries.log}) == 1
        assert len({id(d.body) for d in delivering.deliveries.log}) == 2


def test_a_payload_shows_the_world_as_it_was() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver()
        delivering.hook(receiver.url, ("push", "issues"))
        issue = delivering.open_issue("Before")
        delivering.perform("issues/update", issue_number=issue.number, title="After")
        commit(delivering.world, delivering.seeded.repository, {"a": "b"})
        delivering.settle()
        titles = [json.loads(request.body)["issue"]["title"] for request in receiver.requests]
        assert sorted(titles) == ["After", "Before"]
