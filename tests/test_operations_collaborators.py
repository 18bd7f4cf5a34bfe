from __future__ import annotations

from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, answer, payload, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import collaborators

HERE = {"owner": "octocat", "repo": "hello-world"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def level(there: Seeded, username: str, **which: str) -> tuple[str, str]:
    found = collaborators.get_collaborator_permission_level(
        there.world, there.actor, **(which or HERE), username=username
    )
    body = answer(there.world, "repos/get-collaborator-permission-level", found)
    assert body["user"]["login"] == username
    return body["permission"], body["role_name"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_new_collaborator_is_told(product: str) -> None:
    there = seeded(product)
    collaborators.add_at_once(there.world, there.actor, **HERE, username="hubot", permission="maintain")
    body = payload(there.world, there.event("member.added"))
    assert body["member"]["login"] == "hubot"
    assert body["changes"]["permission"] == {"to": "write"}
    assert level(there, "hubot") == ("write", "maintain")
    there.events.clear()
    collaborators.add_at_once(there.world, there.actor, **HERE, username="hubot", permission="pull")
    edited = payload(there.world, there.event("member.edited"))
    assert edited["changes"]["old_permission"] == {"from": "write"}
    there.events.clear()
    collaborators.add_at_once(there.world, there.actor, **HERE, username="hubot", permission="pull")
    assert there.names == []
    collaborators.remove_collaborator(there.world, there.actor, **HERE, username="hubot")
    assert payload(there.world, there.event("member.removed"))["member"]["login"] == "hubot"
    with refused(there, NotFound):
        collaborators.check_collaborator(there.world, there.actor, **HERE, username="hubot")


def test_permissions_are_read_from_every_source(there: Seeded) -> None:
    assert level(there, "octocat") == ("admin", "admin")
    # What is public may be read by everybody, but that makes no collaborator.
    assert level(there, "hubot") == ("read", "read")
    with refused(there, NotFound):
        collaborators.check_collaborator(there.world, there.actor, **HERE, username="hubot")
    assert level(there, "monalisa", **WIDGETS) == ("write", "write")
    assert level(there, "hubot", **WIDGETS) == ("none", "none")
    collaborators.check_collaborator(there.world, there.member, **WIDGETS, username="octocat")


def test_collaborators_are_listed_with_their_roles(there: Seeded) -> None:
    collaborators.add_at_once(there.world, there.actor, **WIDGETS, username="hubot", permission="triage")

    def found(**wanted: Any) -> list[tuple[str, str]]:
        listed = collaborators.list_collaborators(there.world, there.actor, **WIDGETS, **wanted)
        rows = answer(there.world, "repos/list-collaborators", listed)
        return [(row["login"], row["role_name"]) for row in rows]

    assert found() == [("octocat", "admin"), ("hubot", "triage"), ("monalisa", "write")]
    assert found(affiliation="outside") == [("hubot", "triage")]
    assert found(permission="push") == [("octocat", "admin"), ("monalisa", "write")]


def test_refused_roles_change_nothing(there: Seeded) -> None:
    with refused(there, Forbidden, "Must have admin rights to Repository."):
        collaborators.add_collaborator(there.world, there.stranger, **HERE, username="hubot")
    with refused(there, NotFound):
        collaborators.add_collaborator(there.world, there.actor, **HERE, username="nobody")
    with refused(there, ValidationFailed, "Repository owner cannot be a collaborator"):
        collaborators.add_collaborator(there.world, there.actor, **HERE, username="octocat")
    with refused(there, ValidationFailed):
        collaborators.add_collaborator(there.world, there.actor, **HERE, username="hubot", permission="x")
    with refused(there, Forbidden):
        collaborators.list_collaborators(there.world, there.stranger, **HERE)
