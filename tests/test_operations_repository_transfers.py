from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import forget, only, payloads, watched
from world_helpers import PRODUCTS, Seeded, add_repository, answer, commit, refused, value_of

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.repositories import FormerName
from fakegithub.operations import (
    forks,
    pull_changes,
    repositories,
    repository_creation,
    repository_transfers,
)

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def transfer(there: Seeded, new_owner: str = "hubot", **options: Any) -> Any:
    return repository_transfers.transfer(there.world, there.actor, **HERE, new_owner=new_owner, **options)


def leads_to(there: Seeded, full_name: str) -> Any:
    found = there.world.find(FormerName, full_name=full_name)
    return found.repository if found is not None else None


def test_a_transfer_tells_the_new_owner_who_had_it(there: Seeded) -> None:
    body = answer(there.world, "repos/transfer", transfer(there))
    found = only(there, "repository.transferred")
    assert found["repository"]["full_name"] == "hubot/hello-world"
    assert found["changes"]["owner"]["from"]["user"]["login"] == "octocat"
    assert "organization" not in found["changes"]["owner"]["from"]
    assert body["full_name"] == "octocat/hello-world"
    assert there.repository.collaborators[there.octocat.id] == "push"
    assert leads_to(there, "octocat/hello-world") is there.repository


def test_a_transfer_from_an_organization_names_that(there: Seeded) -> None:
    repository_transfers.transfer(
        there.world, there.actor, owner="octo-org", repo="widgets", new_owner="octocat", new_name="gadgets"
    )
    found = only(there, "repository.transferred")
    assert found["changes"]["owner"]["from"]["organization"]["login"] == "octo-org"
    assert found["repository"]["full_name"] == "octocat/gadgets"
    assert "organization" not in found
    assert there.widgets.id not in there.team.repositories


def test_a_transfer_to_an_organization_may_name_teams() -> None:
    there = watched()
    transfer(there, "octo-org", team_ids=[there.team.id])
    assert there.team.repositories[there.repository.id] == "pull"
    assert only(there, "repository.transferred")["organization"]["login"] == "octo-org"


def test_pull_requests_follow_their_repositories() -> None:
    there = watched()
    forked = value_of(forks.create_fork(there.world, there.stranger, **HERE))
    commit(there.world, forked, {"hi": "hi"}, branch="hi", source="main")
    pull = value_of(
        pull_changes.create(there.world, there.stranger, **HERE, head="hubot:hi", base="main", title="Hi")
    )
    repository_transfers.transfer(
        there.world, there.stranger, owner="hubot", repo="hello-world", new_owner="monalisa"
    )
    assert pull.head.label == "monalisa:hi"
    assert pull.base.label == "octocat:main"


@pytest.mark.parametrize(
    ("new_owner", "options", "error"),
    [
        ("octocat", {}, ValidationFailed),
        ("nobody", {}, ValidationFailed),
        ("hubot", {"team_ids": [1]}, ValidationFailed),
        ("hubot", {"new_name": "a b"}, ValidationFailed),
        ("hubot", {"new_name": "taken"}, ValidationFailed),
    ],
)
def test_where_a_repository_cannot_go(new_owner: str, options: Any, error: Any) -> None:
    there = watched()
    with there.world.transaction():
        add_repository(there.world, there.hubot, "taken", files={})
    with refused(there, error):
        transfer(there, new_owner, **options)


def test_only_an_administrator_gives_a_repository_away() -> None:
    there = watched()
    with refused(there, Forbidden):
        repository_transfers.transfer(there.world, there.stranger, **HERE, new_owner="hubot")
    with there.world.transaction():
        there.world.update(there.repository, collaborators={there.hubot.id: "admin"})
    with refused(there, Forbidden):
        repository_transfers.transfer(there.world, there.stranger, **HERE, new_owner="octo-org")


def test_a_former_name_leads_on_until_it_is_taken() -> None:
    there = watched()
    rename = repositories.update
    rename(there.world, there.actor, **HERE, name="hello")
    assert leads_to(there, "octocat/hello-world") is there.repository
    rename(there.world, there.actor, owner="octocat", repo="hello", name="hello-world")
    assert leads_to(there, "octocat/hello-world") is None
    assert leads_to(there, "octocat/hello") is there.repository
    repository_creation.create_for_authenticated_user(there.world, there.actor, name="hello")
    assert leads_to(there, "octocat/hello") is None
    rename(there.world, there.actor, **HERE, name="goodbye")
    repositories.delete(there.world, there.actor, owner="octocat", repo="goodbye")
    assert leads_to(there, "octocat/hello-world") is None


@pytest.mark.parametrize("product", ["ghes-3.14", "ghes-3.19"])
def test_anonymous_access_is_switched_on_a_ghes(product: str) -> None:
    there = watched(product)
    for enabled in (True, True, False):
        repository_transfers.set_anonymous_access(there.world, there.actor, **HERE, enabled=enabled)
    assert there.names == [
        "repository.anonymous_access_enabled",
        "repository.anonymous_access_disabled",
    ]
    assert len(payloads(there)) == 2


def test_github_com_has_no_anonymous_access() -> None:
    there = watched()
    with refused(there, ValidationFailed):
        repository_transfers.set_anonymous_access(there.world, there.actor, **HERE, enabled=True)


def test_security_features_tell_what_they_were(there: Seeded) -> None:
    on = {"secret_scanning": {"status": "enabled"}}
    repositories.update(there.world, there.actor, **HERE, security_and_analysis=on)
    repositories.update(there.world, there.actor, **HERE, security_and_analysis=on)
    assert only(there, "security_and_analysis")["changes"]["from"]["security_and_analysis"] == {}
    forget(there)
    off = {"secret_scanning": {"status": "disabled"}}
    found = repositories.update(there.world, there.actor, **HERE, security_and_analysis=off)
    assert only(there, "security_and_analysis")["changes"]["from"]["security_and_analysis"] == on
    assert answer(there.world, "repos/update", found)["security_and_analysis"] == off
    shown = repositories.get(there.world, there.stranger, **HERE)
    assert "security_and_analysis" not in answer(there.world, "repos/get", shown)
