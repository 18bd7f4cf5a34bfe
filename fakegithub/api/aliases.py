"""Paths that are not in GitHub's document, and that clients follow: they stand in Link headers and payloads.

They name things by id (`/repositories/1296269/issues`), or are the `statuses_url` of a pull request.
"""

from __future__ import annotations

from fakegithub.model.accounts import Account, Team
from fakegithub.model.repositories import Repository
from fakegithub.world import World


def aliased(world: World, segments: list[str]) -> list[str] | None:
    """The documented path for such a path; None when it is none, or the id is unknown."""
    match segments:
        case ["repositories", id, *rest] if id.isdecimal():
            repository = world.get(Repository, int(id))
            return None if repository is None else ["repos", repository.owner.login, repository.name, *rest]
        # The legacy route: https://docs.github.com/rest/commits/statuses#list-commit-statuses-for-a-reference
        case ["repos", owner, name, "statuses", ref]:
            return ["repos", owner, name, "commits", ref, "statuses"]
        case ["organizations", id, "team", team_id, *rest] if team_id.isdecimal():
            team = world.get(Team, int(team_id))
            if team is None or str(team.organization.id) != id:
                return None
            return ["orgs", team.organization.login, "teams", team.slug, *rest]
        case ["organizations" | "user" as kind, id, *rest] if id.isdecimal():
            account = world.get(Account, int(id))
            if account is None or (kind == "organizations") != account.is_organization:
                return None
            return ["orgs" if account.is_organization else "users", account.login, *rest]
    return None
