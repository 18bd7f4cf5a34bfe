"""How branch protections look in the answers of the API; in events they are a `ProtectionRule`.

A part that is not required is left out.
"""

from __future__ import annotations

from typing import Any

from fakegithub.model.protections import (
    Actors,
    BranchProtection,
    RequiredChecks,
    RequiredReviews,
    Switch,
)
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


def _enabled(name: str) -> derived:
    return derived(lambda protection, _: {"enabled": getattr(protection, name)})


def _restrictions(protection: BranchProtection, urls: Urls) -> Any:
    if protection.restrictions is None:
        return MISSING
    return _actors(protection.restrictions, f"{urls.api(protection)}/restrictions", "apps")


def _dismissal(part: RequiredReviews, urls: Urls) -> Any:
    actors = part.protection.dismissal_restrictions
    return (
        MISSING if actors is None else _actors(actors, f"{urls.api(part.protection)}/dismissal_restrictions")
    )


def _bypass(part: RequiredReviews, _urls: Urls) -> Any:
    actors = part.protection.bypass_allowances
    return MISSING if actors is None else actors


def _actors(actors: Actors, url: str, *more: str) -> dict[str, Any]:
    urls = {f"{kind}_url": f"{url}/{kind}" for kind in ("users", "teams", *more)}
    return {"url": url, **urls, "users": actors.users, "teams": actors.teams, "apps": actors.apps}


@view(BranchProtection)
class BranchProtectionView(View):
    url = derived(lambda protection, urls: urls.api(protection))
    required_status_checks = derived(lambda p, _: RequiredChecks(p) if p.requires_checks else MISSING)
    required_pull_request_reviews = derived(
        lambda p, _: RequiredReviews(p) if p.requires_reviews else MISSING
    )
    restrictions = derived(_restrictions)
    enforce_admins = derived(lambda protection, _: Switch(protection, "enforce_admins"))
    required_signatures = derived(lambda protection, _: Switch(protection, "required_signatures"))
    required_linear_history = _enabled("required_linear_history")
    allow_force_pushes = _enabled("allow_force_pushes")
    allow_deletions = _enabled("allow_deletions")
    block_creations = _enabled("block_creations")
    required_conversation_resolution = _enabled("required_conversation_resolution")
    lock_branch = _enabled("lock_branch")
    allow_fork_syncing = _enabled("allow_fork_syncing")


def _checks_url(part: RequiredChecks, urls: Urls) -> str:
    return f"{urls.api(part.protection)}/required_status_checks"


def _checks(part: RequiredChecks, _urls: Urls) -> list[dict[str, Any]]:
    apps = dict(part.protection.check_apps)
    return [{"context": name, "app_id": apps.get(name)} for name in part.protection.required_contexts]


@view(RequiredChecks)
class RequiredChecksView(View):
    url = derived(_checks_url)
    strict = derived(lambda part, _: part.protection.strict)
    contexts = derived(lambda part, _: part.protection.required_contexts)
    contexts_url = derived(lambda part, urls: f"{_checks_url(part, urls)}/contexts")
    checks = derived(_checks)


@view(RequiredReviews)
class RequiredReviewsView(View):
    url = derived(lambda part, urls: f"{urls.api(part.protection)}/required_pull_request_reviews")
    dismiss_stale_reviews = derived(lambda part, _: part.protection.dismiss_stale_reviews)
    require_code_owner_reviews = derived(lambda part, _: part.protection.require_code_owner_reviews)
    required_approving_review_count = derived(lambda part, _: part.protection.required_approving_review_count)
    require_last_push_approval = derived(lambda part, _: part.protection.require_last_push_approval)
    dismissal_restrictions = derived(_dismissal)
    bypass_pull_request_allowances = derived(_bypass)


@view(Switch)
class SwitchView(View):
    url = derived(lambda part, urls: f"{urls.api(part.protection)}/{part.name}")
