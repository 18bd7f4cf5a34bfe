"""Where the parts of `given` name something that must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fakegithub.scenarios.language.items import items
from fakegithub.scenarios.language.source import Path


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands; as the `key` of a mapping or as a value."""

    path: Path
    name: str
    key: bool = False


def accounts(given: Mapping[str, Any]) -> Iterator[Named]:
    """Every login that is used but not made there."""
    for path, organization in items(given, "organizations"):
        yield from _people((*path, "members"), organization.get("members"))
        for at, team in items(organization, "teams", path):
            yield from _people((*at, "members"), team.get("members"))
    for path, repository in items(given, "repositories"):
        yield from _of_repository(path, repository)
    for path, app in items(given, "apps"):
        yield from _values(path, app, "owner")
        for at, installation in items(app, "installations", path):
            yield from _values(at, installation, "account")
    for path, token in items(given, "tokens"):
        yield from _values(path, token, "login", "account")


def _of_repository(path: Path, repository: Mapping[str, Any]) -> Iterator[Named]:
    yield from _people((*path, "collaborators"), repository.get("collaborators"))
    for kind in ("issues", "pull_requests"):
        for at, item in items(repository, kind, path):
            yield from _values(at, item, "user")
            yield from _people((*at, "assignees"), item.get("assignees"))
    for at, environment in items(repository, "environments", path):
        yield from _people((*at, "reviewers"), environment.get("reviewers"))
    yield from _authors((*path, "commits"), repository.get("commits"))
    branches = repository.get("branches")
    for branch, content in branches.items() if isinstance(branches, Mapping) else ():
        yield from _authors((*path, "branches", branch), content)
    yield from actors(path, repository, "users")


def _values(path: Path, item: Mapping[str, Any], *keys: str) -> Iterator[Named]:
    for key in keys:
        if key in item:
            # The short form stands where the item does.
            yield Named((*path, key), item[key])


def _people(path: Path, people: Any) -> Iterator[Named]:
    is_mapping = isinstance(people, Mapping)
    for index, login in enumerate(people or ()):
        yield Named((*path, login if is_mapping else index), login, key=is_mapping)


def _authors(path: Path, commits: Any) -> Iterator[Named]:
    for index, commit in enumerate(commits if isinstance(commits, list) else ()):
        if isinstance(commit.get("author"), str):
            yield Named((*path, index, "author"), commit["author"])


def _rules(path: Path, repository: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    protection = repository.get("protection", {})
    for branch, rules in protection.items() if isinstance(protection, Mapping) else ():
        if isinstance(rules, Mapping):
            yield (*path, "protection", branch), rules


def actors(path: Path, repository: Mapping[str, Any], kind: str) -> list[Named]:
    """The `users`, `teams` or `apps` that the protection of a repository's branches names."""
    found = []
    for at, rules in _rules(path, repository):
        reviews = rules.get("required_pull_request_reviews")
        within: list[tuple[Path, Any]] = [((*at, "restrictions"), rules.get("restrictions"))]
        if isinstance(reviews, Mapping):
            for key in ("dismissal_restrictions", "bypass_pull_request_allowances"):
                within.append(((*at, "required_pull_request_reviews", key), reviews.get(key)))
        for place, part in within:
            for index, name in enumerate((part or {}).get(kind, ())):
                found.append(Named((*place, kind, index), name))
    return found


def contexts(path: Path, repository: Mapping[str, Any]) -> list[Named]:
    """The apps that must set required status checks."""
    found = []
    for at, rules in _rules(path, repository):
        checks = rules.get("required_status_checks")
        if isinstance(checks, Mapping):
            for index, check in enumerate(checks.get("checks", ())):
                if "app" in check:
                    found.append(Named((*at, "required_status_checks", "checks", index, "app"), check["app"]))
    return found


def branches_of(
    repository: Mapping[str, Any], repositories: Mapping[str, Mapping[str, Any]]
) -> list[str] | None:
    """The branches that a repository begins with; None for a fork of what is not in `repositories`
    (by full name, in lower case)."""
    own = list(repository.get("branches", ()))
    name, line = repository, [repository["name"]]
    while "fork_of" in name:
        parent = repositories.get(name["fork_of"].casefold())
        if parent is None or parent["name"] in line:
            return None
        name = parent
        line.append(parent["name"])
        own += parent.get("branches", ())
    if "commits" not in name and not name.get("files", True):
        return own
    return [name.get("default_branch", "main"), *own]
