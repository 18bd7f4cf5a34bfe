"""Custom properties: the definitions of an organization, and their values in its repositories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.custom_properties import CustomProperty
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.property_values import set_values, shown_values
from fakegithub.world import World

_READ = ("organization_custom_properties=read",)
_ADMIN = ("organization_custom_properties=admin",)
_WRITE = ("organization_custom_properties=write",)
_DEFINED = ("custom_property.created", "custom_property.updated")
_VALUES = ("custom_property_values.updated",)


@operation("orgs/custom-properties-for-repos-get-organization-definitions", permissions=_READ)
def get_organization_definitions(world: World, actor: Actor, *, org: str) -> list[CustomProperty]:
    """https://docs.github.com/rest/orgs/custom-properties#get-all-custom-properties-for-an-organization"""
    return world.all(CustomProperty, organization=_organization(world, actor, org))


@operation("orgs/custom-properties-for-repos-get-organization-definition", permissions=_READ)
def get_organization_definition(
    world: World, actor: Actor, *, org: str, custom_property_name: str
) -> CustomProperty:
    """https://docs.github.com/rest/orgs/custom-properties#get-a-custom-property-for-an-organization"""
    return _definition(world, _organization(world, actor, org), custom_property_name)


@operation(
    "orgs/custom-properties-for-repos-create-or-update-organization-definitions",
    emits=_DEFINED,
    permissions=_ADMIN,
)
def create_or_update_organization_definitions(
    world: World, actor: Actor, *, org: str, properties: Iterable[Mapping[str, Any]]
) -> list[CustomProperty]:
    """Emits custom_property.created or .updated for each. Raises as for one.

    https://docs.github.com/rest/orgs/custom-properties#create-or-update-custom-properties-for-an-organization
    """
    organization = _administered(world, actor, org)
    return [_define(world, actor, organization, **_without_links(wanted)) for wanted in properties]


@operation(
    "orgs/custom-properties-for-repos-create-or-update-organization-definition",
    emits=_DEFINED,
    permissions=_ADMIN,
)
def create_or_update_organization_definition(
    world: World,
    actor: Actor,
    *,
    org: str,
    custom_property_name: str,
    value_type: str,
    required: bool = False,
    default_value: str | list[str] | None = None,
    description: str | None = None,
    allowed_values: Iterable[str] | None = None,
    values_editable_by: str | None = None,
    require_explicit_values: bool = False,
) -> CustomProperty:
    """Emits custom_property.created, or .updated when something changes. Raises Forbidden (403) for who
    does not administer the organization, ValidationFailed (422) for another type than before, for a
    required one without a default, and for a selection without values.

    https://docs.github.com/rest/orgs/custom-properties#create-or-update-a-custom-property-for-an-organization
    """
    return _define(
        world,
        actor,
        _administered(world, actor, org),
        custom_property_name,
        value_type,
        required=required,
        default_value=default_value,
        description=description,
        allowed_values=allowed_values,
        values_editable_by=values_editable_by,
        require_explicit_values=require_explicit_values,
    )


@operation(
    "orgs/custom-properties-for-repos-delete-organization-definition",
    emits=("custom_property.deleted",),
    permissions=_ADMIN,
)
def delete_organization_definition(
    world: World, actor: Actor, *, org: str, custom_property_name: str
) -> None:
    """Its values go with it. Emits custom_property.deleted.

    https://docs.github.com/rest/orgs/custom-properties#remove-a-custom-property-for-an-organization
    """
    organization = _administered(world, actor, org)
    found = _definition(world, organization, custom_property_name)
    world.remove(found)
    for repository in world.all(Repository, owner=organization):
        left = {k: v for k, v in repository.custom_properties.items() if k != found.property_name}
        world.update(repository, custom_properties=left)
    _emit(world, actor, found, "deleted")


@simulated("custom_property.promote", emits=("custom_property.promote_to_enterprise",))
def promote(world: World, actor: Actor, *, org: str, custom_property_name: str) -> CustomProperty:
    """Make it a property of the whole enterprise. Emits custom_property.promote_to_enterprise.

    https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=promote_to_enterprise#custom_property
    """
    found = _definition(world, _administered(world, actor, org), custom_property_name)
    world.touch(found, source_type="enterprise")
    _emit(world, actor, found, "promote_to_enterprise")
    return found


@operation("orgs/custom-properties-for-repos-get-organization-values", permissions=_READ)
def get_organization_values(
    world: World, actor: Actor, *, org: str, repository_query: str = ""
) -> list[dict[str, Any]]:
    """The values of each repository whose name has `repository_query` in it.

    https://docs.github.com/rest/orgs/custom-properties#list-custom-property-values-for-organization-repositories
    """
    organization = _organization(world, actor, org)
    return [
        {
            "repository_id": repository.id,
            "repository_name": repository.name,
            "repository_full_name": repository.full_name,
            "properties": shown_values(world, repository),
        }
        for repository in world.all(Repository, owner=organization)
        if repository_query.casefold() in repository.name_key
    ]


@operation(
    "orgs/custom-properties-for-repos-create-or-update-organization-values",
    emits=_VALUES,
    permissions=_WRITE,
)
def create_or_update_organization_values(
    world: World,
    actor: Actor,
    *,
    org: str,
    repository_names: Iterable[str],
    properties: Iterable[Mapping[str, Any]],
) -> None:
    """Set values in several repositories. Emits custom_property_values.updated for each that changes.

    Raises NotFound (404) for an unknown repository, ValidationFailed (422) for a value that the
    definition does not allow.
    https://docs.github.com/rest/orgs/custom-properties#create-or-update-custom-property-values-for-organization-repositories
    """
    organization = _administered(world, actor, org)
    wanted = list(properties)
    for name in repository_names:
        set_values(world, actor, world.repository(organization.login, name, actor), wanted)


def _organization(world: World, actor: Actor, org: str) -> Account:
    found = world.account(org)
    if not found.is_organization:
        raise NotFound()
    if actor.installation is None and not _has_role(actor, found, ("admin", "member")):
        raise Forbidden("Must be an organization member to see custom properties.")
    return found


def _administered(world: World, actor: Actor, org: str) -> Account:
    found = _organization(world, actor, org)
    if actor.installation is None and not _has_role(actor, found, ("admin",)):
        raise Forbidden("Must have admin rights to Organization.")
    return found


def _has_role(actor: Actor, organization: Account, roles: tuple[str, ...]) -> bool:
    return actor.user.site_admin or organization.members.get(actor.user.id) in roles


def _definition(world: World, organization: Account, name: str) -> CustomProperty:
    found = world.find(CustomProperty, organization=organization, property_name=name)
    if found is None:
        raise NotFound()
    return found


def _without_links(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as a client got it has these, and cannot set them."""
    return {name: value for name, value in wanted.items() if name not in ("url", "source_type")}


def _define(
    world: World,
    actor: Actor,
    organization: Account,
    property_name: str,
    value_type: str,
    *,
    allowed_values: Iterable[str] | None = None,
    values_editable_by: str | None = None,
    **fields: Any,
) -> CustomProperty:
    wanted = {
        **fields,
        "allowed_values": None if allowed_values is None else tuple(allowed_values),
        "values_editable_by": values_editable_by or "org_actors",
    }
    _require_valid(value_type, wanted)
    found = world.find(CustomProperty, organization=organization, property_name=property_name)
    if found is None:
        now = world.now()
        found = world.add(
            CustomProperty(
                world.new_id(CustomProperty), organization, property_name, value_type, now, now, **wanted
            )
        )
        _emit(world, actor, found, "created")
        return found
    if found.value_type != value_type:
        raise ValidationFailed(errors=["Value type cannot be changed"])
    if any(getattr(found, name) != value for name, value in wanted.items()):
        world.touch(found, **wanted)
        _emit(world, actor, found, "updated")
    return found


def _require_valid(value_type: str, wanted: Mapping[str, Any]) -> None:
    if wanted.get("required") and wanted.get("default_value") is None:
        raise ValidationFailed(errors=["Default value is required when the property is required"])
    if value_type.endswith("_select") and not wanted["allowed_values"]:
        raise ValidationFailed(errors=["Allowed values are required for select properties"])


def _emit(world: World, actor: Actor, definition: CustomProperty, action: str) -> None:
    world.emit(
        f"custom_property.{action}",
        definition=definition,
        organization=definition.organization,
        sender=actor.user,
    )
