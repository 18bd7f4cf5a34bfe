"""Payloads of all events: caused by operations where operations can, honest where they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from fakegithub.errors import SchemaMismatch, UnknownEvent
from fakegithub.github import GitHub
from fakegithub.hooks.subscriptions import tier
from fakegithub.scenarios import catalogue
from fakegithub.scenarios.causes import CAUSES, Sample
from fakegithub.scenarios.samples import all_samples, changed, sample
from fakegithub.spec import DOCUMENTS, document


@pytest.mark.parametrize("product", DOCUMENTS)
def test_there_is_a_valid_payload_for_every_event_of_every_product(product: str) -> None:
    webhooks = document(product).webhooks
    found = {payload.name: payload for payload in all_samples(product)}
    assert set(found) == set(webhooks)
    for name, payload in found.items():
        assert webhooks[name].schema.errors(payload.payload) == [], name
        assert payload.payload.get("action", payload.action) == payload.action


def test_every_event_that_an_operation_causes_has_a_script_that_causes_it() -> None:
    caused = {name for name in document("github.com").webhooks if tier(name) != "sampled"}
    assert caused == set(CAUSES)
    assert {payload.name for payload in all_samples() if payload.tier != "sampled"} == caused


@pytest.mark.parametrize("name", sorted(CAUSES))
def test_a_caused_payload_has_no_filled_field(name: str) -> None:
    names: list[str] = []
    with GitHub(strict=True) as github:
        github.world.subscribers.append(
            lambda events: names.extend(
                event.name for event in events if not github.hooks.payloads.render(event).fills
            )
        )
        CAUSES[name](Sample(github))
    assert name in names


def test_a_payload_is_about_the_same_pull_request_throughout() -> None:
    payload = sample("pull_request.synchronize").payload
    assert payload["number"] == payload["pull_request"]["number"]
    assert payload["after"] == payload["pull_request"]["head"]["sha"] != payload["before"]
    assert payload["repository"]["full_name"] == "octocat/hello-world"


def test_a_sampled_payload_takes_from_the_world_what_it_can() -> None:
    found = sample("pull_request.auto_merge_enabled")
    assert found.tier == "sampled"
    assert found.payload["pull_request"]["title"] == "Add a greeting"
    assert found.payload["sender"]["login"] == "octocat"


def test_the_same_seed_gives_the_same_ids() -> None:
    def ids(payload: Any) -> list[int]:
        return [payload["issue"]["id"], payload["repository"]["id"], payload["sender"]["id"]]

    assert ids(sample("issues.opened").payload) == ids(sample("issues.opened").payload)
    assert ids(sample("issues.opened").payload) != ids(sample("issues.opened", seed=1).payload)


def test_changes_are_checked_against_the_schema() -> None:
    comment = sample("issue_comment.created")
    payload = changed(comment, {"comment.body": "/retest", "issue.labels": []}, "github.com").payload
    assert payload["comment"]["body"] == "/retest"
    assert comment.payload["comment"]["body"] != "/retest"
    with pytest.raises(SchemaMismatch, match="/comment/id"):
        changed(comment, {"comment.id": "seven"}, "github.com")
    with pytest.raises(LookupError, match=r"the payload has no commend"):
        changed(comment, {"commend.body": "/retest"}, "github.com")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pull_request", "needs an action; it has: assigned, .*opened"),
        ("pull_request.openend", "has no action openend; it has: .*opened"),
        ("pull_requests.opened", 'Did you mean "pull_request.opened"'),
    ],
)
def test_an_unknown_event_names_the_known_ones(name: str, message: str) -> None:
    with pytest.raises(UnknownEvent, match=message):
        sample(name)


@pytest.mark.parametrize("product", DOCUMENTS)
def test_the_catalogue_lists_the_whole_document(product: str) -> None:
    known = document(product)
    events = catalogue.events(product)
    assert len(events) == len(known.webhooks)
    assert {row["tier"] for row in events} == {"modelled", "simulated", "sampled"}
    operations = catalogue.operations(product)
    assert [row["operation"] for row in operations] == sorted(known.operations)
    tiers = {row["operation"]: row["tier"] for row in operations}
    assert tiers["issues/create-comment"] == "modelled"
    assert set(tiers.values()) == {"modelled", "none"}
