from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fakegithub.clock import Clock
from fakegithub.errors import Forbidden, NotFound, UndeclaredEvent
from fakegithub.events import Event
from fakegithub.model.accounts import ANONYMOUS, Account, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.repositories import Repository
from fakegithub.world import World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World(clock=Clock(NOON))


def account(world: World, login: str, type: str = "User", **fields: object) -> Account:
    with world.transaction():
        return world.add(Account(world.new_id(Account), login, type, NOON, NOON, **fields))  # type: ignore[arg-type]


def repository(world: World, owner: Account, name: str = "hello", **fields: object) -> Repository:
    with world.transaction():
        return world.add(
            Repository(world.new_id(Repository), owner, name, NOON, NOON, NOON, **fields)  # type: ignore[arg-type]
        )


def test_nothing_changes_outside_a_transaction(world: World) -> None:
    octocat = account(world, "octocat")
    with pytest.raises(RuntimeError, match="inside a transaction"):
        world.update(octocat, name="Mona")
    assert octocat.name is None


def test_a_failed_transaction_leaves_the_world_as_it_was(world: World) -> None:
    octocat = account(world, "octocat")
    hello = repository(world, octocat)
    git = world.git(hello)
    with world.transaction():
        git.set_ref("refs/heads/main", git.write_blob(b"one"))
    before = (dict(git.refs), world.ids.state())

    def fail() -> None:
        with world.transaction():
            world.add(Account(world.new_id(Account), "hubot", "User", NOON, NOON))
            world.update(octocat, login="mona")
            git.set_ref("refs/heads/main", git.write_blob(b"two"))
            git.set_ref("refs/heads/new", git.write_blob(b"two"))
            world.remove(hello)
            world.emit("public", sender=octocat, repository=hello)
            raise ZeroDivisionError

    heard: list[Event] = []
    world.subscribers.append(lambda events: heard.extend(events))
    with pytest.raises(ZeroDivisionError):
        fail()
    assert (dict(git.refs), world.ids.state()) == before
    assert world.find(Account, login_key="hubot") is None
    assert world.account("octocat") is octocat
    assert world.get(Repository, hello.id) is hello
    with world.transaction():
        pass
    assert heard == []


def test_an_unknown_attribute_is_refused_and_undone(world: World) -> None:
    octocat = account(world, "octocat")
    with pytest.raises(AttributeError):  # noqa: SIM117
        with world.transaction():
            world.update(octocat, login="mona", shoe_size=12)
    assert world.account("octocat") is octocat


def test_events_leave_only_when_the_outermost_transaction_has_succeeded(world: World) -> None:
    octocat = account(world, "octocat")
    hello = repository(world, octocat)
    told: list[str] = []

    def subscriber(events: list[Event]) -> object:
        told.append("prepared " + " ".join(event.name for event in events))
        return lambda: told.append("sent")

    world.subscribers.append(subscriber)  # type: ignore[arg-type]
    with world.transaction():
        with world.transaction():
            world.emit("public", sender=octocat, repository=hello)
        world.emit("watch.started", sender=octocat, repository=hello)
        assert told == []
    assert told == ["prepared public watch.started", "sent"]


def test_a_subscriber_that_fails_undoes_the_transaction(world: World) -> None:
    octocat = account(world, "octocat")
    hello = repository(world, octocat)

    def subscriber(events: list[Event]) -> None:
        raise ZeroDivisionError

    world.subscribers.append(subscriber)

    def announce() -> None:
        with world.transaction():
            world.update(octocat, name="Mona")
            world.emit("public", sender=octocat, repository=hello)

    with pytest.raises(ZeroDivisionError):
        announce()
    assert octocat.name is None


def test_an_event_that_was_not_declared_is_refused(world: World) -> None:
    octocat = account(world, "octocat")
    with pytest.raises(UndeclaredEvent, match=r"emits public, but declares only watch\.started"):  # noqa: SIM117
        with world.transaction(frozenset({"watch.started"})):
            world.emit("public", sender=octocat)


def test_a_rollback_returns_to_the_snapshot_again_and_again(world: World) -> None:
    octocat = account(world, "octocat")
    start = world.snapshot()
    for _ in range(2):
        hello = repository(world, octocat)
        with world.transaction():
            world.update(octocat, login="mona")
            world.git(hello).set_ref("refs/heads/main", world.git(hello).write_blob(b""))
        world.clock.advance(60)
        first_id = hello.id
        world.rollback(start)
        assert world.find(Repository, owner=octocat) is None
        assert world.account("octocat") is octocat
        assert world.now() == NOON
    assert repository(world, octocat).id == first_id
    world.rollback(start)
    assert dict(world.git(repository(world, octocat)).refs) == {}


def test_a_snapshot_behind_a_rollback_is_refused(world: World) -> None:
    first, second = world.snapshot(), world.snapshot()
    world.rollback(first)
    with pytest.raises(ValueError, match="behind a rollback"):
        world.rollback(second)


def test_names_are_found_whatever_their_case(world: World) -> None:
    octocat = account(world, "OctoCat")
    hello = repository(world, octocat, "Hello-World")
    assert world.repository("octocat", "hello-world", ANONYMOUS) is hello


def test_a_private_repository_is_hidden_from_who_may_not_see_it(world: World) -> None:
    octocat, hubot = account(world, "octocat"), account(world, "hubot")
    hidden = repository(world, octocat, private=True)
    for actor in (ANONYMOUS, Actor(hubot)):
        with pytest.raises(NotFound):
            world.repository("octocat", "hello", actor)
    with world.transaction():
        world.update(hidden, collaborators={hubot.id: "pull"})
    assert world.repository("octocat", "hello", Actor(hubot)) is hidden


def test_a_missing_role_is_refused_with_githubs_words(world: World) -> None:
    octocat, hubot = account(world, "octocat"), account(world, "hubot")
    repository(world, octocat)
    with pytest.raises(Forbidden, match="Must have push access to repository"):
        world.repository("octocat", "hello", Actor(hubot), "push")
    with pytest.raises(Forbidden, match=r"Must have admin rights to Repository\."):
        world.repository("octocat", "hello", Actor(hubot), "admin")


def test_an_organization_gives_roles_to_its_members(world: World) -> None:
    mona, hubot = account(world, "mona"), account(world, "hubot")
    github = account(world, "github", "Organization", members={mona.id: "admin", hubot.id: "member"})
    secret = repository(world, github, private=True)
    assert world.role(mona, secret) == "admin"
    assert world.role(hubot, secret) == "pull"


def test_an_installation_acts_only_in_its_repositories(world: World) -> None:
    octocat = account(world, "octocat")
    inside, outside = (
        repository(world, octocat, private=True),
        repository(world, octocat, "other", private=True),
    )
    bot = account(world, "ci[bot]", "Bot")
    with world.transaction():
        app = world.add(App(1, "ci", "CI", octocat, bot, "Iv1", NOON, NOON))
        installed = world.add(
            Installation(1, app, octocat, {}, (), NOON, NOON, repository_ids=frozenset({inside.id}))
        )
    actor = Actor(bot, Token(1, "ghs_x", bot, installation=installed), app)
    assert world.repository("octocat", "hello", actor, "push") is inside
    with pytest.raises(NotFound):
        world.repository("octocat", "other", actor)
    with world.transaction():
        world.update(outside, private=False)
    with pytest.raises(Forbidden, match="Resource not accessible by integration"):
        world.repository("octocat", "other", actor, "push")


def test_a_token_never_shows_its_text(world: World) -> None:
    octocat = account(world, "octocat")
    assert "ghp_secret" not in repr(Actor(octocat, Token(1, "ghp_secret", octocat)))
