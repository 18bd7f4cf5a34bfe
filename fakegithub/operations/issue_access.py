"""Who may change an issue or a pull request: its author some things, those with triage access all."""

from __future__ import annotations

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue
from fakegithub.model.repositories import Repository
from fakegithub.operations.lookup import issue_of
from fakegithub.world import World

# A pull request is an issue: either permission opens what both share.
# https://docs.github.com/rest/authentication/permissions-required-for-github-apps
READ = ("issues=read", "pull_requests=read")
WRITE = ("issues=write", "pull_requests=write")


def issue_to_read(world: World, actor: Actor, owner: str, repo: str, number: int) -> Issue:
    """Raises NotFound (404); Gone (410) when issues are disabled."""
    return issue_of(world, world.repository(owner, repo, actor), number)


def issue_to_triage(world: World, actor: Actor, owner: str, repo: str, number: int) -> Issue:
    """The issue, for labels, locking and the like. Raises as `issue_to_read`, and Forbidden (403)."""
    issue = issue_to_read(world, actor, owner, repo, number)
    require_triage(world, actor, issue.repository)
    return issue


def issue_to_edit(world: World, actor: Actor, owner: str, repo: str, number: int) -> Issue:
    """The issue, for its author as well. Raises as `issue_to_triage`."""
    issue = issue_to_read(world, actor, owner, repo, number)
    if actor.user is not issue.user:
        require_triage(world, actor, issue.repository)
    return issue


def require_triage(world: World, actor: Actor, repository: Repository) -> None:
    """Raises Forbidden (403)."""
    if not world.can(actor, repository, "triage"):
        raise Forbidden("Must have admin rights to Repository.")


def require_short(resource: str, body: str | None) -> None:
    """Raises ValidationFailed (422) for a body that GitHub refuses.

    Advertised are 65,536 characters; measured on github.com, more than 262,144 bytes of UTF-8 are refused.
    """
    if body is not None and len(body.encode()) > 262_144:
        raise ValidationFailed.of(
            resource, "data", "unprocessable", "Body is too long (maximum is 65536 characters)"
        )
