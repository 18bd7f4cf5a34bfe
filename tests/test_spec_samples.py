"""Whole documents: what is made from a schema alone fits that schema, for every webhook and operation.

Both validators have to say so, and the published document too. What has been broken, both have to refuse.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
import pytest
from spec_packages import published

from fakegithub.spec import DOCUMENTS, Document, Schema, document

# The published schemas of these contradict themselves; overlay.json mends ours.
CONTRADICTORY = {"repository_advisory.published", "repository_advisory.reported"}


@cache
def webhooks_by_event(product: str) -> dict[str, list[str]]:
    events: dict[str, list[str]] = defaultdict(list)
    for name, spec in document(product).webhooks.items():
        events[spec.event].append(name)
    return events


@cache
def operations_by_category(product: str) -> dict[str, list[str]]:
    categories: dict[str, list[str]] = defaultdict(list)
    for name, spec in document(product).operations.items():
        categories[spec.category].append(name)
    return categories


EVENTS = [(product, event) for product in DOCUMENTS for event in webhooks_by_event(product)]
CATEGORIES = [(product, category) for product in DOCUMENTS for category in operations_by_category(product)]

# Products share most of their definitions: what has been judged once need not be judged again.
judged: set[bytes] = set()


def check(schema: Schema, sample: Any, case: str, broken_too: bool = False) -> None:
    """Both validators find the sample good, and agree on what becomes of it when it is broken."""
    key = hashlib.sha256(
        orjson.dumps([schema.raw, {name: other.raw for name, other in schema.definitions.items()}, sample])
    ).digest()
    if key in judged:
        return
    judged.add(key)
    assert schema.is_valid(sample), f"{case}: {schema.errors(sample)}"
    assert schema.errors(sample) == [], case
    for how, broken in mutations(sample) if broken_too else ():
        assert schema.is_valid(broken) == (not schema.errors(broken)), f"{case}, {how}: {broken}"


def mutations(sample: Any) -> Iterator[tuple[str, Any]]:
    """The sample broken in some ways; not every way breaks every sample, but both have to agree."""
    yield "another type", 1 if isinstance(sample, (dict, list)) else {}
    if isinstance(sample, dict) and sample:
        first, *_, last = (*sample, *sample)
        yield f"without {first}", {name: value for name, value in sample.items() if name != first}
        yield f"{last} of another type", {**sample, last: {} if not isinstance(sample[last], dict) else "x"}
        times = (name for name, value in sample.items() if isinstance(value, str) and value.startswith("20"))
        for name in itertools.islice(times, 1):
            yield f"{name} is no time", {**sample, name: "yesterday"}


@pytest.mark.parametrize(("product", "event"), EVENTS)
def test_a_sample_of_every_webhook_is_valid(product: str, event: str) -> None:
    for name in webhooks_by_event(product)[event]:
        schema = document(product).webhooks[name].schema
        check(schema, schema.sample(), f"{product} {name}")
        check(
            schema,
            schema.sample(optional=True),
            f"{product} {name} with everything optional",
            broken_too=True,
        )


@pytest.mark.parametrize(("product", "category"), CATEGORIES)
def test_a_sample_of_every_response_is_valid(product: str, category: str) -> None:
    for name in operations_by_category(product)[category]:
        for response in document(product).operations[name].responses.values():
            for media_type, schema in response.media_types.items():
                if schema is not None:
                    case = f"{product} {name} {response.status} {media_type}"
                    check(schema, schema.sample(), case)
                    check(
                        schema,
                        schema.sample(optional=True),
                        f"{case} with everything optional",
                        broken_too=True,
                    )


@pytest.mark.parametrize(("product", "category"), CATEGORIES)
def test_a_sample_of_every_request_body_is_valid(product: str, category: str) -> None:
    for name in operations_by_category(product)[category]:
        body = document(product).operations[name].body
        if body is not None:
            assert body.is_valid(body.sample()), f"{product} {name}: {body.errors(body.sample())}"


@pytest.mark.parametrize("product", DOCUMENTS)
def test_a_webhook_sample_is_valid_against_the_published_document(product: str) -> None:
    original = published().webhooks[product]
    refused = set()
    # Without overlay.json: what it mends must differ from what is published.
    stored = Document(product, product, mended=False)
    for name, spec in stored.webhooks.items():
        component = spec.schema.pointer.rpartition("/")[2]
        schema = {"$ref": f"#/components/schemas/{component}", "components": closure(original, component)}
        validator = jsonschema_rs.Draft202012Validator(schema)
        for optional in (False, True):
            if not validator.is_valid(spec.schema.sample(optional=optional)):
                refused.add(name)
    assert refused == CONTRADICTORY & set(stored.webhooks)


def closure(original: Any, component: str) -> Any:
    """The published components that one of them needs."""
    schemas, found, waiting = original["components"]["schemas"], {}, [component]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = with_null(schemas[name])
            waiting.extend(referred_to(schemas[name]))
    return {"schemas": found}


def with_null(node: Any) -> Any:
    """A schema of OpenAPI 3.0 in the words of 2020-12: those that only the REST package has are such."""
    if isinstance(node, list):
        return [with_null(member) for member in node]
    if not isinstance(node, dict):
        return node
    schema = {key: with_null(value) for key, value in node.items()}
    if schema.get("nullable") is not True:
        return schema
    del schema["nullable"]
    return {"anyOf": [schema, {"type": "null"}]}


def referred_to(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for value in node.values():
            yield from referred_to(value)
    elif isinstance(node, list):
        for value in node:
            yield from referred_to(value)
