"""Known defects of the published documents: each entry is sourced and mends something, or is noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakegithub.spec import DOCUMENTS, document
from fakegithub.spec.overlay import Overlay, OverlayError, entries

OVERLAY = Path(__file__).parents[1] / "schemas" / "overlay.json"
HOISTED = {
    "user.0000000": {"type": "object", "required": ["login"], "properties": {"login": {"type": "string"}}}
}
ISSUE = {
    "type": "object",
    "required": ["number", "user"],
    "properties": {"number": {"type": "integer"}, "user": {"$ref": "#/$defs/user.0000000"}},
}


def overlay(pointer: str, patch: dict[str, Any], products: Any = "*") -> Overlay:
    entry = {"products": products, "pointer": pointer, "patch": patch, "source": "test", "reason": "test"}
    return Overlay("github.com", [entry])


def mended(pointer: str, patch: dict[str, Any]) -> Any:
    return overlay(pointer, patch).apply("rest", "issue", ISSUE, HOISTED)


def test_every_entry_says_where_it_is_known_from_and_why() -> None:
    assert entries() == json.loads(OVERLAY.read_text())
    for entry in entries():
        assert entry["source"]
        assert entry["reason"]


@pytest.mark.parametrize("product", DOCUMENTS)
def test_every_entry_mends_something_in_every_product_it_names(product: str) -> None:
    loaded = document(product)
    for section, name in Overlay(product, entries()).targets():
        if section == "operations":
            assert loaded.operations[name].responses
        else:
            assert loaded.component(name, webhooks=section == "webhooks").raw


def test_a_list_is_added_to_and_removed_from() -> None:
    assert mended("/rest/issue/required", {"remove": ["user"]})["required"] == ["number"]
    assert mended("/rest/issue/required", {"add": ["state"]})["required"] == ["number", "user", "state"]


def test_keys_are_set_and_renamed() -> None:
    assert mended("/rest/issue/properties/number", {"set": {"type": "string"}})["properties"]["number"] == {
        "type": "string"
    }
    assert "id" in mended("/rest/issue/properties", {"rename": {"number": "id"}})["properties"]


def test_properties_are_made_nullable() -> None:
    properties = mended("/rest/issue/properties", {"nullable": ["number"]})["properties"]
    assert properties["number"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}


def test_a_hoisted_definition_is_mended_only_where_the_pointer_goes() -> None:
    changed = mended("/rest/issue/properties/user/required", {"remove": ["login"]})
    assert changed["properties"]["user"]["required"] == []
    assert HOISTED["user.0000000"]["required"] == ["login"]
    assert ISSUE["properties"] == {"number": {"type": "integer"}, "user": {"$ref": "#/$defs/user.0000000"}}


def test_another_products_entry_changes_nothing() -> None:
    other = overlay("/rest/issue/required", {"remove": ["user"]}, products=["ghec"])
    assert other.apply("rest", "issue", ISSUE, HOISTED) is ISSUE


@pytest.mark.parametrize(
    ("pointer", "patch"),
    [
        ("/rest/issue/properties/gone", {"set": {"type": "string"}}),
        ("/rest/issue/properties/gone/required", {"add": ["x"]}),
        ("/rest/issue/required", {"remove": ["gone"]}),
        ("/rest/issue/required", {"add": ["user"]}),
        ("/rest/issue/properties", {"rename": {"gone": "x"}}),
        ("/rest/issue/properties", {"rename": {"number": "user"}}),
        ("/rest/issue/properties/number", {"set": {"type": "integer"}}),
        ("/rest/issue/required", {"no-such-verb": []}),
    ],
)
def test_an_entry_that_finds_nothing_to_mend_is_an_error(pointer: str, patch: dict[str, Any]) -> None:
    with pytest.raises(OverlayError, match=pointer):
        mended(pointer, patch)


def test_an_entry_without_a_source_is_an_error() -> None:
    with pytest.raises(OverlayError, match="exactly the keys"):
        Overlay("github.com", [{"products": "*", "pointer": "/rest/issue", "patch": {"set": {}}}])


def test_githubs_usual_error_bodies_fit_where_the_published_schema_refuses_them() -> None:
    body = {
        "message": "Validation Failed",
        "documentation_url": "https://docs.github.com/rest",
        "status": "422",
    }
    for name, status in (
        ("orgs/update", 422),
        ("git/create-blob", 422),
        ("repos/create-or-update-file-contents", 409),
    ):
        schema = document("github.com").operations[name].responses[status].json
        assert schema is not None
        assert schema.is_valid(body), name
