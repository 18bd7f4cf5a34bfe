"""Environments: where deployments go, and who guards them.

https://docs.github.com/rest/deployments/environments
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Account, Actor, Team
from fakegithub.model.apps import App, Installation
from fakegithub.model.deployments import (
    DeploymentProtectionRule,
    Environment,
    RequiredReviewer,
)
from fakegithub.model.entity import UNSET, Unset
from fakegithub.model.repositories import Repository
from fakegithub.operations.deployment_state import environment_named
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("actions=read",)
_ADMIN = ("administration=write",)
# https://docs.github.com/rest/deployments/environments#create-or-update-an-environment
_REVIEWERS = 6
_MINUTES = 43_200


@operation("repos/get-all-environments", permissions=_READ, credentials="any")
def get_all_environments(world: World, actor: Actor, *, owner: str, repo: str) -> list[Environment]:
    """https://docs.github.com/rest/deployments/environments#list-environments"""
    return world.all(Environment, repository=world.repository(owner, repo, actor))


@operation("repos/get-environment", permissions=_READ, credentials="any")
def get_environment(
    world: World, actor: Actor, *, owner: str, repo: str, environment_name: str
) -> Environment:
    """https://docs.github.com/rest/deployments/environments#get-an-environment"""
    return environment_of(world, world.repository(owner, repo, actor), environment_name)


@operation("repos/create-or-update-environment", permissions=_ADMIN)
def create_or_update_environment(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    environment_name: str,
    wait_timer: int = 0,
    prevent_self_review: bool = False,
    reviewers: Sequence[Mapping[str, Any]] | None = None,
    deployment_branch_policy: Mapping[str, Any] | None = None,
) -> Environment:
    """What is left out is taken away. `reviewers` have a `type` (User, Team) and an `id`.

    Raises Forbidden (403) for everybody but administrators, ValidationFailed (422) for a wait of more
    than 30 days, more than 6 reviewers or one who cannot read the repository, and for a branch
    policy that says both or neither.
    https://docs.github.com/rest/deployments/environments#create-or-update-an-environment
    """
    repository = world.repository(owner, repo, actor, "admin")
    chosen = reviewers or ()
    if not 0 <= wait_timer <= _MINUTES:
        raise _invalid("wait_timer")
    if len(chosen) > _REVIEWERS:
        raise _invalid("reviewers")
    policy = dict(deployment_branch_policy) if deployment_branch_policy is not None else None
    if policy is not None and policy["protected_branches"] == policy["custom_branch_policies"]:
        raise _invalid("deployment_branch_policy")
    found = tuple(_reviewer(world, repository, entry) for entry in chosen)
    environment = environment_named(world, repository, environment_name)
    world.touch(
        environment,
        wait_timer=wait_timer,
        prevent_self_review=prevent_self_review,
        reviewers=found,
        branch_policy=policy,
    )
    return environment


@operation("repos/delete-an-environment", permissions=_ADMIN)
def delete_an_environment(
    world: World, actor: Actor, *, owner: str, repo: str, environment_name: str
) -> None:
    """https://docs.github.com/rest/deployments/environments#delete-an-environment"""
    repository = world.repository(owner, repo, actor, "admin")
    environment = environment_of(world, repository, environment_name)
    for rule in world.all(DeploymentProtectionRule, environment=environment):
        world.remove(rule)
    world.remove(environment)


@operation("repos/get-all-deployment-protection-rules", permissions=_READ, credentials="any")
def get_all_deployment_protection_rules(
    world: World, actor: Actor, *, owner: str, repo: str, environment_name: str
) -> list[DeploymentProtectionRule]:
    """https://docs.github.com/rest/deployments/protection-rules#get-all-deployment-protection-rules-for-an-environment"""
    environment = environment_of(world, world.repository(owner, repo, actor), environment_name)
    return world.all(DeploymentProtectionRule, environment=environment)


@operation("repos/create-deployment-protection-rule", permissions=_ADMIN)
def create_deployment_protection_rule(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    environment_name: str,
    integration_id: int | Unset = UNSET,
) -> DeploymentProtectionRule:
    """Let the app `integration_id` guard the environment.

    Raises Forbidden (403) for everybody but administrators, ValidationFailed (422) for an app that is
    not installed here, or guards the environment already.
    https://docs.github.com/rest/deployments/protection-rules#create-a-custom-deployment-protection-rule-on-an-environment
    """
    repository = world.repository(owner, repo, actor, "admin")
    environment = environment_of(world, repository, environment_name)
    app = world.get(App, integration_id) if isinstance(integration_id, int) else None
    installation = world.find(Installation, app=app, account=repository.owner) if app is not None else None
    if app is None or installation is None or not installation.has(repository.id, repository.owner):
        raise _invalid("integration_id")
    rules = world.all(DeploymentProtectionRule, environment=environment)
    if any(rule.app is app for rule in rules):
        raise ValidationFailed.of("DeploymentProtectionRule", "integration_id", "already_exists")
    return world.add(DeploymentProtectionRule(world.new_id(DeploymentProtectionRule), environment, app))


@operation("repos/get-custom-deployment-protection-rule", permissions=_READ, credentials="any")
def get_custom_deployment_protection_rule(
    world: World, actor: Actor, *, owner: str, repo: str, environment_name: str, protection_rule_id: int
) -> DeploymentProtectionRule:
    """https://docs.github.com/rest/deployments/protection-rules#get-a-custom-deployment-protection-rule"""
    return _rule(world, world.repository(owner, repo, actor), environment_name, protection_rule_id)


@operation("repos/disable-deployment-protection-rule", permissions=_ADMIN)
def disable_deployment_protection_rule(
    world: World, actor: Actor, *, owner: str, repo: str, environment_name: str, protection_rule_id: int
) -> None:
    """https://docs.github.com/rest/deployments/protection-rules#disable-a-custom-protection-rule-for-an-environment"""
    repository = world.repository(owner, repo, actor, "admin")
    world.remove(_rule(world, repository, environment_name, protection_rule_id))


def environment_of(world: World, repository: Repository, name: str) -> Environment:
    """Raises NotFound (404)."""
    found = world.find(Environment, repository=repository, name_key=name.casefold())
    if found is None:
        raise NotFound()
    return found


def _rule(world: World, repository: Repository, name: str, rule_id: int) -> DeploymentProtectionRule:
    environment = environment_of(world, repository, name)
    rule = world.get(DeploymentProtectionRule, rule_id)
    if rule is None or rule.environment is not environment:
        raise NotFound()
    return rule


def _reviewer(world: World, repository: Repository, entry: Mapping[str, Any]) -> RequiredReviewer:
    if entry.get("type") == "Team":
        team = world.get(Team, entry["id"])
        if team is not None and repository.id in team.repositories:
            return RequiredReviewer(team)
    else:
        account = world.get(Account, entry["id"])
        if account is not None and world.can(Actor(account), repository, "pull"):
            return RequiredReviewer(account)
    raise _invalid("reviewers")


def _invalid(field: str) -> ValidationFailed:
    return ValidationFailed.of("Environment", field, "invalid")
