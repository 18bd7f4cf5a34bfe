from __future__ import annotations

import pytest
from world_helpers import NOON, PRODUCTS, add_repository, project, seeded

from fakegithub.model.repositories import Star, Subscription
from fakegithub.operations.repositories import full
from fakegithub.spec import document

# As in the example of https://docs.github.com/rest/repos/repos#get-a-repository, after the
# repository's own URL.
API = {
    "url": "",
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


@pytest.mark.parametrize(
    ("product", "api", "host"),
    [
        ("github.com", "https://api.github.com", "github.com"),
        ("ghes-3.19", "https://github.example.com/api/v3", "github.example.com"),
    ],
)
def test_urls_are_those_of_the_documentation(product: str, api: str, host: str) -> None:
    there = seeded(product)
    schema = document(product).component("full-repository")
    body = project(there.world, schema, full(there.world, there.actor, there.repository))
    name = "octocat/hello-world"
    expected = {key: f"{api}/repos/{name}{suffix}" for key, suffix in API.items()} | {
        "html_url": f"https://{host}/{name}",
        "clone_url": f"https://{host}/{name}.git",
        "git_url": f"git://{host}/{name}.git",
        "ssh_url": f"git@{host}:{name}.git",
        "svn_url": f"https://{host}/{name}",
        "mirror_url": None,
    }
    found = {key: body[key] for key in body if key == "url" or key.endswith("_url")}
    assert found == expected


def test_a_served_world_has_all_urls_at_its_own_origin() -> None:
    there = seeded()
    there.world.urls.serve_at("http://127.0.0.1:8080")
    schema = document("github.com").component("full-repository")
    body = project(there.world, schema, full(there.world, there.actor, there.repository))
    urls = [value for key, value in body.items() if key.endswith("url") and value is not None]
    others = [url for url in urls if not url.startswith("http://127.0.0.1:8080/")]
    assert others == [
        "git://127.0.0.1:8080/octocat/hello-world.git",
        "git@127.0.0.1:8080:octocat/hello-world.git",
    ]


@pytest.mark.parametrize("product", PRODUCTS)
def test_counts_follow_the_world(product: str) -> None:
    there = seeded(product)
    world = there.world
    with world.transaction():
        stars = (Star(there.octocat, NOON), Star(there.hubot, NOON))
        watching = (Subscription(there.octocat, NOON), Subscription(there.hubot, NOON, ignored=True))
        world.update(there.repository, stargazers=stars, subscriptions=watching, forks_count=3)
        fork = add_repository(world, there.hubot, "fork", files={}, parent=there.repository)
    schema = document(product).component("full-repository")
    body = project(world, schema, full(world, there.actor, there.repository))
    assert (body["stargazers_count"], body["watchers_count"], body["watchers"]) == (2, 2, 2)
    assert (body["subscribers_count"], body["forks"], body["forks_count"]) == (1, 3, 3)
    assert (body["network_count"], body["open_issues"]) == (3, 0)
    child = project(world, schema, full(world, there.actor, fork))
    assert (child["fork"], child["network_count"], child["forks"]) == (True, 3, 0)


def test_a_payload_s_repository_has_no_family() -> None:
    there = seeded()
    schema = document("github.com").component("repository-webhooks", webhooks=True)
    body = project(there.world, schema, there.widgets)
    assert not {"organization", "parent", "source", "permissions"} & body.keys()
    assert (body["private"], body["visibility"]) == (True, "private")
