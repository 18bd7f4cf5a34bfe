"""Which hooks an event is delivered to.

Which kinds of hooks may have an event at all stands in GitHub's document. What the document says
only in prose stands in the tables here.
https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fakegithub.events import Event
from fakegithub.model.accounts import Account
from fakegithub.model.apps import App, Installation
from fakegithub.model.entity import Entity
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import OPERATIONS
from fakegithub.world import World

# The document's words for what a hook can stand on; `business` is a whole GHES or an enterprise.
_KINDS: dict[type, str] = {
    Repository: "repository",
    Account: "organization",
    App: "app",
    type(None): "business",
}

# Repository and organization hooks see only these actions; the others are for apps.
_ACTIONS_FOR_ALL = {"check_run": {"created", "completed"}, "check_suite": {"completed"}}
# The document lists these kinds, its prose excludes them.
_EXCLUDED_KINDS = {"repository.deleted": {"repository", "app"}}

# An app gets these whether it likes them or not, and without any permission.
_ALWAYS_FOR_APPS = frozenset({"installation", "installation_repositories", "github_app_authorization"})
# An app that may write checks is subscribed to these by itself.
_CHECK_EVENTS = frozenset({"check_run", "check_suite"})

# What an installation must at least be able to read, to get an event. Events that are in no row
# need nothing but the subscription.
_PERMISSION_EVENTS = {
    "actions": ("workflow_job", "workflow_run"),
    "administration": (
        "branch_protection_configuration",
        "branch_protection_rule",
        "repository_ruleset",
        "security_and_analysis",
    ),
    "checks": ("check_run", "check_suite"),
    "contents": (
        "commit_comment",
        "create",
        "delete",
        "fork",
        "gollum",
        "push",
        "release",
        "repository_dispatch",
        "workflow_dispatch",
    ),
    "deployments": (
        "deploy_key",
        "deployment",
        "deployment_status",
        "deployment_review",
        "deployment_protection_rule",
    ),
    "discussions": ("discussion", "discussion_comment"),
    "issues": ("issues", "issue_comment", "sub_issues", "issue_dependencies", "milestone"),
    "members": ("member", "membership", "organization", "team", "team_add"),
    "merge_queues": ("merge_group",),
    "organization_administration": ("org_block",),
    "organization_custom_properties": ("custom_property", "custom_property_values"),
    "organization_personal_access_token_requests": ("personal_access_token_request",),
    "packages": ("package", "registry_package"),
    "pages": ("page_build",),
    "pull_requests": (
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_review_thread",
        "milestone",
    ),
    "security_events": ("code_scanning_alert",),
    "secret_scanning_alerts": ("secret_scanning_alert", "secret_scanning_alert_location"),
    "statuses": ("status",),
    "vulnerability_alerts": ("dependabot_alert",),
}
_PERMISSIONS: dict[str, frozenset[str]] = {}
for _permission, _events in _PERMISSION_EVENTS.items():
    for _event in _events:
        _PERMISSIONS[_event] = _PERMISSIONS.get(_event, frozenset()) | {_permission}


@dataclass(frozen=True, slots=True)
class Subscription:
    """A hook that gets an event; with the installation through which an app's hook gets it."""

    hook: Hook
    installation: Installation | None = None


def subscriptions(world: World, event: Event, kinds: frozenset[str]) -> list[Subscription]:
    """The active hooks that get `event`: the repository's, the organization's, the apps', the global ones.

    `kinds` are the kinds of hooks that the product's document allows for it.
    """
    if event.only_hook is not None:
        return _of_one_hook(event, event.only_hook)
    if event.only_app is not None:
        return list(_of_app(world, event, event.only_app)) if "app" in kinds else []
    kinds = kinds - _EXCLUDED_KINDS.get(event.name, set())
    found = [
        Subscription(hook)
        for hook in _hooks(world, event)
        if hook.wants(event.event) and _KINDS[type(hook.target)] in kinds
    ]
    if "app" in kinds:
        for installation in _installations(world, event):
            found += _of_installation(world, event, installation)
    return found


def permissions_for(event: str) -> frozenset[str]:
    """The permissions of which an app needs at least one, to get an event; none for what any app gets."""
    return _PERMISSIONS.get(event, frozenset())


def tier(event_name: str) -> str:
    """How an event (`pull_request.opened`) comes about here: modelled, simulated or sampled.

    Modelled: an operation of the REST API causes it. Simulated: a verb without a route does.
    Sampled: nothing does; it can only be triggered, filled from its schema.
    """
    tiers = {operation.tier for operation in OPERATIONS.values() if event_name in operation.emits}
    return next((name for name in ("modelled", "simulated") if name in tiers), "sampled")


def _of_one_hook(event: Event, hook: Hook) -> list[Subscription]:
    # A ping comes whether the hook has asked for it or not; the rest only when it has.
    wanted = hook.active if event.event == "ping" else hook.wants(event.event)
    return [Subscription(hook)] if wanted else []


def _hooks(world: World, event: Event) -> Iterator[Hook]:
    """Those of the event's repository, of its organization, and the global ones; not the apps'."""
    allowed = _ACTIONS_FOR_ALL.get(event.event)
    if allowed is not None and event.action not in allowed:
        return
    targets: list[Entity | None] = [event.repository, event.organization]
    for target in targets:
        if target is not None:
            yield from world.all(Hook, target=target)
    yield from world.all(Hook, target=None)


def _installations(world: World, event: Event) -> list[Installation]:
    if event.repository is not None:
        owner = event.repository.owner
        installed = world.all(Installation, account=owner)
        return [found for found in installed if found.has(event.repository.id, owner)]
    if event.organization is not None:
        installed = world.all(Installation, account=event.organization)
        return [found for found in installed if found.suspended_at is None]
    return []


def _of_installation(world: World, event: Event, installation: Installation) -> Iterator[Subscription]:
    if _app_wants(event, installation):
        for hook in world.all(Hook, target=installation.app):
            if hook.active:
                yield Subscription(hook, installation)


def _of_app(world: World, event: Event, app: App) -> Iterator[Subscription]:
    """An event for one app: of its installation itself, or for the one that owns a check."""
    if event.event in _ALWAYS_FOR_APPS:
        # The payload has its own, complete `installation`.
        subject = event.subjects.get("installation")
        installation = subject if isinstance(subject, Installation) else None
        yield from (Subscription(hook, installation) for hook in world.all(Hook, target=app) if hook.active)
        return
    subject = event.subjects.get("installation")
    if isinstance(subject, Installation):
        if subject.suspended_at is None:
            yield from _of_installation(world, event, subject)
        return
    for installation in _installations(world, event):
        if installation.app is app:
            yield from _of_installation(world, event, installation)


def _app_wants(event: Event, installation: Installation) -> bool:
    permissions = installation.permissions
    if event.event in _CHECK_EVENTS and permissions.get("checks") == "write":
        return True
    needed = _PERMISSIONS.get(event.event)
    permitted = needed is None or any(name in permissions for name in needed)
    return permitted and event.event in installation.events
