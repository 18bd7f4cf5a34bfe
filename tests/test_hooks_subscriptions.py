"""Who gets an event."""

from __future__ import annotations

from typing import Any

import pytest
from world_helpers import Seeded, add_app, install, seeded

from fakegithub.events import Event, split_name
from fakegithub.hooks.subscriptions import subscriptions, tier
from fakegithub.model.hooks import Hook
from fakegithub.spec import document


@pytest.fixture
def world() -> Seeded:
    return seeded("ghes-3.19")


def add_hook(seeded: Seeded, target: Any, *events: str, **fields: Any) -> Hook:
    world = seeded.world
    with world.transaction():
        return world.add(
            Hook(
                world.new_id(Hook),
                target,
                "http://receiver.test/",
                world.now(),
                world.now(),
                events=events,
                **fields,
            )
        )


def happened(seeded: Seeded, name: str, **fields: Any) -> Event:
    event, action = split_name(name)
    fields.setdefault("repository", seeded.widgets)
    if fields["repository"] is not None:
        fields.setdefault("organization", fields["repository"].organization)
    return Event(
        event, action, "guid", seeded.world.now(), fields.pop("subjects", {}), seeded.octocat, **fields
    )


def receivers(seeded: Seeded, name: str, **fields: Any) -> list[Hook]:
    event = happened(seeded, name, **fields)
    kinds = document(seeded.world.product.document).webhook(event.event, event.action).hook_kinds
    return [found.hook for found in subscriptions(seeded.world, event, kinds)]


def grant(seeded: Seeded, *events: str, **permissions: str) -> None:
    with seeded.world.transaction():
        seeded.world.update(seeded.org_installation, events=events, permissions=permissions)


def test_hooks_of_the_repository_and_of_its_organization_get_what_they_asked_for(world: Seeded) -> None:
    mine = add_hook(world, world.widgets, "issues")
    org = add_hook(world, world.org, "issues", "push")
    add_hook(world, world.widgets, "push")
    add_hook(world, world.repository, "issues")
    assert receivers(world, "issues.opened") == [mine, org]


def test_the_wildcard_gets_everything(world: Seeded) -> None:
    hook = add_hook(world, world.widgets, "*")
    assert receivers(world, "issues.opened") == receivers(world, "push") == [hook]


def test_an_inactive_hook_gets_nothing_not_even_a_ping(world: Seeded) -> None:
    hook = add_hook(world, world.widgets, "*", active=False)
    assert receivers(world, "issues.opened") == []
    assert receivers(world, "ping", only_hook=hook) == []


def test_a_ping_comes_unasked_and_to_one_hook_only(world: Seeded) -> None:
    hook = add_hook(world, world.widgets, "push")
    add_hook(world, world.widgets, "*")
    assert receivers(world, "ping", only_hook=hook) == [hook]


def test_a_hook_hears_of_its_deletion_only_when_it_asked_for_meta(world: Seeded) -> None:
    silent = add_hook(world, world.widgets, "push")
    asked = add_hook(world, world.widgets, "meta")
    assert receivers(world, "meta.deleted", only_hook=silent) == []
    assert receivers(world, "meta.deleted", only_hook=asked) == [asked]


def test_a_global_hook_gets_only_events_of_the_instance(world: Seeded) -> None:
    hook = add_hook(world, None, "*")
    assert receivers(world, "issues.opened") == []
    assert receivers(world, "repository.created") == [hook]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("check_run.created", True),
        ("check_run.completed", True),
        ("check_run.rerequested", False),
        ("check_run.requested_action", False),
        ("check_suite.completed", True),
        ("check_suite.requested", False),
        ("check_suite.rerequested", False),
    ],
)
def test_requests_for_checks_are_for_apps_only(world: Seeded, name: str, seen: bool) -> None:
    app = add_hook(world, world.app)
    hooks = [add_hook(world, world.widgets, "*"), add_hook(world, world.org, "*")]
    grant(world, checks="write")
    assert receivers(world, name) == [*(hooks if seen else []), app]


def test_a_deleted_repository_is_news_for_its_organization_only(world: Seeded) -> None:
    add_hook(world, world.widgets, "*")
    add_hook(world, world.app)
    grant(world, "repository", metadata="read")
    org = add_hook(world, world.org, "*")
    assert receivers(world, "repository.deleted") == [org]


def test_an_app_gets_what_it_subscribes_to_and_may_read(world: Seeded) -> None:
    hook = add_hook(world, world.app)
    grant(world, "issues", issues="read")
    assert receivers(world, "issues.opened") == [hook]
    grant(world, "issues", contents="read")
    assert receivers(world, "issues.opened") == []
    grant(world, "push", issues="read")
    assert receivers(world, "issues.opened") == []


def test_an_app_knows_through_which_installation(world: Seeded) -> None:
    add_hook(world, world.app)
    grant(world, "issues", issues="read")
    event = happened(world, "issues.opened")
    (found,) = subscriptions(world.world, event, frozenset({"app"}))
    assert found.installation is world.org_installation


def test_an_app_that_is_not_installed_on_the_repository_gets_nothing(world: Seeded) -> None:
    add_hook(world, world.app)
    grant(world, "issues", issues="read")
    with world.world.transaction():
        world.world.update(world.org_installation, repository_ids=frozenset({world.repository.id}))
    assert receivers(world, "issues.opened") == []
    with world.world.transaction():
        world.world.update(world.org_installation, repository_ids=frozenset({world.widgets.id}))
    assert len(receivers(world, "issues.opened")) == 1


def test_a_suspended_installation_gets_nothing(world: Seeded) -> None:
    add_hook(world, world.app)
    grant(world, "issues", "organization", issues="read", members="read")
    with world.world.transaction():
        world.world.update(world.org_installation, suspended_at=world.world.now())
    assert receivers(world, "issues.opened") == []
    assert receivers(world, "organization.member_added", repository=None, organization=world.org) == []


def test_an_event_of_an_organization_goes_to_its_hooks_and_apps(world: Seeded) -> None:
    app = add_hook(world, world.app)
    org = add_hook(world, world.org, "organization")
    add_hook(world, world.widgets, "*")
    grant(world, "organization", members="read")
    found = receivers(world, "organization.member_added", repository=None, organization=world.org)
    assert found == [org, app]


def test_an_app_hears_of_its_own_installation_without_asking(world: Seeded) -> None:
    hook = add_hook(world, world.app)
    with world.world.transaction():
        other = add_app(world.world, "other-bot", world.octocat, {})
        installation = install(world.world, other, world.octocat)
    add_hook(world, other)
    created = {"repository": None, "subjects": {"installation": world.installation}, "only_app": world.app}
    assert receivers(world, "installation.created", **created) == [hook]
    created |= {"subjects": {"installation": installation}, "only_app": other}
    assert receivers(world, "installation.created", **created) != [hook]


def test_what_only_the_owner_of_a_check_may_hear_goes_to_that_app_alone(world: Seeded) -> None:
    hook = add_hook(world, world.app)
    with world.world.transaction():
        other = add_app(world.world, "other-bot", world.octocat, {"checks": "write"})
        install(world.world, other, world.org)
    add_hook(world, other)
    assert receivers(world, "check_run.rerequested", only_app=world.app) == [hook]


def test_tiers_say_how_an_event_comes_about() -> None:
    assert tier("issue_comment.created") == "modelled"
    assert tier("installation.created") == "simulated"
    assert tier("sponsorship.created") == "sampled"


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("deploy_key.created", "deployments"),
        ("security_and_analysis", "administration"),
        ("repository_ruleset.edited", "administration"),
        ("branch_protection_configuration.disabled", "administration"),
        ("custom_property_values.updated", "organization_custom_properties"),
        ("release.published", "contents"),
        ("gollum", "contents"),
    ],
)
def test_an_app_gets_a_repository_s_settings_with_the_permission_for_them(
    world: Seeded, name: str, permission: str
) -> None:
    hook = add_hook(world, world.app)
    event = name.partition(".")[0]
    grant(world, event, metadata="read")
    assert receivers(world, name) == []
    grant(world, event, **{permission: "read"})
    assert receivers(world, name) == [hook]


def test_a_custom_property_is_the_organization_s(world: Seeded) -> None:
    add_hook(world, world.widgets, "*")
    org, everywhere = add_hook(world, world.org, "custom_property"), add_hook(world, None, "custom_property")
    found = receivers(world, "custom_property.created", repository=None, organization=world.org)
    assert found == [org, everywhere]
