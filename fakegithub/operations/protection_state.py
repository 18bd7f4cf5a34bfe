"""Finding, making and changing the protection of one branch, and telling of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.apps import App
from fakegithub.model.protections import Actors, BranchProtection, ProtectionRule, rule_of
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import branch_value
from fakegithub.world import World

READ = ("administration=read",)
WRITE = ("administration=write",)
# The event tells what these were before. The documents list no others.
_TOLD = (
    "admin_enforced",
    "authorized_actor_names",
    "authorized_actors_only",
    "authorized_dismissal_actors_only",
    "linear_history_requirement_enforcement_level",
    "lock_branch_enforcement_level",
    "lock_allows_fork_sync",
    "pull_request_reviews_enforcement_level",
    "require_last_push_approval",
    "required_status_checks",
    "required_status_checks_enforcement_level",
)


def protected(world: World, actor: Actor, owner: str, repo: str, branch: str) -> BranchProtection:
    """The protection of a branch. Raises Forbidden (403) without administration, NotFound (404) for an
    unknown branch and for one that has none."""
    repository = world.repository(owner, repo, actor, "admin")
    branch_value(world, repository, branch)
    found = world.find(BranchProtection, repository=repository, pattern=branch)
    if found is None:
        raise NotFound("Branch not protected")
    return found


def change(world: World, actor: Actor, protection: BranchProtection, **wanted: Any) -> None:
    """Emits branch_protection_rule.edited, when it makes a difference."""
    if all(getattr(protection, name) == value for name, value in wanted.items()):
        return
    before = rule_of(protection)
    world.touch(protection, **wanted)
    emit(world, actor, protection, "edited", changes=_changes(before, rule_of(protection)))


def emit(world: World, actor: Actor, protection: BranchProtection, action: str, **changes: Any) -> None:
    """Emits branch_protection_rule.ACTION."""
    world.emit(
        f"branch_protection_rule.{action}",
        rule=rule_of(protection),
        **changes,
        repository=protection.repository,
        sender=actor.user,
    )


def checks_of(wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """What `required_status_checks` of a request says, as a protection keeps it; None switches it off."""
    if wanted is None:
        return {"checks_required": False, "strict": False, "required_contexts": (), "check_apps": ()}
    found: dict[str, Any] = {"checks_required": True}
    if "strict" in wanted:
        found["strict"] = wanted["strict"]
    if "checks" in wanted:
        checks = wanted["checks"]
        found["required_contexts"] = tuple(dict.fromkeys(check["context"] for check in checks))
        # -1 stands for any app, as if none were named.
        found["check_apps"] = tuple(
            (check["context"], check["app_id"]) for check in checks if check.get("app_id", -1) != -1
        )
    elif "contexts" in wanted:
        found["required_contexts"] = tuple(dict.fromkeys(wanted["contexts"]))
        found["check_apps"] = ()
    return found


def reviews_of(world: World, repository: Repository, wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """What `required_pull_request_reviews` of a request says, as a protection keeps it.

    Raises ValidationFailed (422) for actors that nobody knows.
    """
    names = (
        "dismiss_stale_reviews",
        "require_code_owner_reviews",
        "require_last_push_approval",
        "required_approving_review_count",
    )
    people = {
        "dismissal_restrictions": "dismissal_restrictions",
        "bypass_pull_request_allowances": "bypass_allowances",
    }
    if wanted is None:
        off = dict.fromkeys(names[:-1], False)
        return {"reviews_required": False, "required_approving_review_count": 0, **off} | dict.fromkeys(
            people.values()
        )
    found: dict[str, Any] = {"reviews_required": True}
    found |= {name: wanted[name] for name in names if name in wanted}
    for name, attribute in people.items():
        if name in wanted:
            # An empty object switches the restriction off.
            found[attribute] = actors_of(world, repository, wanted[name]) if wanted[name] else None
    return found


def actors_of(world: World, repository: Repository, wanted: Mapping[str, Any] | None) -> Actors | None:
    """Users by login, teams and apps by slug; None for nobody in particular.

    Raises ValidationFailed (422) for one that nobody knows, and for a repository without an organization.
    """
    if wanted is None:
        return None
    organization = repository.organization
    if organization is None:
        raise ValidationFailed(errors="Only organization repositories can have users and team restrictions")
    users = [world.find(Account, login_key=login.casefold()) for login in wanted.get("users", ())]
    teams = [world.find(Team, organization=organization, slug=slug) for slug in wanted.get("teams", ())]
    apps = [world.find(App, slug=slug) for slug in wanted.get("apps", ())]
    found = Actors(
        tuple(user for user in users if user is not None),
        tuple(team for team in teams if team is not None),
        tuple(app for app in apps if app is not None),
    )
    if len(found.names) != len(users) + len(teams) + len(apps):
        raise ValidationFailed(errors="Some of the users, teams and apps do not exist")
    return found


def _changes(before: ProtectionRule, after: ProtectionRule) -> dict[str, Any]:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _TOLD}
    return {
        name: {"from": list(old) if isinstance(old, tuple) else old}
        for name, (old, new) in pairs.items()
        if old != new
    }
