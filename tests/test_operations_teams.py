from __future__ import annotations

from typing import Any

import pytest
from world_helpers import PRODUCTS, Seeded, answer, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor, Team
from fakegithub.operations.operation import OPERATIONS

ORG = {"org": "octo-org"}
CORE = {**ORG, "team_slug": "core"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def run(there: Seeded, operation: str, by: Actor | None = None, **parameters: Any) -> Any:
    found = OPERATIONS[f"teams/{operation}"].function(there.world, by or there.actor, **parameters)
    return value_of(found)


def create(there: Seeded, **fields: Any) -> Team:
    team: Team = run(there, "create", **{**ORG, "name": "Front End", **fields})
    return team


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_new_team_is_told_with_its_maintainers_and_repositories(product: str) -> None:
    there = seeded(product)
    team = create(there, maintainers=["monalisa"], repo_names=["octo-org/widgets"])
    assert (team.slug, team.privacy) == ("front-end", "secret")
    assert there.names == [
        "team.created",
        "membership.added",
        "membership.added",
        "team.added_to_repository",
        "team_add",
    ]
    body = payload(there.world, there.event("team.created"))
    assert body["team"]["html_url"].endswith("/orgs/octo-org/teams/front-end")
    assert body["organization"]["login"] == "octo-org"
    members = [e.subjects["member"].login for e in there.events if e.event == "membership"]
    assert members == ["octocat", "monalisa"]
    assert set(team.members.values()) == {"maintainer"}
    added = payload(there.world, there.event("team_add"))
    assert list(added) == ["team", "repository", "organization", *_enterprise(product), "sender"]
    assert added["repository"]["full_name"] == "octo-org/widgets"


def _enterprise(product: str) -> list[str]:
    return ["enterprise"] if product.startswith("ghes") else []


def test_a_name_is_unique_in_its_organization(there: Seeded) -> None:
    with refused(there, ValidationFailed) as caught:
        create(there, name="CORE")
    assert caught.value.errors == [
        {
            "resource": "Team",
            "field": "name",
            "code": "already_exists",
            "message": "Name must be unique for this org",
        }
    ]
    with refused(there, ValidationFailed):
        create(there, name="--")
    with refused(there, ValidationFailed):
        create(there, maintainers=["hubot"])
    with refused(there, ValidationFailed):
        create(there, repo_names=["octocat/hello-world"])
    with refused(there, Forbidden, "Must be a member of octo-org."):
        run(there, "create", there.stranger, **ORG, name="Strangers")


def test_teams_nest_and_secret_ones_do_not(there: Seeded) -> None:
    child = create(there, parent_team_id=there.team.id)
    assert (child.parent, child.privacy) == (there.team, "closed")
    assert run(there, "list-child-in-org", **CORE) == [child]
    assert payload(there.world, there.event("team.created"))["team"]["parent"]["slug"] == "core"
    with refused(there, ValidationFailed, "Secret teams cannot be nested"):
        create(there, name="Hidden", parent_team_id=there.team.id, privacy="secret")
    with refused(there, ValidationFailed):
        run(there, "update-in-org", **CORE, parent_team_id=child.id)
    with refused(there, NotFound):
        create(there, name="Lost", parent_team_id=1)
    run(there, "update-in-org", **ORG, team_slug="front-end", parent_team_id=None)
    assert child.parent is None


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_edited_team_says_what_it_was(product: str) -> None:
    there = seeded(product)
    run(there, "update-in-org", **CORE, name="Inner Core", description="Inside", privacy="secret")
    body = payload(there.world, there.event("team.edited"))
    assert body["changes"] == {
        "name": {"from": "Core"},
        "description": {"from": ""},
        "privacy": {"from": "closed"},
    }
    assert body["team"]["slug"] == there.team.slug == "inner-core"
    there.events.clear()
    run(there, "update-in-org", **ORG, team_slug="inner-core", description="Inside")
    assert there.names == []


def test_only_owners_and_maintainers_change_a_team(there: Seeded) -> None:
    with there.world.transaction():
        there.world.update(there.org, members={**there.org.members, there.hubot.id: "member"})
    for operation in ("update-in-org", "delete-in-org"):
        with refused(there, Forbidden):
            run(there, operation, there.stranger, **CORE)
    with refused(there, Forbidden):
        run(
            there,
            "add-or-update-membership-for-user-in-org",
            there.stranger,
            **CORE,
            username="hubot",
        )
    run(there, "update-in-org", there.member, **CORE, description="By its maintainer")
    assert there.names == ["team.edited"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_deleted_team_takes_its_children_with_it(product: str) -> None:
    there = seeded(product)
    create(there, parent_team_id=there.team.id)
    there.events.clear()
    run(there, "delete-in-org", **CORE)
    assert there.names == ["team.deleted", "membership.removed", "team.deleted", "membership.removed"]
    removed = payload(there.world, there.events[-1])
    assert removed["team"] == {"id": there.team.id, "name": "Core", "deleted": True}
    assert removed["member"]["login"] == "monalisa"
    assert there.world.all(Team, organization=there.org) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_members_come_and_go(product: str) -> None:
    there = seeded(product)
    membership = run(there, "add-or-update-membership-for-user-in-org", **CORE, username="octocat")
    # An owner of the organization maintains every team.
    assert (membership["state"], membership["role"]) == ("active", "maintainer")
    body = payload(there.world, there.event("membership.added"))
    assert (body["scope"], body["member"]["login"], body["team"]["slug"]) == ("team", "octocat", "core")
    there.events.clear()
    run(there, "add-or-update-membership-for-user-in-org", **CORE, username="octocat")
    assert there.names == []
    run(there, "remove-membership-for-user-in-org", there.member, **CORE, username="monalisa")
    body = payload(there.world, there.event("membership.removed"))
    assert (body["member"]["login"], body["sender"]["login"]) == ("monalisa", "monalisa")
    with refused(there, NotFound):
        run(there, "remove-membership-for-user-in-org", **CORE, username="monalisa")


def test_who_is_no_member_is_invited_to_the_organization(there: Seeded) -> None:
    membership = run(there, "add-or-update-membership-for-user-in-org", **CORE, username="hubot")
    assert membership["state"] == "pending"
    assert there.names == ["organization.member_invited"]
    assert there.event("organization.member_invited").subjects["invitation"].team_ids == (there.team.id,)
    found = run(there, "get-membership-for-user-in-org", **CORE, username="hubot")
    assert found["state"] == "pending"
    there.events.clear()
    OPERATIONS["orgs/update-membership-for-authenticated-user"].function(
        there.world, there.stranger, **ORG, state="active"
    )
    assert there.names == ["organization.member_added", "membership.added"]
    assert there.team.members[there.hubot.id] == "member"


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_team_is_given_a_role_another_one_and_none(product: str) -> None:
    there = seeded(product)
    where = {**CORE, **WIDGETS}
    run(there, "add-or-update-repo-permissions-in-org", **where, permission="push")
    assert there.names == []
    run(there, "add-or-update-repo-permissions-in-org", **where, permission="admin")
    body = payload(there.world, there.event("team.edited"))
    before = body["changes"]["repository"]["permissions"]["from"]
    assert {name: before[name] for name in ("admin", "push", "pull")} == {
        "admin": False,
        "push": True,
        "pull": True,
    }
    assert body["repository"]["full_name"] == "octo-org/widgets"
    assert there.world.role(there.monalisa, there.widgets) == "admin"
    there.events.clear()
    run(there, "remove-repo-in-org", **where)
    assert payload(there.world, there.event("team.removed_from_repository"))["team"]["slug"] == "core"
    assert there.world.role(there.monalisa, there.widgets) == "pull"
    with refused(there, NotFound):
        run(there, "check-permissions-for-repo-in-org", **where)
    there.events.clear()
    # Without a permission it is the team's own.
    run(there, "add-or-update-repo-permissions-in-org", **where)
    assert there.names == ["team.added_to_repository", "team_add"]
    assert there.team.repositories == {there.widgets.id: "pull"}


def test_a_team_works_in_its_organization_only(there: Seeded) -> None:
    operation = "add-or-update-repo-permissions-in-org"
    with refused(there, ValidationFailed):
        run(there, operation, **CORE, owner="octocat", repo="hello-world")
    with refused(there, ValidationFailed):
        run(there, operation, **CORE, **WIDGETS, permission="rule")
    with refused(there, Forbidden):
        run(there, operation, there.member, **CORE, **WIDGETS, permission="admin")
    (listed,) = answer(
        there.world,
        "teams/list-repos-in-org",
        OPERATIONS["teams/list-repos-in-org"].function(there.world, there.actor, **CORE),
    )
    assert (listed["full_name"], listed["role_name"]) == ("octo-org/widgets", "write")
