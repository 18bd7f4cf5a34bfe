from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from world_helpers import (
    APP_PERMISSIONS,
    NOON,
    PRODUCTS,
    Seeded,
    add_app,
    add_repository,
    answer,
    installed,
    refused,
    seeded,
)

from fakegithub.auth import authenticate
from fakegithub.errors import Forbidden, NotFound, Unauthorized, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS, Actor, Token
from fakegithub.model.apps import Installation
from fakegithub.operations.operation import OPERATIONS, perform

TOKENS = "apps/create-installation-access-token"
REPOSITORIES = "apps/list-repos-accessible-to-installation"


@pytest.fixture(params=PRODUCTS)
def world(request: pytest.FixtureRequest) -> Seeded:
    return seeded(request.param)


def app_of(world: Seeded) -> Actor:
    """The app itself, as its JWT proves it."""
    return Actor(app=world.app)


def ask(seeded: Seeded, operation: str, by: Actor | None = None, **parameters: Any) -> Any:
    actor = by if by is not None else app_of(seeded)
    return answer(seeded.world, operation, OPERATIONS[operation].function(seeded.world, actor, **parameters))


def token_of(world: Seeded, **parameters: Any) -> Any:
    return ask(world, TOKENS, installation_id=world.installation.id, **parameters)


def actor_of(world: Seeded, text: str) -> Actor:
    return authenticate(world.world, f"token {text}")


def test_an_app_sees_itself_and_others_see_its_page(world: Seeded) -> None:
    itself = ask(world, "apps/get-authenticated")
    assert (itself["slug"], itself["owner"]["login"]) == ("ci-bot", "octocat")
    assert itself["installations_count"] == 2
    page = ask(world, "apps/get-by-slug", ANONYMOUS, app_slug="ci-bot")
    assert {**itself, **page} == itself


@pytest.mark.parametrize("by", ["actor", "bot"])
def test_only_the_app_itself_opens_what_is_its_own(world: Seeded, by: str) -> None:
    for operation, parameters in (
        ("apps/get-authenticated", {}),
        ("apps/list-installations", {}),
        (TOKENS, {"installation_id": world.installation.id}),
    ):
        with refused(world, Unauthorized, "A JSON web token could not be decoded"):
            perform(world.world, getattr(world, by), operation, **parameters)


def test_installations_are_found_by_id_and_by_where_they_are(world: Seeded) -> None:
    mine = ask(world, "apps/get-installation", installation_id=world.installation.id)
    assert (mine["account"]["login"], mine["target_type"], mine["app_slug"]) == ("octocat", "User", "ci-bot")
    assert mine == ask(world, "apps/get-repo-installation", owner="octocat", repo="hello-world")
    assert mine == ask(world, "apps/get-user-installation", username="octocat")
    theirs = ask(world, "apps/get-org-installation", org="octo-org")
    assert theirs["target_type"] == "Organization"
    assert ask(world, "apps/list-installations") == [mine, theirs]


def test_installations_are_listed_since_a_time(world: Seeded) -> None:
    world.world.clock.advance(60)
    with world.world.transaction():
        world.world.touch(world.installation)
    found = perform(world.world, app_of(world), "apps/list-installations", since=NOON + timedelta(seconds=1))
    assert found == [world.installation]


def test_an_app_does_not_see_where_it_is_not(world: Seeded) -> None:
    with world.world.transaction():
        other = Actor(app=add_app(world.world, "other", world.hubot))
        hidden = add_repository(world.world, world.octocat, "hidden", files={}, private=True)
        world.world.update(world.installation, repository_ids=frozenset({world.repository.id}))
    mine = {"installation_id": world.installation.id}
    for by, operation, parameters in (
        (other, "apps/get-installation", mine),
        (other, TOKENS, mine),
        (other, "apps/get-repo-installation", {"owner": "octocat", "repo": "hello-world"}),
        (other, "apps/get-user-installation", {"username": "octocat"}),
        (app_of(world), "apps/get-repo-installation", {"owner": "octocat", "repo": hidden.name}),
        (app_of(world), "apps/get-repo-installation", {"owner": "octocat", "repo": "nothing"}),
        (app_of(world), "apps/get-user-installation", {"username": "hubot"}),
        (app_of(world), "apps/get-org-installation", {"org": "octocat"}),
        (ANONYMOUS, "apps/get-by-slug", {"app_slug": "nothing"}),
        (app_of(world), "apps/get-installation", {"installation_id": 1}),
    ):
        with refused(world, NotFound):
            perform(world.world, by, operation, **parameters)


def test_a_token_lasts_an_hour_and_may_all_that_the_installation_may(world: Seeded) -> None:
    made = token_of(world)
    assert made["expires_at"] == "2026-03-01T13:00:00Z"
    assert made["permissions"] == APP_PERMISSIONS
    assert made["repository_selection"] == "all"
    assert "repositories" not in made
    actor = actor_of(world, made["token"])
    assert (actor.account, actor.installation) == (world.app.bot, world.installation)
    world.world.clock.advance(3600)
    with pytest.raises(Unauthorized, match="Bad credentials"):
        actor_of(world, made["token"])


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_token_is_narrowed_to_repositories(world: Seeded, by: str) -> None:
    with world.world.transaction():
        second = add_repository(world.world, world.octocat, "second", files={}, private=True)
    narrowed = {"repositories": ["second"]} if by == "name" else {"repository_ids": [second.id]}
    made = token_of(world, **narrowed)
    assert [repository["name"] for repository in made["repositories"]] == ["second"]
    assert made["repository_selection"] == "selected"
    actor = actor_of(world, made["token"])
    assert world.world.can(actor, second)
    assert not world.world.can(actor, world.repository, "push")
    listed = ask(world, REPOSITORIES, actor)
    assert (listed["total_count"], listed["repositories"][0]["name"]) == (1, "second")


def test_a_token_is_narrowed_to_permissions(world: Seeded) -> None:
    made = token_of(world, permissions={"issues": "read"})
    assert made["permissions"] == {"issues": "read", "metadata": "read"}
    issue = {"owner": "octocat", "repo": "hello-world", "title": "x"}
    with refused(world, Forbidden, "Resource not accessible by integration"):
        perform(world.world, actor_of(world, made["token"]), "issues/create", **issue)


@pytest.mark.parametrize("permissions", [{"packages": "read"}, {"members": "write"}])
def test_a_token_gets_no_permission_that_was_not_granted(world: Seeded, permissions: dict[str, str]) -> None:
    with refused(world, ValidationFailed, "The permissions requested are not granted to this installation."):
        perform(
            world.world,
            app_of(world),
            TOKENS,
            installation_id=world.installation.id,
            permissions=permissions,
        )


def test_a_token_gets_no_repository_of_others(world: Seeded) -> None:
    for narrowed in ({"repositories": ["nothing"]}, {"repository_ids": [world.widgets.id]}):
        with refused(world, ValidationFailed, "There is at least one repository that does not exist"):
            perform(world.world, app_of(world), TOKENS, installation_id=world.installation.id, **narrowed)
    with refused(world, ValidationFailed, "Too many repositories"):
        perform(
            world.world,
            app_of(world),
            TOKENS,
            installation_id=world.installation.id,
            repository_ids=[world.repository.id] * 501,
        )


def test_a_suspended_installation_gets_no_token(world: Seeded) -> None:
    with world.world.transaction():
        world.world.update(world.installation, suspended_at=NOON)
    with refused(world, Forbidden, "This installation has been suspended"):
        perform(world.world, app_of(world), TOKENS, installation_id=world.installation.id)


def test_an_installation_lists_its_repositories_as_it_was_installed(world: Seeded) -> None:
    listed = ask(world, REPOSITORIES, installed(world.installation))
    assert [repository["full_name"] for repository in listed["repositories"]] == ["octocat/hello-world"]
    assert listed["repository_selection"] == "all"
    with refused(world, Forbidden, "You must authenticate with an installation access token"):
        perform(world.world, world.actor, REPOSITORIES)


def test_a_token_can_end_itself(world: Seeded) -> None:
    text = token_of(world)["token"]
    perform(world.world, actor_of(world, text), "apps/revoke-installation-access-token")
    assert world.world.find(Token, text=text) is None
    with pytest.raises(Unauthorized):
        actor_of(world, text)
    with refused(world, Forbidden, "Resource not accessible by personal access token"):
        perform(world.world, world.actor, "apps/revoke-installation-access-token")
    assert len(world.world.all(Installation)) == 2
