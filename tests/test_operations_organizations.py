from __future__ import annotations

import pytest
from world_helpers import Seeded, answer, refused, seeded

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import organizations, teams

ORG = {"org": "octo-org"}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def test_members_see_members_and_others_the_public_ones(there: Seeded) -> None:
    def found(actor: object, **wanted: str) -> list[str]:
        return [a.login for a in organizations.list_members(there.world, actor, **ORG, **wanted)]

    assert found(there.member) == ["octocat", "monalisa"]
    assert found(there.member, role="admin") == ["octocat"]
    assert found(there.member, role="member") == ["monalisa"]
    assert found(there.member, filter="2fa_disabled") == []
    assert found(ANONYMOUS) == found(there.stranger) == ["octocat"]


def test_membership_is_204_404_or_a_redirect_for_strangers(there: Seeded) -> None:
    check = organizations.check_membership_for_user
    assert check(there.world, there.actor, **ORG, username="monalisa").status == 204
    with refused(there, NotFound):
        check(there.world, there.actor, **ORG, username="hubot")
    with refused(there, NotFound):
        check(there.world, there.actor, org="octocat", username="hubot")
    elsewhere = check(there.world, there.stranger, **ORG, username="monalisa")
    assert elsewhere.status == 302
    assert elsewhere.location == "https://api.github.com/orgs/octo-org/public_members/monalisa"
    organizations.check_public_membership_for_user(there.world, ANONYMOUS, **ORG, username="octocat")
    with refused(there, NotFound):
        organizations.check_public_membership_for_user(there.world, ANONYMOUS, **ORG, username="monalisa")


def test_a_membership_has_a_role(there: Seeded) -> None:
    found = organizations.get_membership_for_user(there.world, there.member, **ORG, username="octocat")
    body = answer(there.world, "orgs/get-membership-for-user", found)
    assert (body["role"], body["state"], body["user"]["login"]) == ("admin", "active", "octocat")
    assert body["organization"]["url"] == "https://api.github.com/orgs/octo-org"
    with refused(there, NotFound):
        organizations.get_membership_for_user(there.world, there.member, **ORG, username="hubot")
    with refused(there, Forbidden):
        organizations.get_membership_for_user(there.world, there.stranger, **ORG, username="octocat")


def test_an_organization_says_how_much_it_has(there: Seeded) -> None:
    body = answer(there.world, "orgs/get", organizations.get(there.world, ANONYMOUS, **ORG))
    assert (body["login"], body["type"], body["public_repos"]) == ("octo-org", "Organization", 0)
    assert body["description"] == "Octo things"
    with refused(there, NotFound):
        organizations.get(there.world, ANONYMOUS, org="octocat")


def test_users_list_their_organizations(there: Seeded) -> None:
    mine = organizations.list_for_authenticated_user(there.world, there.member)
    assert [o.account.login for o in mine] == ["octo-org"]
    assert organizations.list_for_user(there.world, ANONYMOUS, username="monalisa") == []
    public = organizations.list_for_user(there.world, ANONYMOUS, username="octocat")
    assert [o.account.login for o in public] == ["octo-org"]


def test_a_team_is_for_members_only(there: Seeded) -> None:
    found = teams.get_by_name(there.world, there.member, **ORG, team_slug="core")
    body = answer(there.world, "teams/get-by-name", found)
    assert (body["name"], body["members_count"], body["repos_count"]) == ("Core", 1, 1)
    assert body["html_url"] == "https://github.com/orgs/octo-org/teams/core"
    assert body["organization"]["login"] == "octo-org"
    with refused(there, NotFound):
        teams.get_by_name(there.world, there.stranger, **ORG, team_slug="core")
    with refused(there, NotFound):
        teams.get_by_name(there.world, there.member, **ORG, team_slug="none")
    with refused(there, Forbidden):
        teams.list_teams(there.world, there.stranger, **ORG)


def test_a_team_has_members_and_repositories(there: Seeded) -> None:
    members = teams.list_members_in_org(there.world, there.actor, **ORG, team_slug="core")
    assert [account.login for account in members] == ["monalisa"]
    assert teams.list_members_in_org(there.world, there.actor, **ORG, team_slug="core", role="member") == []
    membership = teams.get_membership_for_user_in_org(
        there.world, there.actor, **ORG, team_slug="core", username="monalisa"
    )
    assert membership["role"] == "maintainer"
    with refused(there, NotFound):
        teams.get_membership_for_user_in_org(
            there.world, there.actor, **ORG, team_slug="core", username="octocat"
        )
    found = teams.list_repository_teams(there.world, there.actor, owner="octo-org", repo="widgets")
    (row,) = answer(there.world, "repos/list-teams", found)
    assert (row["slug"], row["permission"], row["permissions"]["push"]) == ("core", "push", True)
    with refused(there, Forbidden):
        teams.list_repository_teams(there.world, there.member, owner="octo-org", repo="widgets")
