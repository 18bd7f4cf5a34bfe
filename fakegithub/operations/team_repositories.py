"""The repositories that a team works in, and what it may do there."""

from __future__ import annotations

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor, Team
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import ROLE_NAMES, ROLES, Repository, granted
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.teams import team_of
from fakegithub.world import World

_READ = ("members=read",)
# As GitHub documents it: the app needs both.
_WRITE = ("administration=write",)
ADDED = ("team.added_to_repository", "team_add")


@operation("teams/list-repos-in-org", permissions=_READ)
def list_repos_in_org(world: World, actor: Actor, *, org: str, team_slug: str) -> list[Facet]:
    """The team's repositories that the caller may see, with the team's permissions there.

    https://docs.github.com/rest/teams/teams#list-team-repositories
    """
    team = team_of(world, actor, org, team_slug)
    return [
        Facet(repository, permissions=granted(role), role_name=ROLE_NAMES[role])
        for id, role in sorted(team.repositories.items())
        if (repository := world.get(Repository, id)) is not None and world.can(actor, repository)
    ]


@operation("teams/check-permissions-for-repo-in-org", permissions=_READ)
def check_permissions_for_repo_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, owner: str, repo: str
) -> Result:
    """204 when the team works in the repository. Raises NotFound (404) when it does not.

    https://docs.github.com/rest/teams/teams#check-team-permissions-for-a-repository
    """
    team = team_of(world, actor, org, team_slug)
    if world.repository(owner, repo, actor).id not in team.repositories:
        raise NotFound()
    return Result(None, status=204)


@operation("teams/add-or-update-repo-permissions-in-org", emits=(*ADDED, "team.edited"), permissions=_WRITE)
def add_or_update_repo_permissions_in_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    team_slug: str,
    owner: str,
    repo: str,
    permission: str | None = None,
) -> None:
    """Give a team a role (pull, triage, push, maintain, admin) in a repository of its organization.

    Without `permission` it is the team's own. Emits team.added_to_repository and team_add, or
    team.edited for another role than before. Raises Forbidden (403) without administration of the
    repository, ValidationFailed (422) for an unknown role and another owner's repository.
    https://docs.github.com/rest/teams/teams#add-or-update-team-repository-permissions
    """
    team = team_of(world, actor, org, team_slug)
    repository = world.repository(owner, repo, actor, "admin")
    role = permission if permission is not None else team.permission
    if repository.owner is not team.organization:
        raise ValidationFailed.of("TeamMember", "repository", "invalid")
    if role not in ROLES:
        raise ValidationFailed.of("TeamMember", "permission", "invalid")
    before = team.repositories.get(repository.id)
    if before is None:
        give(world, actor, team, repository, role)
    elif before != role:
        world.touch(team, repositories={**team.repositories, repository.id: role})
        world.emit(
            "team.edited",
            changes={"repository": {"permissions": {"from": granted(before)}}},
            team=team,
            repository=repository,
            sender=actor.user,
        )


@operation("teams/remove-repo-in-org", emits=("team.removed_from_repository",), permissions=_WRITE)
def remove_repo_in_org(
    world: World, actor: Actor, *, org: str, team_slug: str, owner: str, repo: str
) -> None:
    """Emits team.removed_from_repository, for a repository that was the team's.

    Raises Forbidden (403) to those who neither administer the repository nor maintain the team.
    https://docs.github.com/rest/teams/teams#remove-a-repository-from-a-team
    """
    team = team_of(world, actor, org, team_slug)
    repository = world.repository(owner, repo, actor)
    maintains = actor.account is not None and team.members.get(actor.account.id) == "maintainer"
    if not maintains and not world.can(actor, repository, "admin"):
        raise Forbidden("Must have admin rights to Repository.")
    if repository.id not in team.repositories:
        return
    left = {id: role for id, role in team.repositories.items() if id != repository.id}
    world.touch(team, repositories=left)
    world.emit("team.removed_from_repository", team=team, repository=repository, sender=actor.user)


def give(world: World, actor: Actor, team: Team, repository: Repository, role: str) -> None:
    """Emits team.added_to_repository and team_add."""
    world.touch(team, repositories={**team.repositories, repository.id: role})
    for name in ADDED:
        world.emit(name, team=team, repository=repository, sender=actor.user)
