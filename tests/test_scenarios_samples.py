"""Payloads of all events: caused by operations where operations can, honest where they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from spec_packages import webhook_schema, webhook_validator

from fakegithub.errors import SchemaMismatch, UnknownEvent
from fakegithub.github import GitHub
from fakegithub.hooks.subscriptions import tier
from fakegithub.products import PRODUCTS
from fakegithub.scenarios.samples import catalogue
from fakegithub.scenarios.samples.causes import CAUSES, Sample
from fakegithub.scenarios.samples.samples import SamplePayload, all_samples, changed, sample
from fakegithub.spec import DOCUMENTS, document
from fakegithub.spec.older import since

# No value at all fits these, as they are published: see overlay.json.
CONTRADICTORY = {"repository_advisory.published", "repository_advisory.reported"}
YOUNGER = frozenset(name for entry in since()["entries"] for name in entry.get("keys", ()))


@cache
def samples_of(product: str) -> dict[str, SamplePayload]:
    return {found.name: found for found in all_samples(product)}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_event_of_a_product_has_a_payload_that_fits_the_published_document(product: str) -> None:
    webhooks = document(product).webhooks
    found = samples_of(product)
    assert set(found) == set(webhooks)
    # A version that borrows a document lacks what is known to be younger, and nothing else.
    relaxed = YOUNGER if PRODUCTS[product].is_older else frozenset()
    for name, payload in found.items():
        assert payload.payload.get("action", payload.action) == payload.action
        webhooks[name].schema.validate(payload.payload)
        if name not in CONTRADICTORY:
            component = webhooks[name].schema.pointer.rpartition("/")[2]
            validator = webhook_validator(PRODUCTS[product].published, component, relaxed)
            errors = [error.message[:200] for error in validator.iter_errors(payload.payload)]
            assert errors == [], name


@pytest.mark.parametrize("product", ["github.com", "ghes-3.14"])
def test_a_second_validator_agrees(product: str) -> None:
    webhooks = document(product).webhooks
    for name, payload in samples_of(product).items():
        assert webhooks[name].schema.errors(payload.payload) == [], name
        if name not in CONTRADICTORY:
            component = webhooks[name].schema.pointer.rpartition("/")[2]
            published = webhook_schema(product, component)
            validator = jsonschema.Draft202012Validator(published)
            assert validator.is_valid(payload.payload), name


@pytest.mark.parametrize("product", ["github.com", "ghec", "ghes-3.14", "ghes-3.19", "ghe-2.15"])
def test_a_sampled_payload_is_of_one_world(product: str) -> None:
    """Its repository, its organization, its people and its hosts; nothing made up for documentation."""
    host = PRODUCTS[product].host
    hosts = {host, "api.github.com", "avatars.githubusercontent.com"} if host == "github.com" else {host}
    for name, found in samples_of(product).items():
        if found.tier != "sampled":
            continue
        payload = found.payload
        owners = {repository["owner"]["login"] for repository in repositories(payload)}
        assert owners <= {"octo-org"}, name
        assert payload.get("organization", {}).get("login", "octo-org") == "octo-org", name
        assert payload.get("sender", {}).get("login", "octocat") == "octocat", name
        logins = {
            (user["login"], user["id"]) for user in objects(payload) if "login" in user and "id" in user
        }
        assert {login for login, _ in logins} <= {"octocat", "octo-org", "hubot", "sample-ci[bot]"}, name
        assert len(logins) == len({login for login, _ in logins}), name
        for key, value in strings(payload):
            assert not value.startswith(("2011-", "https://example.com")) or key == "external_url", (
                name,
                key,
            )
            if key == "url" or key.endswith("_url"):
                # Links out of the world: an app's and a hook's own.
                found_host = urlsplit(value).hostname
                assert found_host in {*hosts, None, "example.com", "receiver.example.com"}, (name, key, value)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(item)


def repositories(payload: Any) -> list[dict[str, Any]]:
    return [found for found in objects(payload) if "archive_url" in found]


def strings(payload: Any) -> Iterator[tuple[str, str]]:
    for found in objects(payload):
        yield from ((key, value) for key, value in found.items() if isinstance(value, str))


def test_an_alert_that_was_dismissed_is_in_that_state() -> None:
    assert sample("dependabot_alert.dismissed").payload["alert"]["state"] == "dismissed"
    assert sample("dependabot_alert.created").payload["alert"]["state"] == "open"


@pytest.mark.parametrize(
    ("product", "younger", "older"),
    [
        ("ghe-2.15", {"visibility", "topics", "is_template", "has_discussions"}, {"archived", "disabled"}),
        ("ghes-3.5", {"web_commit_signoff_required", "has_discussions"}, {"visibility", "topics"}),
        ("ghes-3.13", set(), {"web_commit_signoff_required", "has_discussions", "visibility"}),
    ],
)
def test_the_repository_of_an_older_product_lacks_what_is_younger(
    product: str, younger: set[str], older: set[str]
) -> None:
    keys = samples_of(product)["push"].payload["repository"].keys()
    assert not younger & keys
    assert older <= keys


def test_every_event_that_an_operation_causes_has_a_script_that_causes_it() -> None:
    known = {name for product in DOCUMENTS for name in document(product).webhooks}
    assert {name for name in known if tier(name) != "sampled"} == set(CAUSES)
    caused = {name for name in document("github.com").webhooks if name in CAUSES}
    assert {payload.name for payload in all_samples() if payload.tier != "sampled"} == caused


@pytest.mark.parametrize("name", sorted(CAUSES))
def test_a_caused_payload_has_no_filled_field(name: str) -> None:
    names: list[str] = []
    # Some events are of GHES only.
    product = next(product for product in DOCUMENTS if name in document(product).webhooks)
    with GitHub(product, strict=True) as github:
        sample = Sample(github)
        github.world.subscribers.append(
            lambda events: names.extend(
                event.name
                for event in events
                if not github.hooks.payloads.render(event, sample.via(event)).fills
            )
        )
        CAUSES[name](sample)
    assert name in names


def test_a_payload_is_about_the_same_pull_request_throughout() -> None:
    payload = sample("pull_request.synchronize").payload
    assert payload["number"] == payload["pull_request"]["number"]
    assert payload["after"] == payload["pull_request"]["head"]["sha"] != payload["before"]
    assert payload["repository"]["full_name"] == "octocat/hello-world"


def test_a_sampled_payload_takes_from_the_world_what_it_can() -> None:
    found = sample("registry_package.published")
    assert found.tier == "sampled"
    package = found.payload["registry_package"]
    assert package["owner"]["login"] == "octo-org"
    assert package["html_url"] == found.payload["repository"]["html_url"]
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
