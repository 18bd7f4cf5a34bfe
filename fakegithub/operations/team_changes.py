"""Teams come, change and go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.entity import UNSET, Facet, Unset, given
from fakegithub.model.repositories import Repository
from fakegithub.operations.memberships import enter
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.organizations import administers, is_insider, organization_of, profile
from fakegithub.operations.team_repositories import ADDED, give
from fakegithub.operations.teams import team_of
from fakegithub.world import World

_WRITE = ("members=write",)
# What team.edited tells the former value of.
_TOLD = ("name", "description", "privacy", "notification_setting")


@operation("teams/create", emits=("team.created", "membership.added", *ADDED), permissions=_WRITE)
def create(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str,
    description: str | None = None,
    maintainers: Iterable[str] = (),
    repo_names: Iterable[str] = (),
    privacy: str | Unset = UNSET,
    notification_setting: str = "notifications_enabled",
    permission: str = "pull",
    parent_team_id: int | None = None,
    parent_team_slug: str | None = None,
) -> Result:
    """Create a team; who creates it becomes its maintainer.

    `repo_names` are full names, `privacy` is secret or closed (by default closed for a child team).
    Emits team.created, membership.added for each maintainer, team.added_to_repository and team_add
    for each repository. Raises Forbidden (403) for a caller who is no member of the organization,
    ValidationFailed (422) for a name that is taken and for what is not there.
    https://docs.github.com/rest/teams/teams#create-a-team
    """
    organization = organization_of(world, org)
    if not is_insider(actor, organization):
        raise Forbidden(f"Must be a member of {organization.login}.")
    slug = _free_slug(world, organization, name)
    parent = _parent(world, organization, parent_team_id, parent_team_slug)
    shown = privacy if not isinstance(privacy, Unset) else ("secret" if parent is None else "closed")
    _require_nestable(shown, parent)
    now = world.now()
    team = world.add(
        Team(
            world.new_id(Team),
            organization,
            name,
            slug,
            now,
            now,
            description=description,
            privacy=shown,
            permission=permission,
            notification_setting=notification_setting,
            parent=parent,
        )
    )
    _emit(world, actor, "created", team)
    logins = list(maintainers)
    if actor.user.id in organization.members:
        logins.insert(0, actor.user.login)
    for account in dict.fromkeys(_member(world, organization, login) for login in logins):
        enter(world, actor.user, team, account, "maintainer")
    for full_name in repo_names:
        give(world, actor, team, _repository(world, actor, organization, full_name), permission)
    return Result(_full(world, team), status=201, location=world.urls.api(team))


@operation("teams/update-in-org", emits=("team.edited",), permissions=_WRITE)
def update_in_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    team_slug: str,
    name: str | Unset = UNSET,
    description: str | Unset = UNSET,
    privacy: str | Unset = UNSET,
    notification_setting: str | Unset = UNSET,
    permission: str | Unset = UNSET,
    parent_team_id: int | Unset | None = UNSET,
    parent_team_slug: str | Unset | None = UNSET,
) -> Result:
    """Change a team; a new name gives a new slug.

    Emits team.edited, with what it was in `changes`. Raises NotFound (404), Forbidden (403) to those who
    are neither owners nor maintainers of the team, ValidationFailed (422) as for creating one.
    https://docs.github.com/rest/teams/teams#update-a-team
    """
    team = managed(world, actor, org, team_slug)
    wanted = given(
        name=name,
        description=description,
        privacy=privacy,
        notification_setting=notification_setting,
        permission=permission,
    )
    if not (isinstance(parent_team_id, Unset) and isinstance(parent_team_slug, Unset)):
        wanted["parent"] = _parent(world, team.organization, parent_team_id or None, parent_team_slug or None)
        if _is_within(wanted["parent"], team):
            raise ValidationFailed.of("Team", "parent_team_id", "invalid")
    changed = {key: value for key, value in wanted.items() if getattr(team, key) != value}
    if not changed:
        return Result(_full(world, team), status=200)
    _require_nestable(changed.get("privacy", team.privacy), changed.get("parent", team.parent))
    before = {key: {"from": getattr(team, key) or ""} for key in _TOLD if key in changed}
    if "name" in changed:
        changed["slug"] = _free_slug(world, team.organization, changed["name"], team)
    world.touch(team, **changed)
    _emit(world, actor, "edited", team, changes=before)
    return Result(_full(world, team), status=200)


@operation("teams/delete-in-org", emits=("team.deleted", "membership.removed"), permissions=_WRITE)
def delete_in_org(world: World, actor: Actor, *, org: str, team_slug: str) -> None:
    """Delete a team with its child teams.

    Emits for each team.deleted, and membership.removed with nothing but `deleted` of the team. Raises
    NotFound (404), Forbidden (403) to those who are neither owners nor maintainers of the team.
    https://docs.github.com/rest/teams/teams#delete-a-team
    """
    _delete(world, actor, managed(world, actor, org, team_slug))


def managed(world: World, actor: Actor, org: str, team_slug: str) -> Team:
    """Raises NotFound (404), Forbidden (403) to those who are neither owners nor maintainers of the team."""
    team = team_of(world, actor, org, team_slug)
    maintains = actor.account is not None and team.members.get(actor.account.id) == "maintainer"
    if not maintains and not administers(actor, team.organization):
        raise Forbidden("You must be an organization owner or team maintainer to do this.")
    return team


def _delete(world: World, actor: Actor, team: Team) -> None:
    for child in world.all(Team, organization=team.organization):
        if child.parent is team:
            _delete(world, actor, child)
    world.remove(team)
    _emit(world, actor, "deleted", team)
    # What is left of a team in these events: seen in published payloads.
    rest = {"id": team.id, "name": team.name, "deleted": True}
    for id in sorted(team.members):
        member = world.get(Account, id)
        if member is not None:
            world.emit(
                "membership.removed",
                scope="team",
                member=member,
                team=rest,
                organization=team.organization,
                sender=actor.user,
            )


def _emit(world: World, actor: Actor, action: str, team: Team, **subjects: Any) -> None:
    organization = team.organization
    world.emit(f"team.{action}", **subjects, team=team, organization=organization, sender=actor.user)


def _full(world: World, team: Team) -> Facet:
    return Facet(team, organization=profile(world, team.organization))


def _free_slug(world: World, organization: Account, name: str, itself: Team | None = None) -> str:
    """Raises ValidationFailed (422) for a name that another team has, or that has no letter or digit."""
    slug = re.sub(r"[^a-z0-9_]+", "-", name.casefold()).strip("-")
    if not slug:
        raise ValidationFailed.of("Team", "name", "invalid")
    if world.find(Team, organization=organization, slug=slug) not in (None, itself):
        raise ValidationFailed.of("Team", "name", "already_exists", "Name must be unique for this org")
    return slug


def _parent(world: World, organization: Account, id: Any, slug: Any) -> Team | None:
    """Raises NotFound (404)."""
    if id is None and slug is None:
        return None
    found = world.get(Team, id) if id is not None else world.find(Team, organization=organization, slug=slug)
    if found is None or found.organization is not organization:
        raise NotFound()
    return found


def _is_within(team: Team | None, ancestor: Team) -> bool:
    while team is not None:
        if team is ancestor:
            return True
        team = team.parent
    return False


def _require_nestable(privacy: str, parent: Team | None) -> None:
    if parent is not None and "secret" in (privacy, parent.privacy):
        raise ValidationFailed.of("Team", "parent_team_id", "invalid", "Secret teams cannot be nested")


def _member(world: World, organization: Account, login: str) -> Account:
    account = world.find(Account, login_key=login.casefold())
    if account is None or account.id not in organization.members:
        raise ValidationFailed.of("Team", "maintainers", "invalid")
    return account


def _repository(world: World, actor: Actor, organization: Account, full_name: str) -> Repository:
    owner, _, name = full_name.rpartition("/")
    found = world.find_repository(owner or organization.login, name)
    if found is None or found.owner is not organization or not world.can(actor, found, "admin"):
        raise ValidationFailed.of("Team", "repo_names", "invalid")
    return found
