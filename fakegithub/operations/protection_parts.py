"""The parts of a branch protection that have addresses of their own: status checks, reviews, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.protections import BranchProtection, RequiredChecks, RequiredReviews, Switch
from fakegithub.operations.operation import operation
from fakegithub.operations.protection_state import READ, WRITE, change, checks_of, protected, reviews_of
from fakegithub.world import World

_EDITED = ("branch_protection_rule.edited",)
_SIGNATURES = "required_signatures"


# Status checks


@operation("repos/get-status-checks-protection", permissions=READ)
def get_status_checks_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> RequiredChecks:
    """Raises NotFound (404) with `Required status checks not enabled`.

    https://docs.github.com/rest/branches/branch-protection#get-status-checks-protection
    """
    return RequiredChecks(_with_checks(world, actor, owner, repo, branch))


@operation("repos/update-status-check-protection", emits=_EDITED, permissions=WRITE)
def update_status_check_protection(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    branch: str,
    strict: bool | Unset = UNSET,
    contexts: Iterable[str] | Unset = UNSET,
    checks: Iterable[Mapping[str, Any]] | Unset = UNSET,
) -> RequiredChecks:
    """Emits branch_protection_rule.edited. Raises NotFound (404) when none are required.

    https://docs.github.com/rest/branches/branch-protection#update-status-check-protection
    """
    found = _with_checks(world, actor, owner, repo, branch)
    change(world, actor, found, **checks_of(given(strict=strict, contexts=contexts, checks=checks)))
    return RequiredChecks(found)


@operation("repos/remove-status-check-protection", emits=_EDITED, permissions=WRITE)
def remove_status_check_protection(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> None:
    """Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#remove-status-check-protection
    """
    change(world, actor, protected(world, actor, owner, repo, branch), **checks_of(None))


@operation("repos/get-all-status-check-contexts", permissions=READ)
def get_all_status_check_contexts(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> list[str]:
    """https://docs.github.com/rest/branches/branch-protection#get-all-status-check-contexts"""
    return list(_with_checks(world, actor, owner, repo, branch).required_contexts)


@operation("repos/add-status-check-contexts", emits=_EDITED, permissions=WRITE)
def add_status_check_contexts(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str, contexts: Iterable[str]
) -> list[str]:
    """Emits branch_protection_rule.edited. Returns all contexts that are required now.

    https://docs.github.com/rest/branches/branch-protection#add-status-check-contexts
    """
    found = _with_checks(world, actor, owner, repo, branch)
    return _set_contexts(world, actor, found, (*found.required_contexts, *contexts))


@operation("repos/set-status-check-contexts", emits=_EDITED, permissions=WRITE)
def set_status_check_contexts(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str, contexts: Iterable[str]
) -> list[str]:
    """Emits branch_protection_rule.edited. Returns all contexts that are required now.

    https://docs.github.com/rest/branches/branch-protection#set-status-check-contexts
    """
    return _set_contexts(world, actor, _with_checks(world, actor, owner, repo, branch), contexts)


@operation("repos/remove-status-check-contexts", emits=_EDITED, permissions=WRITE)
def remove_status_check_contexts(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str, contexts: Iterable[str]
) -> list[str]:
    """Emits branch_protection_rule.edited. Returns those that are left.

    https://docs.github.com/rest/branches/branch-protection#remove-status-check-contexts
    """
    found, removed = _with_checks(world, actor, owner, repo, branch), set(contexts)
    return _set_contexts(
        world, actor, found, (name for name in found.required_contexts if name not in removed)
    )


# Reviews


@operation("repos/get-pull-request-review-protection", permissions=READ)
def get_pull_request_review_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> RequiredReviews:
    """Raises NotFound (404) when no reviews are required.

    https://docs.github.com/rest/branches/branch-protection#get-pull-request-review-protection
    """
    return RequiredReviews(_with_reviews(world, actor, owner, repo, branch))


@operation("repos/update-pull-request-review-protection", emits=_EDITED, permissions=WRITE)
def update_pull_request_review_protection(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    branch: str,
    dismissal_restrictions: Mapping[str, Any] | Unset = UNSET,
    dismiss_stale_reviews: bool | Unset = UNSET,
    require_code_owner_reviews: bool | Unset = UNSET,
    required_approving_review_count: int | Unset = UNSET,
    require_last_push_approval: bool | Unset = UNSET,
    bypass_pull_request_allowances: Mapping[str, Any] | Unset = UNSET,
) -> RequiredReviews:
    """Emits branch_protection_rule.edited. Reviews become required by it.

    https://docs.github.com/rest/branches/branch-protection#update-pull-request-review-protection
    """
    wanted = given(
        dismissal_restrictions=dismissal_restrictions,
        dismiss_stale_reviews=dismiss_stale_reviews,
        require_code_owner_reviews=require_code_owner_reviews,
        required_approving_review_count=required_approving_review_count,
        require_last_push_approval=require_last_push_approval,
        bypass_pull_request_allowances=bypass_pull_request_allowances,
    )
    found = protected(world, actor, owner, repo, branch)
    change(world, actor, found, **reviews_of(world, found.repository, wanted))
    return RequiredReviews(found)


@operation("repos/delete-pull-request-review-protection", emits=_EDITED, permissions=WRITE)
def delete_pull_request_review_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> None:
    """Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#delete-pull-request-review-protection
    """
    found = _with_reviews(world, actor, owner, repo, branch)
    change(world, actor, found, **reviews_of(world, found.repository, None))


# Signatures


@operation("repos/get-commit-signature-protection", permissions=READ)
def get_commit_signature_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> Switch:
    """https://docs.github.com/rest/branches/branch-protection#get-commit-signature-protection"""
    return Switch(protected(world, actor, owner, repo, branch), _SIGNATURES)


@operation("repos/create-commit-signature-protection", emits=_EDITED, permissions=WRITE)
def create_commit_signature_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> Switch:
    """Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#create-commit-signature-protection
    """
    found = protected(world, actor, owner, repo, branch)
    change(world, actor, found, required_signatures=True)
    return Switch(found, _SIGNATURES)


@operation("repos/delete-commit-signature-protection", emits=_EDITED, permissions=WRITE)
def delete_commit_signature_protection(
    world: World, actor: Actor, *, owner: str, repo: str, branch: str
) -> None:
    """Emits branch_protection_rule.edited.

    https://docs.github.com/rest/branches/branch-protection#delete-commit-signature-protection
    """
    change(world, actor, protected(world, actor, owner, repo, branch), required_signatures=False)


def _with_checks(world: World, actor: Actor, owner: str, repo: str, branch: str) -> BranchProtection:
    found = protected(world, actor, owner, repo, branch)
    if not found.requires_checks:
        raise NotFound("Required status checks not enabled")
    return found


def _with_reviews(world: World, actor: Actor, owner: str, repo: str, branch: str) -> BranchProtection:
    found = protected(world, actor, owner, repo, branch)
    if not found.requires_reviews:
        raise NotFound()
    return found


def _set_contexts(
    world: World, actor: Actor, protection: BranchProtection, contexts: Iterable[str]
) -> list[str]:
    wanted = tuple(dict.fromkeys(contexts))
    apps = tuple((name, app) for name, app in protection.check_apps if name in wanted)
    change(world, actor, protection, checks_required=True, required_contexts=wanted, check_apps=apps)
    return list(wanted)
