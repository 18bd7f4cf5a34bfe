"""Branch protection: what a branch demands, and the rule that an event shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fakegithub.model.accounts import Account, Team
from fakegithub.model.apps import App
from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository


@dataclass(frozen=True, slots=True)
class Actors:
    """Those whom a protection lets do something."""

    users: tuple[Account, ...] = ()
    teams: tuple[Team, ...] = ()
    apps: tuple[App, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        users = (user.login for user in self.users)
        return (*users, *(team.slug for team in self.teams), *(app.slug for app in self.apps))


@dataclass(eq=False, slots=True)
class BranchProtection(Entity):
    """What a branch demands before something is merged into it."""

    keys: ClassVar = (("repository",), ("repository", "pattern"))

    id: int
    repository: Repository
    pattern: str
    created_at: datetime
    updated_at: datetime
    required_contexts: tuple[str, ...] = ()
    strict: bool = False
    check_apps: tuple[tuple[str, int], ...] = ()  # which app must set a context, by the app's id
    checks_required: bool = False
    enforce_admins: bool = False
    reviews_required: bool = False
    required_approving_review_count: int = 0
    dismiss_stale_reviews: bool = False
    require_code_owner_reviews: bool = False
    require_last_push_approval: bool = False
    dismissal_restrictions: Actors | None = None
    bypass_allowances: Actors | None = None
    restrictions: Actors | None = None
    required_signatures: bool = False
    required_linear_history: bool = False
    required_conversation_resolution: bool = False
    allow_force_pushes: bool = False
    allow_deletions: bool = False
    block_creations: bool = False
    lock_branch: bool = False
    allow_fork_syncing: bool = False

    @property
    def requires_checks(self) -> bool:
        return self.checks_required or self.strict or bool(self.required_contexts)

    @property
    def requires_reviews(self) -> bool:
        return self.reviews_required or self.required_approving_review_count > 0


@dataclass(frozen=True, slots=True)
class RequiredChecks:
    """The status checks of a protection, as a part with an address of its own."""

    protection: BranchProtection


@dataclass(frozen=True, slots=True)
class RequiredReviews:
    """The reviews of a protection, as a part with an address of its own."""

    protection: BranchProtection


@dataclass(frozen=True, slots=True)
class Switch:
    """A part of a protection that is only on or off: `enforce_admins`, `required_signatures`."""

    protection: BranchProtection
    name: str

    @property
    def enabled(self) -> bool:
        found: bool = getattr(self.protection, self.name)
        return found


@dataclass(frozen=True, slots=True)
class ProtectionRule:
    """A branch protection as the event branch_protection_rule shows it, at one moment.

    A level is `off`, `everyone`, or `non_admins` when administrators may pass.
    """

    id: int
    repository_id: int
    name: str
    created_at: datetime
    updated_at: datetime
    pull_request_reviews_enforcement_level: str
    required_approving_review_count: int
    dismiss_stale_reviews_on_push: bool
    require_code_owner_review: bool
    authorized_dismissal_actors_only: bool
    ignore_approvals_from_contributors: bool
    required_status_checks: tuple[str, ...]
    required_status_checks_enforcement_level: str
    strict_required_status_checks_policy: bool
    signature_requirement_enforcement_level: str
    linear_history_requirement_enforcement_level: str
    lock_branch_enforcement_level: str
    lock_allows_fork_sync: bool
    admin_enforced: bool
    create_protected: bool
    allow_force_pushes_enforcement_level: str
    allow_deletions_enforcement_level: str
    merge_queue_enforcement_level: str
    required_deployments_enforcement_level: str
    required_conversation_resolution_level: str
    authorized_actors_only: bool
    authorized_actor_names: tuple[str, ...]
    require_last_push_approval: bool


def rule_of(protection: BranchProtection) -> ProtectionRule:
    """What an event would show of the protection now."""
    level = "everyone" if protection.enforce_admins else "non_admins"

    def enforced(wanted: bool) -> str:
        return level if wanted else "off"

    restrictions = protection.restrictions
    return ProtectionRule(
        id=protection.id,
        repository_id=protection.repository.id,
        name=protection.pattern,
        created_at=protection.created_at,
        updated_at=protection.updated_at,
        pull_request_reviews_enforcement_level=enforced(protection.requires_reviews),
        required_approving_review_count=protection.required_approving_review_count,
        dismiss_stale_reviews_on_push=protection.dismiss_stale_reviews,
        require_code_owner_review=protection.require_code_owner_reviews,
        authorized_dismissal_actors_only=protection.dismissal_restrictions is not None,
        ignore_approvals_from_contributors=False,
        required_status_checks=protection.required_contexts,
        required_status_checks_enforcement_level=enforced(protection.requires_checks),
        strict_required_status_checks_policy=protection.strict,
        signature_requirement_enforcement_level=enforced(protection.required_signatures),
        linear_history_requirement_enforcement_level=enforced(protection.required_linear_history),
        lock_branch_enforcement_level=enforced(protection.lock_branch),
        lock_allows_fork_sync=protection.allow_fork_syncing,
        admin_enforced=protection.enforce_admins,
        create_protected=protection.block_creations,
        # What is allowed is allowed to everyone who may push.
        allow_force_pushes_enforcement_level="everyone" if protection.allow_force_pushes else "off",
        allow_deletions_enforcement_level="everyone" if protection.allow_deletions else "off",
        merge_queue_enforcement_level="off",
        required_deployments_enforcement_level="off",
        required_conversation_resolution_level=enforced(protection.required_conversation_resolution),
        authorized_actors_only=restrictions is not None,
        authorized_actor_names=restrictions.names if restrictions is not None else (),
        require_last_push_approval=protection.require_last_push_approval,
    )
