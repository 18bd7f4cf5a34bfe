"""The values of custom properties in one repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.custom_properties import CustomProperty
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import operation
from fakegithub.world import World

_TRUTHS = ("true", "false")


@operation(
    "repos/custom-properties-for-repos-get-repository-values",
    permissions=("metadata=read",),
    credentials="any",
)
def get_repository_values(world: World, actor: Actor, *, owner: str, repo: str) -> list[dict[str, Any]]:
    """The values that are set, and the defaults of required properties.

    https://docs.github.com/rest/repos/custom-properties#get-all-custom-property-values-for-a-repository
    """
    return shown_values(world, world.repository(owner, repo, actor))


@operation(
    "repos/custom-properties-for-repos-create-or-update-repository-values",
    emits=("custom_property_values.updated",),
    permissions=("repository_custom_properties=write",),
)
def create_or_update_repository_values(
    world: World, actor: Actor, *, owner: str, repo: str, properties: Iterable[Mapping[str, Any]]
) -> None:
    """Set values; None takes one away. Emits custom_property_values.updated, when something changes.

    Raises Forbidden (403) for who may not edit them, ValidationFailed (422) for an unknown property
    and for a value that it does not allow.
    https://docs.github.com/rest/repos/custom-properties#create-or-update-custom-property-values-for-a-repository
    """
    repository = world.repository(owner, repo, actor, "admin")
    wanted = list(properties)
    if actor.installation is None and repository.owner.members.get(actor.user.id) != "admin":
        _require_editable(world, repository, wanted)
    set_values(world, actor, repository, wanted)


def set_values(
    world: World, actor: Actor, repository: Repository, wanted: Iterable[Mapping[str, Any]]
) -> None:
    """Emits custom_property_values.updated, when something changes. Raises ValidationFailed (422)."""
    before = repository.custom_properties
    after = dict(before)
    for entry in wanted:
        name, value = entry["property_name"], entry["value"]
        _require_allowed(_definition(world, repository, name), value)
        if value is None:
            after.pop(name, None)
        else:
            after[name] = value
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not changed:
        return
    world.update(repository, custom_properties=after)
    world.emit(
        "custom_property_values.updated",
        new_property_values=_listed(after, changed),
        old_property_values=_listed(before, changed),
        repository=repository,
        sender=actor.user,
    )


def shown_values(world: World, repository: Repository) -> list[dict[str, Any]]:
    defaults = {
        found.property_name: found.default_value
        for found in world.all(CustomProperty, organization=repository.owner)
        if found.required
    }
    values = {**defaults, **repository.custom_properties}
    return _listed(values, values)


def _listed(values: Mapping[str, Any], names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"property_name": name, "value": values.get(name)} for name in names]


def _definition(world: World, repository: Repository, name: str) -> CustomProperty:
    found = world.find(CustomProperty, organization=repository.owner, property_name=name)
    if found is None:
        raise ValidationFailed(errors=[f"Property '{name}' is not defined"])
    return found


def _require_editable(world: World, repository: Repository, wanted: Iterable[Mapping[str, Any]]) -> None:
    for entry in wanted:
        definition = _definition(world, repository, entry["property_name"])
        if definition.values_editable_by != "org_and_repo_actors":
            raise Forbidden("Only organization actors may edit the values of this property.")


def _require_allowed(definition: CustomProperty, value: Any) -> None:
    if value is None:
        return
    allowed = _TRUTHS if definition.value_type == "true_false" else definition.allowed_values
    values = value if isinstance(value, list) else [value]
    several = isinstance(value, list) and definition.value_type != "multi_select"
    if several or (allowed is not None and not set(values) <= set(allowed)):
        raise ValidationFailed(errors=[f"Value is not allowed for the property '{definition.property_name}'"])
