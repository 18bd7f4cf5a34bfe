from __future__ import annotations

from typing import Any

import pytest
from world_helpers import NOON, PRODUCTS, Seeded, answer, image, installed, refused, seeded

from fakegithub.errors import NotFound
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.model.limits import RateLimit
from fakegithub.operations.limits import count_call, rate_limit
from fakegithub.operations.operation import OPERATIONS, perform
from fakegithub.products import PRODUCTS as ALL_PRODUCTS


@pytest.fixture(params=PRODUCTS)
def world(request: pytest.FixtureRequest) -> Seeded:
    return seeded(request.param)


def ask(seeded: Seeded, operation: str, by: Any = ANONYMOUS, **parameters: Any) -> Any:
    """The JSON that a client gets."""
    result = OPERATIONS[operation].function(seeded.world, by, **parameters)
    return answer(seeded.world, operation, result)


def test_the_root_lists_templates_below_its_own_root(world: Seeded) -> None:
    root = ask(world, "meta/root")
    api = world.world.urls.api_root
    assert root["repository_url"] == f"{api}/repos/{{owner}}/{{repo}}"
    assert root["current_user_url"] == f"{api}/user"
    settings = f"{world.world.urls.html_root}/settings/connections/applications{{/client_id}}"
    assert root["current_user_authorizations_html_url"] == settings


def test_meta_tells_addresses_or_the_version() -> None:
    cloud, server = ask(seeded(), "meta/get"), ask(seeded("ghes-3.19"), "meta/get")
    assert cloud["hooks"] == ["127.0.0.0/8", "::1/128"]
    assert "installed_version" not in cloud
    assert server["installed_version"] == "3.19.0"
    assert "hooks" not in server


def test_zen_is_a_sentence_that_the_time_chooses(world: Seeded) -> None:
    first = perform(world.world, ANONYMOUS, "meta/get-zen")
    assert first == perform(world.world, ANONYMOUS, "meta/get-zen")
    said = set()
    for _ in range(14):
        said.add(perform(world.world, ANONYMOUS, "meta/get-zen"))
        world.world.clock.advance(1)
    assert len(said) == 14


def test_the_api_versions_are_listed() -> None:
    assert ask(seeded(), "meta/get-all-versions") == ["2026-03-10", "2022-11-28"]


@pytest.mark.parametrize("name", [name for name, p in ALL_PRODUCTS.items() if not p.rate_limited])
def test_ghes_has_no_limits(name: str) -> None:
    with refused(world := seeded(name), NotFound, "Rate limiting is not enabled."):
        perform(world.world, world.actor, "rate-limit/get")


@pytest.mark.parametrize("name", ["github.com", "ghec"])
def test_limits_are_told_for_every_resource_that_is_counted(name: str) -> None:
    world = seeded(name)
    limits = ask(world, "rate-limit/get", world.actor)
    hour, minute = int(NOON.timestamp()) + 3600, int(NOON.timestamp()) + 60
    assert limits["rate"] == {"limit": 5000, "remaining": 5000, "reset": hour, "used": 0}
    assert limits["resources"]["core"] == limits["rate"]
    assert limits["resources"]["search"] == {"limit": 30, "remaining": 30, "reset": minute, "used": 0}
    assert set(limits["resources"]) == {"core", "search", "code_search", "graphql"}


def test_each_caller_has_a_window_of_its_own() -> None:
    seen = seeded()
    world = seen.world
    mine = rate_limit(world, seen.actor, "core")
    count_call(world, mine)
    assert rate_limit(world, seen.actor, "core") is mine
    others = [rate_limit(world, actor, "core") for actor in (seen.stranger, seen.bot, ANONYMOUS)]
    assert [(limit.limit, limit.used) for limit in others] == [(5000, 0), (5000, 0), (60, 0)]
    world.clock.advance(3600)
    again = rate_limit(world, seen.actor, "core")
    assert (again.used, again.remaining, again.reset) == (0, 5000, int(NOON.timestamp()) + 7200)


def test_a_count_ends_at_its_limit() -> None:
    seen = seeded()
    limit = rate_limit(seen.world, ANONYMOUS, "code_search")
    assert (limit.limit, limit.remaining) == (0, 0)
    before = image(seen.world)
    count_call(seen.world, limit)
    assert image(seen.world) == before
    assert len(seen.world.all(RateLimit)) == 1


@pytest.mark.parametrize(
    ("product", "members", "limit"),
    [("github.com", 20, 5000), ("github.com", 22, 5100), ("github.com", 1000, 12_500), ("ghec", 1, 15_000)],
)
def test_an_installations_limit_grows_with_what_it_is_on(product: str, members: int, limit: int) -> None:
    seen = seeded(product)
    with seen.world.transaction():
        seen.world.update(seen.org, members=dict.fromkeys(range(members), "member"))
    assert rate_limit(seen.world, installed(seen.org_installation), "core").limit == limit
