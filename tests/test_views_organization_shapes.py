"""Every operation on organizations, teams, invitations, installations and their hooks answers in the shape of
every document that has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from world_helpers import Seeded, answer, installed, seeded, value_of

from fakegithub.model.accounts import Actor
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.invitations import RepositoryInvitation
from fakegithub.operations.operation import OPERATIONS, perform
from fakegithub.spec import document

Call = Callable[[Seeded], Any]
PRODUCTS = ("github.com", "ghec", "ghes-3.14", "ghes-3.19")
ORG = {"org": "octo-org"}
CORE = {**ORG, "team_slug": "core"}
HERE = {"owner": "octocat", "repo": "hello-world"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}
CONFIG = {"url": "http://receiver.test/webhook", "content_type": "json", "secret": "geheim"}


def run(there: Seeded, operation_id: str, by: Actor | None = None, **parameters: Any) -> Any:
    return OPERATIONS[operation_id].function(there.world, by or there.actor, **parameters)


def call(operation_id: str, **parameters: Any) -> Call:
    return lambda there: run(there, operation_id, **parameters)


def of_app(operation_id: str, **parameters: Any) -> Call:
    return lambda there: run(there, operation_id, Actor(app=there.app), **parameters)


def of_stranger(prepare: Call, operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        prepare(there)
        return run(there, operation_id, there.stranger, **parameters)

    return act


def after(prepare: Call, operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        prepare(there)
        return run(there, operation_id, **parameters)

    return act


def on_invitation(operation_id: str, by_stranger: bool = False, **parameters: Any) -> Call:
    """About hubot's invitation to octocat/hello-world."""

    def act(there: Seeded) -> Any:
        with there.world.transaction():
            # A GHES has these routes, though it invites nobody.
            now, who = there.world.now(), (there.hubot, there.octocat)
            made = there.world.add(RepositoryInvitation(5, there.repository, *who, "push", now))
        actor = there.stranger if by_stranger else there.actor
        return run(there, operation_id, actor, invitation_id=made.id, **parameters)

    return act


def on_org_hook(operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        hook = value_of(run(there, "orgs/create-webhook", **ORG, name="web", config=CONFIG))
        return run(there, operation_id, **ORG, hook_id=hook.id, **parameters)

    return act


def as_site_admin(operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        with there.world.transaction():
            there.world.update(there.octocat, site_admin=True)
        return run(there, operation_id, **parameters)

    return act


def on_global_hook(operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        made = as_site_admin("enterprise-admin/create-global-webhook", name="web", config=CONFIG)(there)
        return run(there, operation_id, hook_id=made.value.id, **parameters)

    return act


def app_hook(there: Seeded) -> Hook:
    with there.world.transaction():
        now = there.world.now()
        return there.world.add(Hook(1, there.app, CONFIG["url"], now, now, secret="geheim"))


def delivered(there: Seeded, hook: Hook) -> Delivery:
    """A delivery that has ended; a world under test that is not served makes none by itself."""
    with there.world.transaction():
        now = there.world.now()
        return there.world.add(
            Delivery(
                7,
                "guid",
                hook,
                "ping",
                None,
                hook.url,
                now,
                (("X-GitHub-Event", "ping"),),
                b"{}",
                b"{}",
                delivered_at=now,
                status="OK",
                status_code=200,
            )
        )


def on_app_hook(operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        there.world.redeliver = lambda delivery: delivery
        delivered(there, app_hook(there))
        return run(there, operation_id, Actor(app=there.app), **parameters)

    return act


def on_org_delivery(operation_id: str, **parameters: Any) -> Call:
    def act(there: Seeded) -> Any:
        there.world.redeliver = lambda delivery: delivery
        hook = value_of(run(there, "orgs/create-webhook", **ORG, name="web", config=CONFIG))
        delivered(there, hook)
        return run(there, operation_id, **ORG, hook_id=hook.id, **parameters)

    return act


def on_request(operation_id: str, **parameters: Any) -> Call:
    """As an app of octo-org that may review token requests, when hubot has made one."""

    def act(there: Seeded) -> Any:
        with there.world.transaction():
            rights = {"organization_personal_access_token_requests": "write"}
            there.world.update(there.org_installation, permissions=rights)
        made = perform(
            there.world,
            there.stranger,
            "personal_access_token_request.create",
            **ORG,
            token_name="deploy",
            permissions={"repository": {"contents": "read"}},
            repositories=[there.widgets],
        )
        ids = {"pat_request_id": made.id} if operation_id == "orgs/review-pat-grant-request" else {}
        return run(there, operation_id, installed(there.org_installation), **ORG, **ids, **parameters)

    return act


def selected(operation_id: str) -> Call:
    """About the second of two selected repositories of octocat."""

    def act(there: Seeded) -> Any:
        other = perform(there.world, there.actor, "repos/create-for-authenticated-user", name="other")
        ids = {there.repository.id} | ({other.id} if "remove" in operation_id else set())
        with there.world.transaction():
            there.world.update(there.installation, repository_ids=frozenset(ids))
        where = {"installation_id": there.installation.id, "repository_id": other.id}
        return run(there, operation_id, **where)

    return act


def of_installation(operation_id: str, prepare: str | None = None) -> Call:
    def act(there: Seeded) -> Any:
        where = {"installation_id": there.installation.id}
        if prepare is not None:
            run(there, prepare, Actor(app=there.app), **where)
        return run(there, operation_id, Actor(app=there.app), **where)

    return act


invite = call("orgs/set-membership-for-user", **ORG, username="hubot")
block = call("orgs/block-user", **ORG, username="hubot")
CALLS: dict[str, Call] = {
    "orgs/update": call("orgs/update", **ORG, description="New", blog="https://example.com/blog"),
    "orgs/delete": call("orgs/delete", **ORG),
    "orgs/set-membership-for-user": invite,
    "orgs/remove-membership-for-user": call("orgs/remove-membership-for-user", **ORG, username="monalisa"),
    "orgs/remove-member": call("orgs/remove-member", **ORG, username="monalisa"),
    "orgs/list-memberships-for-authenticated-user": call("orgs/list-memberships-for-authenticated-user"),
    "orgs/get-membership-for-authenticated-user": call("orgs/get-membership-for-authenticated-user", **ORG),
    "orgs/update-membership-for-authenticated-user": of_stranger(
        invite, "orgs/update-membership-for-authenticated-user", **ORG, state="active"
    ),
    "orgs/set-public-membership-for-authenticated-user": call(
        "orgs/set-public-membership-for-authenticated-user", **ORG, username="octocat"
    ),
    "orgs/remove-public-membership-for-authenticated-user": call(
        "orgs/remove-public-membership-for-authenticated-user", **ORG, username="octocat"
    ),
    "orgs/create-invitation": call("orgs/create-invitation", **ORG, email="mona@example.com"),
    "orgs/list-pending-invitations": after(invite, "orgs/list-pending-invitations", **ORG),
    "orgs/cancel-invitation": lambda s: run(
        s,
        "orgs/cancel-invitation",
        **ORG,
        invitation_id=run(s, "orgs/create-invitation", **ORG, invitee_id=s.hubot.id).value.id,
    ),
    "orgs/list-blocked-users": after(block, "orgs/list-blocked-users", **ORG),
    "orgs/check-blocked-user": after(block, "orgs/check-blocked-user", **ORG, username="hubot"),
    "orgs/block-user": block,
    "orgs/unblock-user": after(block, "orgs/unblock-user", **ORG, username="hubot"),
    "orgs/list-app-installations": call("orgs/list-app-installations", **ORG),
    "orgs/create-webhook": call("orgs/create-webhook", **ORG, name="web", config=CONFIG),
    "orgs/list-webhooks": after(
        call("orgs/create-webhook", **ORG, name="web", config=CONFIG), "orgs/list-webhooks", **ORG
    ),
    "orgs/get-webhook": on_org_hook("orgs/get-webhook"),
    "orgs/update-webhook": on_org_hook("orgs/update-webhook", events=["member"]),
    "orgs/delete-webhook": on_org_hook("orgs/delete-webhook"),
    "orgs/get-webhook-config-for-org": on_org_hook("orgs/get-webhook-config-for-org"),
    "orgs/update-webhook-config-for-org": on_org_hook(
        "orgs/update-webhook-config-for-org", content_type="form"
    ),
    "orgs/ping-webhook": on_org_hook("orgs/ping-webhook"),
    "orgs/list-webhook-deliveries": on_org_delivery("orgs/list-webhook-deliveries"),
    "orgs/get-webhook-delivery": on_org_delivery("orgs/get-webhook-delivery", delivery_id=7),
    "orgs/redeliver-webhook-delivery": on_org_delivery("orgs/redeliver-webhook-delivery", delivery_id=7),
    "orgs/list-pat-grant-requests": on_request("orgs/list-pat-grant-requests"),
    "orgs/review-pat-grant-request": on_request("orgs/review-pat-grant-request", action="approve"),
    "orgs/review-pat-grant-requests-in-bulk": on_request(
        "orgs/review-pat-grant-requests-in-bulk", action="deny"
    ),
    "teams/create": call("teams/create", **ORG, name="Docs", repo_names=["octo-org/widgets"]),
    "teams/update-in-org": call("teams/update-in-org", **CORE, description="The inner circle"),
    "teams/delete-in-org": call("teams/delete-in-org", **CORE),
    "teams/list-child-in-org": lambda s: (
        run(s, "teams/create", **ORG, name="Inner", parent_team_id=s.team.id),
        run(s, "teams/list-child-in-org", **CORE),
    )[1],
    "teams/add-or-update-membership-for-user-in-org": call(
        "teams/add-or-update-membership-for-user-in-org", **CORE, username="hubot"
    ),
    "teams/remove-membership-for-user-in-org": call(
        "teams/remove-membership-for-user-in-org", **CORE, username="monalisa"
    ),
    "teams/list-repos-in-org": call("teams/list-repos-in-org", **CORE),
    "teams/check-permissions-for-repo-in-org": call(
        "teams/check-permissions-for-repo-in-org", **CORE, **WIDGETS
    ),
    "teams/add-or-update-repo-permissions-in-org": call(
        "teams/add-or-update-repo-permissions-in-org", **CORE, **WIDGETS, permission="admin"
    ),
    "teams/remove-repo-in-org": call("teams/remove-repo-in-org", **CORE, **WIDGETS),
    "repos/list-invitations": after(
        call("repos/add-collaborator", **HERE, username="hubot"), "repos/list-invitations", **HERE
    ),
    "repos/update-invitation": on_invitation("repos/update-invitation", **HERE, permissions="maintain"),
    "repos/delete-invitation": on_invitation("repos/delete-invitation", **HERE),
    "repos/list-invitations-for-authenticated-user": of_stranger(
        call("repos/add-collaborator", **HERE, username="hubot"),
        "repos/list-invitations-for-authenticated-user",
    ),
    "repos/accept-invitation-for-authenticated-user": on_invitation(
        "repos/accept-invitation-for-authenticated-user", by_stranger=True
    ),
    "repos/decline-invitation-for-authenticated-user": on_invitation(
        "repos/decline-invitation-for-authenticated-user", by_stranger=True
    ),
    "apps/suspend-installation": of_installation("apps/suspend-installation"),
    "apps/unsuspend-installation": of_installation(
        "apps/unsuspend-installation", "apps/suspend-installation"
    ),
    "apps/delete-installation": of_installation("apps/delete-installation"),
    "apps/add-repo-to-installation-for-authenticated-user": selected(
        "apps/add-repo-to-installation-for-authenticated-user"
    ),
    "apps/remove-repo-from-installation-for-authenticated-user": selected(
        "apps/remove-repo-from-installation-for-authenticated-user"
    ),
    "apps/get-webhook-config-for-app": on_app_hook("apps/get-webhook-config-for-app"),
    "apps/update-webhook-config-for-app": on_app_hook(
        "apps/update-webhook-config-for-app", url="http://receiver.test/other"
    ),
    "apps/list-webhook-deliveries": on_app_hook("apps/list-webhook-deliveries"),
    "apps/get-webhook-delivery": on_app_hook("apps/get-webhook-delivery", delivery_id=7),
    "apps/redeliver-webhook-delivery": on_app_hook("apps/redeliver-webhook-delivery", delivery_id=7),
    "enterprise-admin/create-user": as_site_admin("enterprise-admin/create-user", login="mona"),
    "enterprise-admin/delete-user": as_site_admin("enterprise-admin/delete-user", username="hubot"),
    "enterprise-admin/create-org": as_site_admin(
        "enterprise-admin/create-org", login="new-org", admin="octocat", profile_name="New"
    ),
    "enterprise-admin/update-org-name": as_site_admin(
        "enterprise-admin/update-org-name", **ORG, login="octo-inc"
    ),
    "enterprise-admin/update-username-for-user": as_site_admin(
        "enterprise-admin/update-username-for-user", username="hubot", login="bender"
    ),
    "enterprise-admin/promote-user-to-be-site-administrator": as_site_admin(
        "enterprise-admin/promote-user-to-be-site-administrator", username="hubot"
    ),
    "enterprise-admin/demote-site-administrator": as_site_admin(
        "enterprise-admin/demote-site-administrator", username="octocat"
    ),
    "enterprise-admin/create-global-webhook": as_site_admin(
        "enterprise-admin/create-global-webhook", name="web", config=CONFIG
    ),
    "enterprise-admin/list-global-webhooks": as_site_admin("enterprise-admin/list-global-webhooks"),
    "enterprise-admin/get-global-webhook": on_global_hook("enterprise-admin/get-global-webhook"),
    "enterprise-admin/update-global-webhook": on_global_hook(
        "enterprise-admin/update-global-webhook", events=["user"]
    ),
    "enterprise-admin/delete-global-webhook": on_global_hook("enterprise-admin/delete-global-webhook"),
    "enterprise-admin/ping-global-webhook": on_global_hook("enterprise-admin/ping-global-webhook"),
}
MODULES = (
    "app_hooks",
    "global_hooks",
    "installations",
    "memberships",
    "organization_blocks",
    "organization_changes",
    "organization_hooks",
    "organization_invitations",
    "pat_requests",
    "repository_invitations",
    "site_admin",
    "team_changes",
    "team_members",
    "team_repositories",
)
CASES = [(id, product) for id in CALLS for product in PRODUCTS if id in document(product).operations]


def test_the_table_has_every_operation_of_these_modules() -> None:
    modelled = {
        operation.id
        for operation in OPERATIONS.values()
        if operation.tier == "modelled"
        and operation.function.__module__.removeprefix("fakegithub.operations.") in MODULES
    }
    assert modelled == CALLS.keys()
    assert {id for id, _ in CASES} == CALLS.keys()


@pytest.mark.parametrize(("operation_id", "product"), CASES)
def test_an_answer_has_the_document_s_shape(operation_id: str, product: str) -> None:
    there = seeded(product)
    answer(there.world, operation_id, CALLS[operation_id](there))
