from __future__ import annotations

from typing import Any

import pytest
from world_helpers import Seeded, add_repository, answer, refused, seeded

from fakegithub.errors import Forbidden, NotFound, Unauthorized
from fakegithub.model.accounts import ANONYMOUS, Actor, Token
from fakegithub.operations.operation import OPERATIONS, perform


@pytest.fixture
def world() -> Seeded:
    return seeded()


def ask(seeded: Seeded, operation: str, by: Actor = ANONYMOUS, **parameters: Any) -> Any:
    result = OPERATIONS[operation].function(seeded.world, by, **parameters)
    return answer(seeded.world, operation, result)


def with_scopes(world: Seeded, *scopes: str) -> Actor:
    return Actor(world.octocat, Token(1, "ghp_test", world.octocat, scopes=scopes))


def test_a_profile_says_more_than_a_name_in_passing(world: Seeded) -> None:
    profile = ask(world, "users/get-by-username", username="octocat")
    assert (profile["name"], profile["email"]) == ("The Octocat", "octocat@example.com")
    assert (profile["public_repos"], profile["public_gists"], profile["followers"]) == (1, 0, 0)
    assert profile == ask(world, "users/get-by-username", username="OctoCat")
    assert profile == ask(world, "users/get-by-id", account_id=world.octocat.id)


def test_organizations_and_bots_have_profiles_too(world: Seeded) -> None:
    org = ask(world, "users/get-by-username", username="octo-org")
    assert (org["type"], org["public_repos"]) == ("Organization", 0)
    assert ask(world, "users/get-by-username", username="ci-bot[bot]")["type"] == "Bot"


def test_the_private_part_is_for_tokens_with_the_scope(world: Seeded) -> None:
    with world.world.transaction():
        add_repository(
            world.world,
            world.octocat,
            "secret",
            files={},
            private=True,
            size=7,
            collaborators={world.hubot.id: "push", world.octocat.id: "admin"},
        )
    public = ask(world, "users/get-authenticated", with_scopes(world, "repo"))
    private = ask(world, "users/get-authenticated", with_scopes(world, "user"))
    assert "owned_private_repos" not in public
    assert (public["public_repos"], public["user_view_type"]) == (1, "public")
    assert (private["owned_private_repos"], private["collaborators"], private["disk_usage"]) == (1, 1, 7)
    assert private["user_view_type"] == "private"


def test_only_a_user_has_a_profile_of_its_own(world: Seeded) -> None:
    with refused(world, Unauthorized, "Requires authentication"):
        perform(world.world, ANONYMOUS, "users/get-authenticated")
    with refused(world, Forbidden, "Resource not accessible by integration"):
        perform(world.world, world.bot, "users/get-authenticated")
    with refused(world, Unauthorized, "Requires authentication"):
        perform(world.world, Actor(app=world.app), "users/get-authenticated")


def test_nobody_is_not_found(world: Seeded) -> None:
    with refused(world, NotFound):
        perform(world.world, ANONYMOUS, "users/get-by-username", username="nobody")
    with refused(world, NotFound):
        perform(world.world, ANONYMOUS, "users/get-by-id", account_id=1)


def test_accounts_are_listed_by_id_without_bots(world: Seeded) -> None:
    listed = ask(world, "users/list")
    logins = [account["login"] for account in listed]
    assert logins == ["octocat", "hubot", "monalisa", "octo-org"]
    after = ask(world, "users/list", since=listed[1]["id"])
    assert [account["login"] for account in after] == ["monalisa", "octo-org"]
