"""Names in `given` that nobody knows: accounts, repositories, teams, apps, branches, milestones.

What contains a reference is left to the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakegithub.errors import ScenarioError, suggestion
from fakegithub.scenarios.checking.given_places import Named, accounts, actors, branches_of, contexts
from fakegithub.scenarios.language.items import Item, app_slug, default_owner, items, slug
from fakegithub.scenarios.language.source import Path, Source

Errors = Iterator[ScenarioError]

# A commit may be named by its SHA, or a part of it; nobody knows it before the run.
_SHA = re.compile(r"[0-9a-f]{7,40}|refs/.+")


def logins(given: Mapping[str, Any]) -> list[str]:
    """The accounts that are there: those listed, owners of repositories, admins made for organizations."""
    known = [item["login"] for kind in ("users", "organizations") for _, item in items(given, kind)]
    known += [repository["name"].split("/")[0] for _, repository in items(given, "repositories")]
    for _, organization in items(given, "organizations"):
        members = organization.get("members")
        if not isinstance(members, Mapping) or "admin" not in members.values():
            known.append(f"{organization['login']}-admin")
    return list(dict.fromkeys(known))


def bots(given: Mapping[str, Any]) -> list[str]:
    """The logins of the apps' bots."""
    return [f"{app_slug(app)}[bot]" for _, app in items(given, "apps")]


def repositories(given: Mapping[str, Any]) -> list[str]:
    return [repository["name"] for _, repository in items(given, "repositories")]


def unknown(
    source: Source, what: str, place: Named, known: Iterable[str], where: str | None = None
) -> Errors:
    """An error for a name that is not among those known; `where` it could be listed."""
    names = list(known)
    if any("${" in name for name in [place.name, *names]):
        return
    if place.name.casefold() not in {name.casefold() for name in names}:
        listed = f"Known are: {', '.join(names) or 'none'}."
        yield source.error(
            f'there is no {what} "{place.name}".{suggestion(place.name, names)}',
            place.path,
            key=place.key,
            hint=f"{listed} List it under {where}" if where else listed.rstrip("."),
        )


def _given(source: Source) -> Mapping[str, Any]:
    found: Mapping[str, Any] = source.value.get("given", {})
    return found


def _accounts(source: Source) -> Errors:
    given = _given(source)
    known = logins(given)
    for place in accounts(given):
        yield from unknown(source, "account", place, known, "given: users:")


def _repositories(source: Source) -> Errors:
    given = _given(source)
    known, where = repositories(given), "given: repositories:"
    for path, organization in items(given, "organizations"):
        for at, team in items(organization, "teams", path):
            for name in team.get("repositories", {}):
                place = Named((*at, "repositories", name), name, key=True)
                yield from unknown(source, "repository", place, known, where)
                yield from _of_account(source, place, organization["login"])
    for path, repository in items(given, "repositories"):
        if "fork_of" in repository:
            place = Named((*path, "fork_of"), repository["fork_of"])
            yield from unknown(source, "repository", place, known, where)
    for path, app in items(given, "apps"):
        for at, installation in items(app, "installations", path):
            for index, name in enumerate(installation.get("repositories", ())):
                place = Named((*at, "repositories", index), name)
                yield from unknown(source, "repository", place, known, where)
                yield from _of_account(source, place, installation["account"])


def _of_account(source: Source, place: Named, account: str) -> Errors:
    owner = place.name.split("/")[0]
    if "${" not in account + place.name and owner.casefold() != account.casefold():
        yield source.error(f"{place.name} does not belong to {account}", place.path, key=place.key)


def _teams(source: Source) -> Errors:
    given = _given(source)
    teams = {
        organization["login"].casefold(): [
            slug(team["name"]) for _, team in items(organization, "teams") if "${" not in team["name"]
        ]
        for _, organization in items(given, "organizations")
    }
    for path, organization in items(given, "organizations"):
        known = teams[organization["login"].casefold()]
        where = f"teams: of {organization['login']}"
        for at, team in items(organization, "teams", path):
            if "parent" in team:
                yield from _team(source, Named((*at, "parent"), team["parent"]), known, where)
    for path, repository in items(given, "repositories"):
        owner = repository["name"].split("/")[0]
        used = [Named((*path, "teams", name), name, key=True) for name in repository.get("teams", {})]
        used += actors(path, repository, "teams")
        if used and "${" not in owner and owner.casefold() not in teams:
            yield source.error(
                f"{owner} is no organization, and only organizations have teams",
                used[0].path,
                key=used[0].key,
                hint="List it under given: organizations:",
            )
            continue
        for place in used:
            yield from _team(source, place, teams.get(owner.casefold(), []), f"teams: of {owner}")


def _team(source: Source, place: Named, known: list[str], where: str) -> Errors:
    if "${" not in place.name and slug(place.name) not in known:
        yield from unknown(source, "team", place, known, where)


def _apps(source: Source) -> Errors:
    given = _given(source)
    known = [app_slug(app) for _, app in items(given, "apps")]
    used = [Named((*path, "app"), token["app"]) for path, token in items(given, "tokens") if "app" in token]
    for path, repository in items(given, "repositories"):
        used += actors(path, repository, "apps")
        used += contexts(path, repository)
    for place in used:
        if "${" not in place.name and slug(place.name) not in known:
            yield from unknown(source, "app", place, known, "given: apps:")
    for path, app in items(given, "apps"):
        if "owner" not in app and default_owner(given) is None:
            yield source.error(
                "an app needs an owner",
                path,
                hint="Say it with `owner`, or list users, organizations or repositories.",
            )


def _branches(source: Source) -> Errors:
    given = _given(source)
    all_repositories = {item["name"].casefold(): item for _, item in items(given, "repositories")}
    for path, repository in items(given, "repositories"):
        branches = branches_of(repository, all_repositories)
        if branches is None:
            continue
        where = f"branches: of {repository['name']}"
        if not branches:
            where = f"files: of {repository['name']}, which is empty"
        for place in _named_branches(path, repository):
            yield from unknown(source, "branch", place, branches, where)
        tags = repository.get("tags", {})
        for name, target in tags.items() if isinstance(tags, Mapping) else ():
            if not _SHA.fullmatch(target):
                place = Named((*path, "tags", name), target)
                yield from unknown(source, "branch or tag", place, [*branches, *tags], where)


def _named_branches(path: Path, repository: Mapping[str, Any]) -> Iterator[Named]:
    protection = repository.get("protection", {})
    for index, branch in enumerate(protection):
        is_list = isinstance(protection, list)
        yield Named((*path, "protection", index if is_list else branch), branch, key=not is_list)
    for at, pull in items(repository, "pull_requests", path):
        # A base may be in the repository that this one is a fork of.
        if "base" in pull and "fork_of" not in repository:
            yield Named((*at, "base"), pull["base"])
        if "files" not in pull and ":" not in pull["head"]:
            yield Named((*at, "head"), pull["head"])


def _milestones(source: Source) -> Errors:
    for path, repository in items(_given(source), "repositories"):
        known = [milestone["title"] for _, milestone in items(repository, "milestones")]
        for kind in ("issues", "pull_requests"):
            for at, item in items(repository, kind, path):
                if "milestone" in item and item["milestone"] not in known:
                    place = Named((*at, "milestone"), item["milestone"])
                    where = f"milestones: of {repository['name']}"
                    yield from unknown(source, "milestone", place, known, where)


def _token_forms(source: Source) -> Errors:
    for path, token in items(_given(source), "tokens"):
        if ("login" in token) == ("app" in token):
            yield source.error(
                "a token is that of a user (login), or of an installation (app)",
                path,
                hint="For example `{login: octocat}`, or `{app: ci-app, account: acme}`.",
            )
        own = {"login": ("account",), "app": ("scopes", "text", "expires_in")}
        for kind, foreign in own.items():
            for key in foreign:
                if kind in token and key in token:
                    yield source.error(f"{key} cannot stand beside {kind}", (*path, key), key=True)


def _circles(source: Source) -> Errors:
    """A team that is its own parent's parent, a fork of a fork of itself."""
    given = _given(source)
    for path, organization in items(given, "organizations"):
        teams = [(at, slug(team["name"]), team) for at, team in items(organization, "teams", path)]
        found: list[Item] = [
            (at, {"name": name, "of": slug(team["parent"])} if "parent" in team else {"name": name})
            for at, name, team in teams
        ]
        yield from _circle(source, found, "parent", "a team cannot be among its own parents")
    forks: list[Item] = [
        (at, {"name": item["name"].casefold(), "of": item.get("fork_of", "").casefold()})
        for at, item in items(given, "repositories")
    ]
    yield from _circle(source, forks, "fork_of", "a repository cannot be a fork of itself")


def _circle(source: Source, found: list[Item], key: str, message: str) -> Errors:
    above = {item["name"]: item.get("of") for _, item in found}
    for path, item in found:
        seen, name = set[str](), item.get("of")
        while name is not None and name != item["name"] and name not in seen:
            seen.add(name)
            name = above.get(name)
        if name is not None and name == item["name"]:
            yield source.error(message, (*path, key))


CHECKS = (_accounts, _repositories, _teams, _apps, _branches, _milestones, _token_forms, _circles)
