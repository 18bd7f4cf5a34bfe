from __future__ import annotations

import pytest
from pull_helpers import forget, payloads, watched
from world_helpers import PRODUCTS, Seeded, refused

from fakegithub.errors import NotFound, Unauthorized
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import stars, subscriptions

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def star(there: Seeded) -> None:
    stars.star_repo_for_authenticated_user(there.world, there.stranger, **HERE)


def test_a_star_is_told_twice_and_once(there: Seeded) -> None:
    star(there)
    star(there)
    assert there.names == ["star.created", "watch.started"]
    found = payloads(there)
    assert found["star.created"][0]["starred_at"] == "2026-03-01T12:00:00Z"
    for name in there.names:
        assert found[name][0]["repository"]["stargazers_count"] == 1
        assert found[name][0]["sender"]["login"] == "hubot"


def test_a_star_can_be_taken_back(there: Seeded) -> None:
    star(there)
    forget(there)
    for _ in range(2):
        stars.unstar_repo_for_authenticated_user(there.world, there.stranger, **HERE)
    assert there.names == ["star.deleted"]
    assert payloads(there)["star.deleted"][0]["starred_at"] is None
    assert there.repository.stargazers == ()


def test_stars_are_listed_from_both_sides() -> None:
    there = watched()
    check = stars.check_repo_is_starred_by_authenticated_user
    with refused(there, NotFound):
        check(there.world, there.stranger, **HERE)
    star(there)
    check(there.world, there.stranger, **HERE)
    assert stars.list_stargazers_for_repo(there.world, ANONYMOUS, **HERE) == [there.hubot]
    assert stars.list_repos_starred_by_user(there.world, ANONYMOUS, username="hubot") == [there.repository]
    assert stars.list_repos_starred_by_authenticated_user(there.world, there.actor) == []


def test_a_starred_repository_that_became_private_is_hidden() -> None:
    there = watched()
    star(there)
    with there.world.transaction():
        there.world.update(there.repository, private=True)
    assert stars.list_repos_starred_by_user(there.world, there.stranger, username="hubot") == []
    found = stars.list_repos_starred_by_user(there.world, there.actor, username="hubot")
    assert found == [there.repository]


def test_nobody_stars_nothing() -> None:
    there = watched()
    with refused(there, Unauthorized):
        stars.star_repo_for_authenticated_user(there.world, ANONYMOUS, **HERE)


def test_watching_is_silent_and_can_be_ignored() -> None:
    there = watched()
    world, hubot = there.world, there.stranger
    with refused(there, NotFound):
        subscriptions.get_repo_subscription(world, hubot, **HERE)
    found = subscriptions.set_repo_subscription(world, hubot, **HERE)
    assert (found["subscribed"], found["ignored"]) == (True, False)
    assert subscriptions.list_watchers_for_repo(world, ANONYMOUS, **HERE) == [there.hubot]
    subscriptions.set_repo_subscription(world, hubot, **HERE, ignored=True)
    assert subscriptions.get_repo_subscription(world, hubot, **HERE)["ignored"] is True
    assert subscriptions.list_watchers_for_repo(world, ANONYMOUS, **HERE) == []
    subscriptions.delete_repo_subscription(world, hubot, **HERE)
    with refused(there, NotFound):
        subscriptions.get_repo_subscription(world, hubot, **HERE)
    assert there.names == []
