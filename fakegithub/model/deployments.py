"""Deployments, the environments they go to, and who must let them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account, Team
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository

DEPLOYMENT_STATES = ("error", "failure", "inactive", "in_progress", "queued", "pending", "success")


@dataclass(frozen=True, slots=True)
class RequiredReviewer:
    """Somebody who may approve deployments to an environment."""

    reviewer: Account | Team

    @property
    def type(self) -> str:
        return "Team" if isinstance(self.reviewer, Team) else "User"

    def is_or_has(self, account: Account) -> bool:
        """Whether it is the account, or a team with it."""
        reviewer = self.reviewer
        return account.id in reviewer.members if isinstance(reviewer, Team) else account is reviewer


@dataclass(eq=False, slots=True)
class Environment(Entity):
    """What deployments go to. `reviewers` must approve them, and `wait_timer` holds them back, in minutes.

    `branch_policy` has `protected_branches` and `custom_branch_policies`, or is None for any branch.
    """

    keys: ClassVar = (("repository",), ("repository", "name_key"))

    id: int
    repository: Repository
    name: str
    created_at: datetime
    updated_at: datetime
    wait_timer: int = 0
    prevent_self_review: bool = False
    reviewers: tuple[RequiredReviewer, ...] = ()
    branch_policy: dict[str, Any] | None = None

    @property
    def name_key(self) -> str:
        return self.name.casefold()


@dataclass(eq=False, slots=True)
class DeploymentProtectionRule(Entity):
    """An app that must let each deployment into an environment."""

    keys: ClassVar = (("environment",),)

    id: int
    environment: Environment
    app: App
    enabled: bool = True

    @property
    def repository(self) -> Repository:
        return self.environment.repository


@dataclass(eq=False, slots=True)
class Deployment(Entity):
    """`payload` is whatever its creator gave; `state` that of its latest status, None without any."""

    keys: ClassVar = (("repository",), ("repository", "environment"))

    id: int
    repository: Repository
    sha: str
    ref: str
    task: str
    payload: dict[str, Any] | str
    environment: str
    original_environment: str
    description: str | None
    creator: Account
    created_at: datetime
    updated_at: datetime
    transient_environment: bool = False
    production_environment: bool = False
    performed_via_github_app: App | None = None
    state: str | None = None


@dataclass(eq=False, slots=True)
class DeploymentStatus(Entity):
    keys: ClassVar = (("deployment",),)

    id: int
    deployment: Deployment
    state: str
    creator: Account
    environment: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    log_url: str = ""
    environment_url: str = ""
    performed_via_github_app: App | None = None

    @property
    def repository(self) -> Repository:
        return self.deployment.repository

    @property
    def target_url(self) -> str:
        """The name that `log_url` had first."""
        return self.log_url
