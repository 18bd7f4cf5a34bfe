"""Small worlds to test in, and strict readers of what comes out of them.

`seeded()` gives a world with a little of everything. `payload` and `answer` project an event or the
result of an operation onto GitHub's document and refuse every filled field: what they return is
what a receiver or a client would get.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from fakegithub import git, operations, views
from fakegithub.clock import Clock
from fakegithub.errors import ApiError
from fakegithub.events import Event
from fakegithub.hooks.payloads import Payloads
from fakegithub.model.accounts import Account, Actor, Team, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.entity import Facet
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result
from fakegithub.spec import Projections, Schema, document
from fakegithub.views.view import field_of
from fakegithub.world import World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PRODUCTS = ("github.com", "ghes-3.19", "ghes-3.14")
README = "# Hello\n"
APP_PERMISSIONS = {
    "metadata": "read",
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "pull_requests": "write",
    "statuses": "write",
    "members": "read",
    "administration": "write",
}

# A view and an operation count from when their module is imported.
for _package in (views, operations):
    for _module in pkgutil.iter_modules(_package.__path__):
        importlib.import_module(f"{_package.__name__}.{_module.name}")


@dataclass
class Seeded:
    """A world and who is in it.

    octocat owns octocat/hello-world (public, one commit on main: README.md and src/app.py). hubot
    is a stranger to it. octo-org, whose admin is octocat (publicly) and whose member is monalisa, owns
    octo-org/widgets (private, the same files; the team `core` with monalisa may push). The app
    ci-bot is installed on both owners. `events` are all events since.
    """

    world: World
    octocat: Account
    hubot: Account
    monalisa: Account
    org: Account
    team: Team
    repository: Repository
    widgets: Repository
    app: App
    installation: Installation
    org_installation: Installation
    events: list[Event] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """octocat, who may do everything."""
        return Actor(self.octocat)

    @property
    def stranger(self) -> Actor:
        """hubot, who may only see what is public."""
        return Actor(self.hubot)

    @property
    def member(self) -> Actor:
        return Actor(self.monalisa)

    @property
    def bot(self) -> Actor:
        """The app ci-bot with a token for octocat's repositories."""
        return installed(self.installation)

    @property
    def sha(self) -> str:
        """The head of main in octocat/hello-world."""
        return head(self.world, self.repository)

    @property
    def names(self) -> list[str]:
        """The names of the events since, in order."""
        return [event.name for event in self.events]

    def event(self, name: str) -> Event:
        """The only event called `name`."""
        (found,) = (event for event in self.events if event.name == name)
        return found


def seeded(product: str = "github.com") -> Seeded:
    world = World(product, clock=Clock(NOON))
    with world.transaction():
        octocat = add_account(world, "octocat", name="The Octocat", email="octocat@example.com")
        hubot = add_account(world, "hubot")
        monalisa = add_account(world, "monalisa", email="monalisa@example.com")
        org = add_account(world, "octo-org", "Organization", description="Octo things")
        world.update(org, members={octocat.id: "admin", monalisa.id: "member"})
        world.update(org, public_members=frozenset({octocat.id}))
        repository = add_repository(world, octocat, "hello-world", description="My first repository")
        widgets = add_repository(world, org, "widgets", private=True)
        team = world.add(Team(world.new_id(Team), org, "Core", "core", NOON, NOON))
        world.update(team, members={monalisa.id: "maintainer"}, repositories={widgets.id: "push"})
        app = add_app(world, "ci-bot", octocat)
        installation = install(world, app, octocat)
        org_installation = install(world, app, org)
    found = Seeded(
        world, octocat, hubot, monalisa, org, team, repository, widgets, app, installation, org_installation
    )
    world.subscribers.append(lambda events: found.events.extend(events))
    return found


def add_account(world: World, login: str, type: str = "User", **fields: Any) -> Account:
    return world.add(Account(world.new_id(Account), login, type, NOON, NOON, **fields))


def add_repository(
    world: World, owner: Account, name: str, files: Mapping[str, str] | None = None, **fields: Any
) -> Repository:
    """With one commit on main, unless `files` is empty."""
    repository = world.add(Repository(world.new_id(Repository), owner, name, NOON, NOON, NOON, **fields))
    if files is None:
        files = {"README.md": README, "src/app.py": "print('hello')\n"}
    if files:
        commit(world, repository, files, "Initial commit")
    return repository


def add_app(world: World, slug: str, owner: Account, permissions: dict[str, str] | None = None) -> App:
    bot = add_account(world, f"{slug}[bot]", "Bot")
    granted = permissions if permissions is not None else dict(APP_PERMISSIONS)
    return world.add(
        App(
            world.new_id(App),
            slug,
            slug.title(),
            owner,
            bot,
            f"Iv23{slug}",
            NOON,
            NOON,
            granted,
            ("push", "pull_request"),
        )
    )


def install(world: World, app: App, account: Account) -> Installation:
    return world.add(
        Installation(world.new_id(Installation), app, account, dict(app.permissions), app.events, NOON, NOON)
    )


def installed(installation: Installation) -> Actor:
    """The app's bot, with an installation token."""
    token = Token(1, "ghs_test", installation.app.bot, installation=installation)
    token.permissions = dict(installation.permissions)
    return Actor(installation.app.bot, token, installation.app)


def commit(
    world: World,
    repository: Repository,
    files: Mapping[str, str | bytes | None],
    message: str = "Change files",
    branch: str = "main",
    source: str | None = None,
) -> str:
    """A commit that is simply there, without events. `source` is the branch that a new one starts from."""
    repo = world.git(repository)
    parent = repo.ref(f"refs/heads/{branch}") or repo.ref(f"refs/heads/{source}")
    owner = repository.owner
    author = git.Signature(
        owner.name or owner.login, owner.email or f"{owner.login}@example.com", world.now()
    )
    with world.transaction():
        sha = repo.commit_files(parent=parent, files=files, message=message, author=author)
        repo.set_ref(f"refs/heads/{branch}", sha)
    return sha


def head(world: World, repository: Repository, branch: str = "main") -> str:
    found = world.git(repository).ref(f"refs/heads/{branch}")
    assert found is not None
    return found


# What a receiver and a client get


@cache
def projections(product: str) -> Projections:
    return Projections(document(product), field_of)


def project(world: World, schema: Any, value: Any) -> Any:
    """`value` as JSON in the shape of `schema`: nothing filled, and valid."""
    fills: list[Any] = []
    made = projections(world.product.document).project(schema, value, context=world.urls, fills=fills)
    assert fills == []
    schema.validate(made)
    return made


def payload(world: World, event: Event) -> Any:
    """The payload of an event for a hook that is not an app's: nothing filled, and valid."""
    return Payloads(world, strict=True).render(event).value


def answer(world: World, operation_id: str, result: Any) -> Any:
    """The body of the response to an operation that returned `result`; None for 204."""
    value, status = (result.value, result.status) if isinstance(result, Result) else (result, None)
    spec = document(world.product.document).operations[operation_id]
    response = spec.responses[status] if status is not None else spec.success
    if response.json is None:
        assert value is None
        return None
    extra: dict[str, Any] = {}
    if isinstance(value, Facet) and isinstance(value.value, list):
        value, extra = value.value, value.extra
    wanted = response.json.resolve().raw
    if isinstance(value, list) and wanted.get("type") == "object":
        (items,) = (
            name
            for name, member in wanted["properties"].items()
            if Schema(response.json.namespace, member, name).resolve().raw.get("type") == "array"
        )
        value = {"total_count": len(value), **extra, items: value}
    return project(world, response.json, value)


def value_of(result: Any) -> Any:
    """The entity in what an operation returned, whatever it is wrapped in."""
    found = result.value if isinstance(result, Result) else result
    return found.value if isinstance(found, Facet) else found


# What must not change


def image(world: World) -> Any:
    """Everything in the world, to compare: rows of all tables with their attributes, all refs, all ids."""
    rows = {
        kind.__name__: {
            id: {name: _frozen(getattr(row, name)) for name in _attributes(kind)}
            for id, row in table.rows.items()
        }
        for kind, table in world.tables._tables.items()
        if table.rows
    }
    refs = {id: dict(repo.refs) for id, repo in world.repositories.items() if repo.refs}
    return rows, refs, world.ids.state()


def _frozen(value: Any) -> Any:
    """Entities are compared by identity; a container is copied, so that a change inside it shows."""
    return copy(value) if isinstance(value, dict | list | set) else value


def _attributes(kind: type) -> list[str]:
    return list(kind.__dataclass_fields__)


@contextmanager
def refused(
    seeded: Seeded, error: type[ApiError], message: str | None = None
) -> Iterator[pytest.ExceptionInfo[ApiError]]:
    """The block raises `error` (with `message` somewhere in it), says nothing and changes nothing."""
    before, said = image(seeded.world), len(seeded.events)
    with pytest.raises(error) as caught:
        yield caught
    if message is not None:
        assert message in str(caught.value)
    assert image(seeded.world) == before
    assert len(seeded.events) == said
