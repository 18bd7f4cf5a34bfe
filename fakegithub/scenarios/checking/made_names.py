"""Accounts and repositories that come to be while a scenario runs, as far as its steps say their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakegithub.scenarios.language import places
from fakegithub.scenarios.language.source import Source

# The verb, and its parameter that is the login of somebody new.
_LOGINS = {
    "user.create": "login",
    "user.rename": "login",
    "organization.create": "login",
    "organization.rename": "login",
    "enterprise-admin/create-user": "login",
    "enterprise-admin/create-org": "login",
    "enterprise-admin/update-username-for-user": "login",
    "enterprise-admin/update-org-name": "login",
}
# The verb, and its parameters that are the new repository's owner and name; None is one that there is.
_REPOSITORIES: Mapping[str, tuple[str | None, str | None]] = {
    "repository.create": ("owner", "name"),
    "repository.rename": (None, "name"),
    "repository.transfer": ("new_owner", "new_name"),
    "repository.fork": ("organization", "name"),
    "repos/create-for-authenticated-user": (None, "name"),
    "repos/create-in-org": ("org", "name"),
    "repos/update": (None, "name"),
    "repos/transfer": ("new_owner", "new_name"),
    "repos/create-fork": ("organization", "name"),
}


def logins(source: Source) -> Iterator[str]:
    """Logins of accounts, and of the bots of apps, that steps make."""
    for verb, part in _verbs(source):
        if verb in _LOGINS and _LOGINS[verb] in part:
            yield str(part[_LOGINS[verb]])
        if verb == "app.create":
            yield f"{part.get('slug')}[bot]"


def repositories(source: Source, there: Iterable[str]) -> list[str]:
    """Names that repositories may get while the steps run, of those that are `there` and of new ones."""
    owners, names = {name.split("/")[0] for name in there}, {name.split("/")[-1] for name in there}
    made = list(_made(source))
    owners |= {owner for owner, _ in made if owner is not None}
    names |= {name for _, name in made if name is not None}
    return [f"{owner}/{name}" for owner in sorted(owners) for name in sorted(names)] if made else []


def _made(source: Source) -> Iterator[tuple[str | None, str | None]]:
    """Owners and names of new repositories, as far as they are said."""
    for _, step in places.steps(source):
        for verb, part in step.items():
            if verb in _REPOSITORIES and isinstance(part, Mapping):
                owner, name = (part.get(key) if key else None for key in _REPOSITORIES[verb])
                # Who forks one is the owner, unless another is said.
                yield owner or step.get("by"), name
            if verb == "pull_request.open" and ":" in part.get("head", ""):
                yield part["head"].split(":")[0], None


def _verbs(source: Source) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for _, step in places.steps(source):
        yield from ((verb, part) for verb, part in step.items() if isinstance(part, Mapping))
