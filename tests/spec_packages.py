"""GitHub's published documents as they are, for tests that compare ours with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from fakegithub.spec.refresh import Facts, gather
from fakegithub.spec.sources import Documents, PackageUnavailable, read_documents

PACKAGES = Path(__file__).parents[1] / ".cache" / "packages"


@cache
def _published() -> Documents | PackageUnavailable:
    try:
        return read_documents(PACKAGES)
    except PackageUnavailable as error:
        return error


def published() -> Documents:
    """The documents of the npm packages; skips the test where npm cannot give them."""
    documents = _published()
    if isinstance(documents, PackageUnavailable):
        pytest.skip(f"GitHub's published documents are not to be had: {documents}")
    return documents


@cache
def _facts() -> Facts:
    documents = _published()
    assert isinstance(documents, Documents)
    return gather(documents)


def facts() -> Facts:
    """What the published documents say, every definition whole."""
    published()
    return _facts()


@cache
def webhook_schema(product: str, component: str, relaxed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A webhook's payload as GitHub publishes it, unstripped, with all components that it needs.

    `relaxed` are names that no object has to have: those that an older version did not know yet.
    """
    schemas = published().webhooks[product]["components"]["schemas"]
    found: dict[str, Any] = {}
    waiting = [component]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _readable(schemas[name], relaxed)
            waiting.extend(_referred_to(schemas[name]))
    return {"$ref": f"#/components/schemas/{component}", "components": {"schemas": found}}


@cache
def webhook_validator(
    product: str, component: str, relaxed: frozenset[str] = frozenset()
) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(webhook_schema(product, component, relaxed))


def _referred_to(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for value in node.values():
            yield from _referred_to(value)
    elif isinstance(node, list):
        for value in node:
            yield from _referred_to(value)


def _readable(node: Any, relaxed: frozenset[str]) -> Any:
    """Some components of the OpenAPI 3.1 documents still say `nullable`, which is of OpenAPI 3.0: JSON
    Schema has no such word, so it is put as one."""
    if isinstance(node, list):
        return [_readable(item, relaxed) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _readable(value, relaxed) for key, value in node.items()}
    if isinstance(made.get("required"), list):
        made["required"] = [name for name in made["required"] if name not in relaxed]
    return {"anyOf": [made, {"type": "null"}]} if made.get("nullable") is True else made
