"""What GitHub says about itself: its root, its versions, its addresses, its zen."""

from __future__ import annotations

from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.operations.operation import operation
from fakegithub.world import World

_SEARCH = "?q={query}{&page,per_page,sort,order}"
_LIST = "{?type,page,per_page,sort}"
# https://docs.github.com/rest/meta/meta#github-api-root
_ROOT = {
    "current_user_url": "/user",
    "authorizations_url": "/authorizations",
    "code_search_url": f"/search/code{_SEARCH}",
    "commit_search_url": f"/search/commits{_SEARCH}",
    "emails_url": "/user/emails",
    "emojis_url": "/emojis",
    "events_url": "/events",
    "feeds_url": "/feeds",
    "followers_url": "/user/followers",
    "following_url": "/user/following{/target}",
    "gists_url": "/gists{/gist_id}",
    "hub_url": "/hub",
    "issue_search_url": f"/search/issues{_SEARCH}",
    "issues_url": "/issues",
    "keys_url": "/user/keys",
    "label_search_url": "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
    "notifications_url": "/notifications",
    "organization_url": "/orgs/{org}",
    "organization_repositories_url": f"/orgs/{{org}}/repos{_LIST}",
    "organization_teams_url": "/orgs/{org}/teams",
    "public_gists_url": "/gists/public",
    "rate_limit_url": "/rate_limit",
    "repository_url": "/repos/{owner}/{repo}",
    "repository_search_url": f"/search/repositories{_SEARCH}",
    "current_user_repositories_url": f"/user/repos{_LIST}",
    "starred_url": "/user/starred{/owner}{/repo}",
    "starred_gists_url": "/gists/starred",
    "topic_search_url": "/search/topics?q={query}{&page,per_page}",
    "user_url": "/users/{user}",
    "user_organizations_url": "/user/orgs",
    "user_repositories_url": f"/users/{{user}}/repos{_LIST}",
    "user_search_url": f"/search/users{_SEARCH}",
}
_ZEN = (
    "Responsive is better than fast.",
    "It's not fully shipped until it's fast.",
    "Anything added dilutes everything else.",
    "Practicality beats purity.",
    "Approachable is better than simple.",
    "Mind your words, they are important.",
    "Speak like a human.",
    "Half measures are as bad as nothing at all.",
    "Encourage flow.",
    "Non-blocking is better than blocking.",
    "Favor focus over features.",
    "Avoid administrative distraction.",
    "Design for failure.",
    "Keep it logically awesome.",
)
# Where a fake's deliveries and answers come from.
_LOOPBACK = ["127.0.0.0/8", "::1/128"]


@operation("meta/root", credentials="any")
def root(world: World, actor: Actor) -> dict[str, str]:
    """https://docs.github.com/rest/meta/meta#github-api-root"""
    urls = {name: f"{world.urls.api_root}{path}" for name, path in _ROOT.items()}
    applications = f"{world.urls.html_root}/settings/connections/applications{{/client_id}}"
    return {"current_user_authorizations_html_url": applications, **urls}


@operation("meta/get", credentials="any")
def get_meta(world: World, actor: Actor) -> dict[str, Any]:
    """On GHES its version; elsewhere the addresses that deliveries come from, which are the loopback's.

    https://docs.github.com/rest/meta/meta#get-apiname-meta-information
    """
    version = world.product.version
    if version is not None:
        return {"verifiable_password_authentication": True, "installed_version": version}
    addresses = dict.fromkeys(("hooks", "web", "api", "git"), _LOOPBACK)
    return {"verifiable_password_authentication": False, **addresses}


@operation("meta/get-zen", credentials="any")
def get_zen(world: World, actor: Actor) -> str:
    """One of GitHub's sentences; which one depends on the time only.

    https://docs.github.com/rest/meta/meta#get-the-zen-of-github
    """
    return _ZEN[int(world.now().timestamp()) % len(_ZEN)]


@operation("meta/get-all-versions", credentials="any")
def get_all_versions(world: World, actor: Actor) -> list[str]:
    """https://docs.github.com/rest/meta/meta#get-all-api-versions"""
    return ["2026-03-10", "2022-11-28"]
