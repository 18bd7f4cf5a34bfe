"""How accounts and teams look from outside.

Everywhere an account is a `simple-user`, which does not say its name or email. A profile (`GET /user`)
says more; the operations that answer with one add those fields themselves.
"""

from __future__ import annotations

from fakegithub.clock import node_id
from fakegithub.model.accounts import Account, Organization, Team
from fakegithub.model.repositories import granted
from fakegithub.spec import MISSING
from fakegithub.urls import ACCOUNT_PREFIXES, quoted
from fakegithub.views.view import View, derived, view


def _user_url(suffix: str) -> derived:
    return derived(lambda account, urls: f"{urls.api_root}/users/{quoted(account.login)}{suffix}")


def _node_id(account: Account) -> str:
    return node_id(ACCOUNT_PREFIXES[account.type], account.id)


@view(Account)
class AccountView(View):
    node_id = derived(lambda account, _: _node_id(account))
    url = _user_url("")
    html_url = derived(lambda account, urls: urls.html(account))
    avatar_url = derived(lambda account, urls: urls.avatar(account))
    gravatar_id = derived(lambda _account, _: "")
    followers_url = _user_url("/followers")
    following_url = _user_url("/following{/other_user}")
    gists_url = _user_url("/gists{/gist_id}")
    starred_url = _user_url("/starred{/owner}{/repo}")
    subscriptions_url = _user_url("/subscriptions")
    organizations_url = _user_url("/orgs")
    repos_url = _user_url("/repos")
    events_url = _user_url("/events{/privacy}")
    received_events_url = _user_url("/received_events")
    user_view_type = derived(lambda _account, _: "public")
    # Of a profile only.
    name = derived(lambda _account, _: MISSING)
    email = derived(lambda _account, _: MISSING)


def _org_url(suffix: str) -> derived:
    return derived(lambda org, urls: f"{urls.api_root}/orgs/{quoted(org.account.login)}{suffix}")


@view(Organization)
class OrganizationView(View):
    id = derived(lambda org, _: org.account.id)
    login = derived(lambda org, _: org.account.login)
    node_id = derived(lambda org, _: _node_id(org.account))
    url = _org_url("")
    repos_url = _org_url("/repos")
    events_url = _org_url("/events")
    hooks_url = _org_url("/hooks")
    issues_url = _org_url("/issues")
    members_url = _org_url("/members{/member}")
    public_members_url = _org_url("/public_members{/member}")
    avatar_url = derived(lambda org, urls: urls.avatar(org.account))
    description = derived(lambda org, _: org.account.description)


@view(Team)
class TeamView(View):
    node_id = derived(lambda team, _: node_id("T", team.organization.id, team.id))
    url = derived(lambda team, urls: urls.api(team))
    html_url = derived(lambda team, urls: urls.html(team))
    members_url = derived(lambda team, urls: f"{urls.api(team)}/members{{/member}}")
    repositories_url = derived(lambda team, urls: f"{urls.api(team)}/repos")
    type = derived(lambda _team, _: "organization")
    organization_id = derived(lambda team, _: team.organization.id)
    organization = derived(lambda team, _: Organization(team.organization))
    members_count = derived(lambda team, _: len(team.members))
    repos_count = derived(lambda team, _: len(team.repositories))
    access_source = derived(lambda _team, _: "direct")
    permissions = derived(lambda team, _: granted(team.permission))
