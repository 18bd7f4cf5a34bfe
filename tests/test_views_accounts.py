from __future__ import annotations

import base64
import struct

import pytest
from world_helpers import Seeded, project, seeded

from fakegithub.model.accounts import Organization
from fakegithub.spec import document

# As in the examples of https://docs.github.com/rest/users/users, of a user called octocat.
USER_URLS = {
    "url": "https://api.github.com/users/octocat",
    "html_url": "https://github.com/octocat",
    "followers_url": "https://api.github.com/users/octocat/followers",
    "following_url": "https://api.github.com/users/octocat/following{/other_user}",
    "gists_url": "https://api.github.com/users/octocat/gists{/gist_id}",
    "starred_url": "https://api.github.com/users/octocat/starred{/owner}{/repo}",
    "subscriptions_url": "https://api.github.com/users/octocat/subscriptions",
    "organizations_url": "https://api.github.com/users/octocat/orgs",
    "repos_url": "https://api.github.com/users/octocat/repos",
    "events_url": "https://api.github.com/users/octocat/events{/privacy}",
    "received_events_url": "https://api.github.com/users/octocat/received_events",
}


@pytest.fixture
def there() -> Seeded:
    return seeded()


def test_a_simple_user_has_urls_but_no_name_or_email(there: Seeded) -> None:
    body = project(there.world, document("github.com").component("simple-user"), there.octocat)
    assert {name: body[name] for name in USER_URLS} == USER_URLS
    assert (body["login"], body["type"], body["site_admin"]) == ("octocat", "User", False)
    assert body["avatar_url"] == f"https://avatars.githubusercontent.com/u/{there.octocat.id}?v=4"
    # GitHub shows these in profiles only.
    assert "name" not in body
    assert "email" not in body


def test_a_bot_lives_among_the_apps(there: Seeded) -> None:
    body = project(there.world, document("github.com").component("simple-user"), there.app.bot)
    assert (body["login"], body["type"]) == ("ci-bot[bot]", "Bot")
    assert body["url"] == "https://api.github.com/users/ci-bot%5Bbot%5D"
    assert body["html_url"] == "https://github.com/apps/ci-bot"


@pytest.mark.parametrize(("who", "prefix"), [("octocat", "U"), ("org", "O")])
def test_a_node_id_is_the_type_and_a_packed_id(there: Seeded, who: str, prefix: str) -> None:
    account = getattr(there, who)
    body = project(there.world, document("github.com").component("simple-user"), account)
    kind, _, packed = body["node_id"].partition("_")
    assert kind == prefix
    # msgpack of [0, id]: an array of two, zero, an unsigned 32-bit integer.
    assert base64.urlsafe_b64decode(packed + "==") == struct.pack(">BBBI", 0x92, 0, 0xCE, account.id)


@pytest.mark.parametrize(
    ("product", "root"),
    [("github.com", "https://api.github.com"), ("ghes-3.19", "https://github.example.com/api/v3")],
)
def test_an_organization_is_found_among_the_organizations(product: str, root: str) -> None:
    there = seeded(product)
    schema = document(product).component("organization-simple-webhooks", webhooks=True)
    body = project(there.world, schema, Organization(there.org))
    assert body["url"] == f"{root}/orgs/octo-org"
    assert body["hooks_url"] == f"{root}/orgs/octo-org/hooks"
    assert body["members_url"] == f"{root}/orgs/octo-org/members{{/member}}"
    assert body["public_members_url"] == f"{root}/orgs/octo-org/public_members{{/member}}"
    assert body["description"] == "Octo things"


def test_an_app_is_shown_with_its_owner_and_permissions(there: Seeded) -> None:
    body = project(there.world, document("github.com").component("integration"), there.app)
    assert (body["slug"], body["html_url"]) == ("ci-bot", "https://github.com/apps/ci-bot")
    assert (body["owner"]["login"], body["permissions"]["checks"]) == ("octocat", "write")
    assert body["events"] == ["push", "pull_request"]
