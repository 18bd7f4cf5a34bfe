"""Issues and pull requests to test with, on top of world_helpers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from world_helpers import NOON, Seeded, add_account, answer, commit, payload, value_of
from world_helpers import seeded as make_seeded

from fakegithub.events import Event
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.issues import Issue
from fakegithub.model.protections import BranchProtection
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.operations import issues, pull_changes

TEN_LINES = "".join(f"line {n}\n" for n in range(1, 11))
CHANGED = TEN_LINES.replace("line 5\n", "line five\nline five and a half\n")


def path(repository: Repository) -> dict[str, str]:
    return {"owner": repository.owner.login, "repo": repository.name}


def open_issue(seeded: Seeded, title: str = "It breaks", **fields: Any) -> Issue:
    found = value_of(
        issues.create(seeded.world, seeded.actor, **path(seeded.repository), title=title, **fields)
    )
    assert isinstance(found, Issue)
    return found


def open_pull(
    seeded: Seeded,
    *,
    actor: Actor | None = None,
    branch: str = "topic",
    files: Mapping[str, str | bytes | None] | None = None,
    messages: Iterable[str] = ("Change five",),
    base: str = "main",
    title: str = "Change five",
    **fields: Any,
) -> PullRequest:
    """octocat's pull request, unless somebody else's, with a commit for each message.

    On main there is ten.txt with `line 1` to `line 10`; the last commit changes the fifth.
    """
    world, repository = seeded.world, seeded.repository
    if world.git(repository).read_path(seeded.sha, "ten.txt") is None:
        commit(world, repository, {"ten.txt": TEN_LINES}, "Add ten lines")
    *others, last = messages
    for number, message in enumerate(others):
        commit(world, repository, {f"{branch}-{number}.txt": message}, message, branch, source=base)
    commit(world, repository, files or {"ten.txt": CHANGED}, last, branch, source=base)
    return create_pull(seeded, actor=actor, head=branch, base=base, title=title, **fields)


def create_pull(seeded: Seeded, *, actor: Actor | None = None, **fields: Any) -> PullRequest:
    found = value_of(
        pull_changes.create(seeded.world, actor or seeded.actor, **path(seeded.repository), **fields)
    )
    assert isinstance(found, PullRequest)
    return found


def fork(seeded: Seeded, owner: Account) -> Repository:
    """A fork with the branches of its parent, which is simply there."""
    world, parent = seeded.world, seeded.repository
    with world.transaction():
        made = world.add(
            Repository(world.new_id(Repository), owner, parent.name, NOON, NOON, NOON, parent=parent)
        )
        for ref, sha in world.git(parent).refs.items():
            if ref.startswith("refs/heads/"):
                world.git(made).set_ref(ref, sha)
    return made


def collaborator(seeded: Seeded, login: str, role: str) -> Account:
    world, repository = seeded.world, seeded.repository
    with world.transaction():
        account = add_account(world, login)
        world.update(repository, collaborators={**repository.collaborators, account.id: role})
    return account


def protect(seeded: Seeded, **rules: Any) -> BranchProtection:
    world = seeded.world
    with world.transaction():
        return world.add(
            BranchProtection(world.new_id(BranchProtection), seeded.repository, "main", NOON, NOON, **rules)
        )


def forget(seeded: Seeded) -> None:
    seeded.events.clear()


def watched(product: str = "github.com") -> Seeded:
    """A seeded world in which the payload of every event is made, and checked, as soon as it happens."""
    seeded = make_seeded(product)
    rendered: dict[str, Any] = {}
    vars(seeded)["rendered"] = rendered

    def render(events: list[Event]) -> None:
        rendered.update({event.guid: payload(seeded.world, event) for event in events})

    seeded.world.subscribers.append(render)
    return seeded


def payloads(seeded: Seeded) -> dict[str, list[Any]]:
    """The payloads of all events since, by name, as they were made when it happened."""
    found: dict[str, list[Any]] = {}
    for event in seeded.events:
        found.setdefault(event.name, []).append(vars(seeded)["rendered"][event.guid])
    return found


def only(seeded: Seeded, name: str) -> Any:
    """The payload of the only event, which is called `name`."""
    assert seeded.names == [name]
    return payloads(seeded)[name][0]


def body_of(seeded: Seeded, operation_id: str, value: Any) -> Any:
    return answer(seeded.world, operation_id, value)
