"""How a repository looks from outside: it stands in every payload, so its URLs are made at one go."""

from __future__ import annotations

from fakegithub.model.repositories import Repository
from fakegithub.spec import MISSING
from fakegithub.views.view import View, derived, view


def _api(suffix: str) -> derived:
    return derived(lambda repo, urls: f"{urls.api_root}/repos/{repo.owner.login}/{repo.name}{suffix}")


def _html(suffix: str) -> derived:
    return derived(lambda repo, urls: f"{urls.html_root}/{repo.owner.login}/{repo.name}{suffix}")


# Said only in the answer to a request for this one repository, or elsewhere where it is added: not in lists,
# not inside other answers, and not in events.
_ELSEWHERE = derived(lambda _repo, _: MISSING)


@view(Repository)
class RepositoryView(View):
    url = _api("")
    html_url = _html("")
    archive_url = _api("/{archive_format}{/ref}")
    assignees_url = _api("/assignees{/user}")
    blobs_url = _api("/git/blobs{/sha}")
    branches_url = _api("/branches{/branch}")
    clone_url = _html(".git")
    collaborators_url = _api("/collaborators{/collaborator}")
    comments_url = _api("/comments{/number}")
    commits_url = _api("/commits{/sha}")
    compare_url = _api("/compare/{base}...{head}")
    contents_url = _api("/contents/{+path}")
    contributors_url = _api("/contributors")
    deployments_url = _api("/deployments")
    downloads_url = _api("/downloads")
    events_url = _api("/events")
    forks_url = _api("/forks")
    git_commits_url = _api("/git/commits{/sha}")
    git_refs_url = _api("/git/refs{/sha}")
    git_tags_url = _api("/git/tags{/sha}")
    git_url = derived(lambda repo, urls: urls.git(repo))
    hooks_url = _api("/hooks")
    issue_comment_url = _api("/issues/comments{/number}")
    issue_events_url = _api("/issues/events{/number}")
    issues_url = _api("/issues{/number}")
    keys_url = _api("/keys{/key_id}")
    labels_url = _api("/labels{/name}")
    languages_url = _api("/languages")
    merges_url = _api("/merges")
    milestones_url = _api("/milestones{/number}")
    notifications_url = _api("/notifications{?since,all,participating}")
    pulls_url = _api("/pulls{/number}")
    releases_url = _api("/releases{/id}")
    ssh_url = derived(lambda repo, urls: urls.ssh(repo))
    stargazers_url = _api("/stargazers")
    statuses_url = _api("/statuses/{sha}")
    subscribers_url = _api("/subscribers")
    subscription_url = _api("/subscription")
    svn_url = _html("")
    tags_url = _api("/tags")
    teams_url = _api("/teams")
    trees_url = _api("/git/trees{/sha}")

    forks = derived(lambda repo, _: repo.forks_count)
    open_issues = derived(lambda repo, _: repo.open_issues_count)
    stargazers_count = derived(lambda repo, _: len(repo.stargazers))
    # `watchers` have been stargazers since 2012; who watches is a subscriber.
    # https://docs.github.com/rest/activity/starring
    watchers = stargazers_count
    watchers_count = stargazers_count
    has_pull_requests = derived(lambda _repo, _: True)
    pull_request_creation_policy = derived(lambda _repo, _: "all")
    # They are an organization's: a user's repository lacks the key.
    custom_properties = derived(
        lambda repo, _: repo.custom_properties if repo.owner.is_organization else MISSING
    )
    organization = parent = source = subscribers = stargazers = _ELSEWHERE
    security_and_analysis = anonymous_access_enabled = _ELSEWHERE
    allow_squash_merge = allow_merge_commit = allow_rebase_merge = allow_auto_merge = _ELSEWHERE
    delete_branch_on_merge = allow_update_branch = use_squash_pr_title_as_default = _ELSEWHERE
    squash_merge_commit_message = squash_merge_commit_title = _ELSEWHERE
    merge_commit_message = merge_commit_title = _ELSEWHERE
