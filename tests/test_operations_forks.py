from __future__ import annotations

from typing import Any

import pytest
from pull_helpers import forget, only, payloads, watched
from world_helpers import PRODUCTS, Seeded, add_repository, answer, commit, head, refused, value_of

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account
from fakegithub.operations import forks, pull_changes, pulls, pushes, repositories

HERE = {"owner": "octocat", "repo": "hello-world"}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def fork(there: Seeded, **options: Any) -> Any:
    return value_of(forks.create_fork(there.world, there.stranger, **HERE, **options))


def pull_from(there: Seeded, forked: Any) -> Any:
    commit(there.world, forked, {"hi.txt": "hi"}, branch="hi", source="main")
    made = pull_changes.create(
        there.world, there.stranger, **HERE, head=f"{forked.owner.login}:hi", base="main", title="Say hi"
    )
    return value_of(made)


def test_a_fork_has_the_branches_and_says_so(there: Seeded) -> None:
    forked = fork(there)
    assert there.names == ["fork"]
    found = only(there, "fork")
    assert found["repository"]["full_name"] == "octocat/hello-world"
    assert found["repository"]["forks_count"] == 1
    assert found["forkee"]["full_name"] == "hubot/hello-world"
    assert (found["forkee"]["fork"], found["forkee"]["has_issues"]) == (True, False)
    assert found["sender"]["login"] == "hubot"
    assert head(there.world, forked) == there.sha


def test_whoever_has_a_fork_gets_that_one(there: Seeded) -> None:
    forked = fork(there)
    forget(there)
    assert fork(there, name="other") is forked
    assert there.names == []
    own = forks.create_fork(there.world, there.actor, **HERE)
    assert value_of(own) is there.repository


def test_a_taken_name_gets_a_number(there: Seeded) -> None:
    with there.world.transaction():
        add_repository(there.world, there.hubot, "hello-world", files={})
    assert fork(there).full_name == "hubot/hello-world-1"


def test_a_fork_of_an_organization(there: Seeded) -> None:
    made = forks.create_fork(there.world, there.member, **HERE, organization="octo-org", name="hi")
    body = answer(there.world, "repos/create-fork", made)
    assert body["full_name"] == "octo-org/hi"
    assert (body["parent"]["full_name"], body["permissions"]["admin"]) == ("octocat/hello-world", True)
    with refused(there, Forbidden):
        fork(there, organization="octo-org")
    with refused(there, NotFound):
        fork(there, organization="octocat")


def test_only_the_default_branch_is_forked_on_request(there: Seeded) -> None:
    commit(there.world, there.repository, {"a": "a"}, branch="other", source="main")
    forked = fork(there, default_branch_only=True)
    assert dict(there.world.git(forked).refs) == {"refs/heads/main": there.sha}


def test_a_private_repository_may_forbid_forks(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.widgets, allow_forking=False)
    with refused(there, Forbidden):
        forks.create_fork(there.world, there.member, owner="octo-org", repo="widgets")


def test_forks_are_listed_by_age_and_by_stars() -> None:
    there = watched()
    first = fork(there)
    second = value_of(forks.create_fork(there.world, there.member, **HERE))
    found = forks.list_forks(there.world, there.actor, **HERE)
    assert [value_of(one) for one in found] == [second, first]
    found = forks.list_forks(there.world, there.actor, **HERE, sort="oldest")
    assert [value_of(one) for one in found] == [first, second]


def test_a_pull_request_from_a_fork_names_both_repositories(there: Seeded) -> None:
    forked = fork(there)
    forget(there)
    pull_from(there, forked)
    found = payloads(there)["pull_request.opened"][0]["pull_request"]
    assert (found["head"]["label"], found["base"]["label"]) == ("hubot:hi", "octocat:main")
    assert (found["head"]["repo"]["full_name"], found["head"]["repo"]["fork"]) == ("hubot/hello-world", True)
    assert found["base"]["repo"]["full_name"] == "octocat/hello-world"


def test_a_push_to_a_fork_synchronizes_the_pull_request_of_its_parent(there: Seeded) -> None:
    forked = fork(there)
    pull = pull_from(there, forked)
    forget(there)
    before = pull.head.sha
    pushes.push(there.world, there.stranger, owner="hubot", repo="hello-world", ref="hi", files={"b": "b"})
    assert there.names == ["push", "pull_request.synchronize"]
    found = payloads(there)["pull_request.synchronize"][0]
    assert (found["before"], found["after"]) == (before, head(there.world, forked, "hi"))
    assert found["repository"]["full_name"] == "octocat/hello-world"


def test_a_deleted_fork_leaves_its_pull_request_without_a_head_repository(there: Seeded) -> None:
    forked = fork(there)
    pull = pull_from(there, forked)
    repositories.delete(there.world, there.stranger, owner="hubot", repo="hello-world")
    forget(there)
    assert there.repository.forks_count == 0
    pull_changes.update(there.world, there.actor, **HERE, pull_number=pull.number, title="Say it")
    found = payloads(there)["pull_request.edited"][0]["pull_request"]
    assert found["head"]["repo"] is None
    assert (found["head"]["label"], found["head"]["ref"]) == ("hubot:hi", "hi")
    body = answer(
        there.world, "pulls/get", pulls.get(there.world, there.actor, **HERE, pull_number=pull.number)
    )
    assert (body["head"]["repo"], body["head"]["user"]["login"]) == (None, "hubot")


def test_what_nobody_may_see_cannot_be_forked() -> None:
    there = watched()
    assert isinstance(there.org, Account)
    with refused(there, NotFound):
        forks.create_fork(there.world, there.stranger, owner="octo-org", repo="widgets")
