"""Older versions: the oldest document there is, without what is known to be younger."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fakegithub.products import PRODUCTS
from fakegithub.spec import document
from fakegithub.spec.older import since, version_of

ENTRIES = since()["entries"]
VERSIONS = [product.line for product in PRODUCTS.values() if product.is_ghes]


def test_every_entry_is_sourced_and_about_one_thing() -> None:
    for entry in ENTRIES:
        assert entry["source"], entry
        assert ("events" in entry) != ("keys" in entry), entry
        assert set(entry) <= {"since", "absent", "events", "keys", "of", "in", "source"}, entry
        assert entry.get("in") in (None, "rest", "webhooks"), entry
        assert {entry["since"], entry["absent"]} <= set(VERSIONS), entry
        assert version_of(entry["absent"]) < version_of(entry["since"]), entry


def test_every_event_named_is_one_of_the_borrowed_document() -> None:
    webhooks = document("ghes-3.14").webhooks
    known = {spec.event for spec in webhooks.values()} | set(webhooks)
    assert {name for entry in ENTRIES for name in entry.get("events", ())} <= known


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "keys" in entry], ids=str)
def test_every_key_named_stands_in_the_borrowed_document(entry: dict[str, object]) -> None:
    kind = set(since()["kinds"][entry["of"]])
    loaded = document("ghes-3.14")
    found: set[str] = set()
    for webhooks in (False, True):
        if entry.get("in") in (None, "webhooks" if webhooks else "rest"):
            for name in loaded.components(webhooks):
                schema = loaded.component(name, webhooks)
                for part in (schema, *schema.definitions.values()):
                    properties = set(part.raw.get("properties", ()))
                    if kind <= properties:
                        found |= properties
    assert set(entry["keys"]) <= found


@pytest.mark.parametrize(
    ("product", "there", "absent"),
    [
        ("ghes-3.13", "branch_protection_rule.created", "bypass_request_secret_scanning.created"),
        ("ghes-3.8", "discussion.created", "discussion.closed"),
        ("ghes-3.3", "workflow_job.queued", "branch_protection_rule.created"),
        ("ghes-3.2", "pull_request_review_thread.resolved", "workflow_job.queued"),
        ("ghe-2.22", "code_scanning_alert.created", "workflow_dispatch"),
        ("ghe-2.14", "pull_request.opened", "code_scanning_alert.created"),
    ],
)
def test_an_event_is_there_from_its_first_version_on(product: str, there: str, absent: str) -> None:
    webhooks = document(product).webhooks
    assert there in webhooks
    assert absent not in webhooks


def test_versions_only_ever_gain_events() -> None:
    names = [set(document(product.name).webhooks) for product in PRODUCTS.values() if product.is_older]
    for older, newer in pairwise(names):
        assert older <= newer


def test_a_required_key_that_is_younger_is_not_required() -> None:
    def required(product: str) -> set[str]:
        definitions = document(product).webhooks["pull_request.assigned"].schema.definitions.values()
        return {name for schema in definitions for name in schema.raw.get("required", ())}

    assert {"topics", "visibility"} <= required("ghes-3.14") - required("ghe-2.22")
    assert {"full_name", "archived"} <= required("ghe-2.22")


def test_a_newer_version_borrows_the_newest_document_unchanged() -> None:
    assert set(document("ghes-3.22").webhooks) == set(document("ghes-3.19").webhooks)
    assert document("ghes-3.22").documentation == "https://docs.github.com/enterprise-server@3.22"
