"""Users, organizations with their teams, and tokens of the world that a scenario begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fakegithub.handles import TeamHandle
from fakegithub.model.accounts import Actor
from fakegithub.model.apps import Installation
from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.grammar import seconds
from fakegithub.scenarios.language.items import Item, after, items, roles, slug
from fakegithub.scenarios.language.source import Path


def create_users(parts: Parts) -> None:
    """The listed users, and the owners of repositories that are not listed."""
    listed = {
        item["login"].casefold() for kind in ("users", "organizations") for _, item in parts.items(kind)
    }
    for path, user in parts.items("users"):
        with parts.at(path):
            parts.github.user(**user)
    for path, repository in parts.items("repositories"):
        owner = repository["name"].split("/")[0]
        if owner.casefold() not in listed:
            listed.add(owner.casefold())
            with parts.at(path):
                parts.github.user(owner)


def create_organizations(parts: Parts) -> None:
    """Organizations with their members and teams."""
    for path, organization in parts.items("organizations"):
        fields = {key: organization[key] for key in ("login", "name", "description") if key in organization}
        with parts.at(path):
            parts.github.organization(members=_members(organization), **fields)
        for place, team in after(_teams(path, organization), "parent", "slug"):
            with parts.at(place):
                _create_team(parts, organization["login"], team)


def _teams(path: Path, organization: Mapping[str, Any]) -> list[Item]:
    """The teams with their slugs; a `parent` is named by its slug, too."""
    found = []
    for at, team in items(organization, "teams", path):
        parent = {"parent": slug(team["parent"])} if "parent" in team else {}
        found.append((at, {**team, **parent, "slug": slug(team["name"])}))
    return found


def _members(organization: Mapping[str, Any]) -> dict[str, str]:
    """Those who are listed, and as members those who are only listed in its teams."""
    found = roles(organization.get("members"))
    known = {login.casefold() for login in found}
    for _, team in items(organization, "teams"):
        for login in roles(team.get("members")):
            if login.casefold() not in known:
                known.add(login.casefold())
                found[login] = "member"
    return found


def _create_team(parts: Parts, organization: str, team: Mapping[str, Any]) -> TeamHandle:
    """The team with exactly the members that are listed: who creates it is in it no longer."""
    handle = parts.github.account(organization)
    fields = {"privacy": "closed"}
    fields |= {key: team[key] for key in ("description", "privacy", "notification_setting") if key in team}
    parent = {"parent_team_slug": team["parent"]} if "parent" in team else {}
    made = handle.create_team(team["name"], **fields, **parent)
    wanted = roles(team.get("members"))
    for login, role in wanted.items():
        made.add_member(login, role)
    for login in made.members.keys() - {parts.github.account(login).login for login in wanted}:
        made.remove_member(login)
    return made


def give_repositories_to_teams(parts: Parts) -> None:
    """What teams and repositories say of each other's roles."""
    for path, organization in parts.items("organizations"):
        for place, team in items(organization, "teams", path):
            for name, role in team.get("repositories", {}).items():
                with parts.at((*place, "repositories", name)):
                    found = parts.team(organization["login"], team["name"])
                    found.add_repository(parts.github.repository(name), role)
    for path, repository in parts.items("repositories"):
        for name, role in repository.get("teams", {}).items():
            with parts.at((*path, "teams", name)):
                found = parts.team(repository["name"].split("/")[0], name)
                found.add_repository(parts.github.repository(repository["name"]), role)


def create_tokens(parts: Parts) -> list[str]:
    """The texts of the tokens, in their order."""
    texts = []
    for path, token in parts.items("tokens"):
        with parts.at(path):
            texts.append(_installation_token(parts, token) if "app" in token else _user_token(parts, token))
    return texts


def _user_token(parts: Parts, token: Mapping[str, Any]) -> str:
    fields = {key: token[key] for key in ("login", "scopes", "text") if key in token}
    if "expires_in" in token:
        lifetime = timedelta(seconds=seconds(token["expires_in"]))
        fields["expires_at"] = parts.github.world.now() + lifetime
    return parts.github.token(**fields)


def _installation_token(parts: Parts, token: Mapping[str, Any]) -> str:
    app = parts.github.find_app(slug(token["app"])).entity
    installed = parts.github.world.all(Installation, app=app)
    if "account" in token:
        account = parts.github.account(token["account"]).entity
        installed = [found for found in installed if found.account is account]
    if not installed:
        raise LookupError(f"{app.slug} is not installed on {token.get('account', 'any account')}")
    operation = "apps/create-installation-access-token"
    made = parts.github.perform(operation, by=Actor(app=app), installation_id=installed[0].id)
    return str(made.text)
