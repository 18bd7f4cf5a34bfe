from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import forget, only, payloads, watched
from world_helpers import PRODUCTS, Seeded, project, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import custom_properties, property_values
from fakegithub.operations.repositories import full
from fakegithub.spec import document

ORG = {"org": "octo-org"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def define(there: Seeded, name: str = "team", **fields: Any) -> Any:
    wanted = {"value_type": "single_select", "allowed_values": ["core", "docs"], **fields}
    return custom_properties.create_or_update_organization_definition(
        there.world, there.actor, **ORG, custom_property_name=name, **wanted
    )


def put(there: Seeded, value: Any, name: str = "team") -> None:
    property_values.create_or_update_repository_values(
        there.world, there.actor, **WIDGETS, properties=[{"property_name": name, "value": value}]
    )


def test_a_definition_is_told_when_it_comes_and_changes(there: Seeded) -> None:
    define(there)
    found = only(there, "custom_property.created")
    assert found["organization"]["login"] == "octo-org"
    assert found["definition"]["property_name"] == "team"
    assert found["definition"]["allowed_values"] == ["core", "docs"]
    assert found["definition"]["values_editable_by"] == "org_actors"
    forget(there)
    define(there)
    assert there.names == []
    define(there, description="Who looks after it")
    found = only(there, "custom_property.updated")
    assert found["definition"]["description"] == "Who looks after it"


def test_a_deleted_definition_takes_its_values_along(there: Seeded) -> None:
    define(there)
    put(there, "core")
    forget(there)
    custom_properties.delete_organization_definition(
        there.world, there.actor, **ORG, custom_property_name="team"
    )
    assert only(there, "custom_property.deleted")["definition"]["property_name"] == "team"
    assert there.widgets.custom_properties == {}


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_a_promoted_definition_is_the_enterprise_s(product: str) -> None:
    there = watched(product)
    define(there)
    forget(there)
    custom_properties.promote(there.world, there.actor, **ORG, custom_property_name="team")
    found = only(there, "custom_property.promote_to_enterprise")
    assert found["definition"]["source_type"] == "enterprise"


def test_values_are_told_with_what_they_were(there: Seeded) -> None:
    define(there)
    define(there, "tier", value_type="string", allowed_values=None)
    forget(there)
    put(there, "core")
    put(there, "core")
    put(there, "docs")
    put(there, None)
    steps = [
        (found["old_property_values"], found["new_property_values"])
        for found in payloads(there)["custom_property_values.updated"]
    ]
    values = [(old[0]["value"], new[0]["value"]) for old, new in steps]
    assert values == [(None, "core"), ("core", "docs"), ("docs", None)]


def test_a_repository_shows_its_values() -> None:
    there = watched()
    define(there)
    put(there, "core")
    schema = document("github.com").component("full-repository")
    body = project(there.world, schema, full(there.world, there.actor, there.widgets))
    assert body["custom_properties"] == {"team": "core"}


def test_several_repositories_are_set_at_once() -> None:
    there = watched()
    define(there)
    forget(there)
    custom_properties.create_or_update_organization_values(
        there.world,
        there.actor,
        **ORG,
        repository_names=["widgets"],
        properties=[{"property_name": "team", "value": "docs"}],
    )
    assert there.names == ["custom_property_values.updated"]
    (row,) = custom_properties.get_organization_values(there.world, there.member, **ORG)
    assert row["properties"] == [{"property_name": "team", "value": "docs"}]
    assert (
        custom_properties.get_organization_values(there.world, there.member, **ORG, repository_query="gadget")
        == []
    )


def test_a_required_property_has_its_default() -> None:
    there = watched()
    define(there, required=True, default_value="core")
    found = property_values.get_repository_values(there.world, there.actor, **WIDGETS)
    assert found == [{"property_name": "team", "value": "core"}]


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({}, "sales"),
        ({}, ["core"]),
        ({"value_type": "true_false", "allowed_values": None}, "maybe"),
        ({"value_type": "multi_select"}, ["core", "sales"]),
    ],
)
def test_a_value_that_the_definition_does_not_allow_is_refused(fields: Any, value: Any) -> None:
    there = watched()
    define(there, **fields)
    with refused(there, ValidationFailed):
        put(there, value)


@pytest.mark.parametrize(
    "fields", [{"value_type": "string"}, {"required": True}, {"allowed_values": []}, {"allowed_values": None}]
)
def test_a_bad_definition_is_refused(fields: Any) -> None:
    there = watched()
    define(there)
    with refused(there, ValidationFailed):
        define(there, **fields)


def test_who_may_define_and_who_may_edit() -> None:
    there = watched()
    world = there.world
    with refused(there, Forbidden):
        custom_properties.create_or_update_organization_definition(
            world, there.member, **ORG, custom_property_name="x", value_type="string"
        )
    with refused(there, Forbidden):
        custom_properties.get_organization_definitions(world, there.stranger, **ORG)
    with refused(there, NotFound):
        custom_properties.get_organization_definition(world, there.actor, **ORG, custom_property_name="x")
    define(there)
    with world.transaction():
        world.update(there.widgets, collaborators={there.monalisa.id: "admin"})
    wanted: Any = [{"property_name": "team", "value": "core"}]
    with refused(there, Forbidden):
        property_values.create_or_update_repository_values(world, there.member, **WIDGETS, properties=wanted)
    define(there, values_editable_by="org_and_repo_actors")
    property_values.create_or_update_repository_values(world, there.member, **WIDGETS, properties=wanted)
    assert there.widgets.custom_properties == {"team": "core"}
