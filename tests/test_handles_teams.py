"""Teams, organizations and installations in the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakegithub.github import GitHub
from fakegithub.handles import AccountHandle, RepositoryHandle


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub(strict=True) as github:
        yield github


@pytest.fixture
def organization(github: GitHub) -> AccountHandle:
    github.user("octocat")
    github.user("hubot")
    return github.organization("octo-org", members={"octocat": "admin"})


@pytest.fixture
def widgets(organization: AccountHandle) -> RepositoryHandle:
    return organization.create_repository("widgets", private=True)


def test_a_team_has_members_and_repositories(
    github: GitHub, organization: AccountHandle, widgets: RepositoryHandle
) -> None:
    names: list[str] = []
    github.world.subscribers.append(lambda events: names.extend(event.name for event in events))
    organization.add_member("hubot")
    team = organization.create_team("Core", privacy="closed")
    team.add_member("hubot")
    assert team.members == {"octocat": "maintainer", "hubot": "member"}
    team.add_repository(widgets, "maintain")
    hubot = github.account("hubot").entity
    assert github.world.role(hubot, widgets.entity) == "maintain"
    team.remove_repository(widgets)
    team.edit(name="Inner Core")
    assert (team.slug, repr(team)) == ("inner-core", "<Team octo-org/inner-core>")
    team.remove_member("hubot")
    team.delete()
    organization.remove_member("hubot")
    organization.rename("octo-inc")
    assert github.repository("octo-inc/widgets") == widgets
    widgets.add_collaborator("hubot", "triage")
    assert github.world.role(hubot, widgets.entity) == "triage"
    assert names == [
        "organization.member_added",
        "team.created",
        "membership.added",
        "membership.added",
        "team.added_to_repository",
        "team_add",
        "team.removed_from_repository",
        "team.edited",
        "membership.removed",
        "team.deleted",
        "membership.removed",
        "organization.member_removed",
        "organization.renamed",
        "member.added",
    ]


def test_an_installation_changes_and_ends(
    github: GitHub, organization: AccountHandle, widgets: RepositoryHandle
) -> None:
    app = github.app("ci", owner="octocat", permissions={"checks": "write"})
    installation = app.install(organization, repositories=[widgets])
    gadgets = organization.create_repository("gadgets")
    installation.add_repositories(gadgets)
    installation.remove_repositories(widgets)
    assert installation.entity.repository_ids == {gadgets.id}
    app.update(permissions={"checks": "read"})
    installation.accept_permissions()
    assert installation.entity.permissions == {"metadata": "read", "checks": "read"}
    installation.suspend()
    assert installation.entity.suspended_by is github.account("octocat").entity
    installation.unsuspend()
    assert app.authorize(by="hubot").startswith("ghu_")
    app.revoke_authorization(by="hubot")
    installation.delete()
    assert github.world.get(type(installation.entity), installation.id) is None


def test_an_organization_has_hooks_and_a_user_a_new_name(github: GitHub, organization: AccountHandle) -> None:
    hook = organization.create_hook("http://receiver.test/", secret="geheim", events=["team"])
    assert (hook.type, hook.events, hook.content_type) == ("Organization", ("team",), "json")
    github.account("hubot").rename("bender")
    assert github.account("bender").id
