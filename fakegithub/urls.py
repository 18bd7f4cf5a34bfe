"""The URLs that a product gives its entities: API, HTML and git.

On github.com the API has its own host; on GHES it lies under `/api/v3`. A served world has one
origin for all of it, so that every URL in a payload leads back to the fake.
https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from fakegithub.model.accounts import Account, Team
from fakegithub.model.actions import Workflow, WorkflowJob, WorkflowRun
from fakegithub.model.apps import App, Installation
from fakegithub.model.checks import CheckRun, CheckSuite, CommitStatus
from fakegithub.model.commit_comments import CommitComment
from fakegithub.model.commits import Branch, Commit, Ref
from fakegithub.model.custom_properties import CustomProperty
from fakegithub.model.deploy_keys import DeployKey
from fakegithub.model.deployments import (
    Deployment,
    DeploymentProtectionRule,
    DeploymentStatus,
    Environment,
)
from fakegithub.model.discussions import Discussion, DiscussionCategory, DiscussionComment
from fakegithub.model.entity import Entity
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.invitations import OrganizationInvitation, RepositoryInvitation
from fakegithub.model.issue_fields import IssueField
from fakegithub.model.issue_types import IssueType
from fakegithub.model.issues import Issue, IssueComment, Label, Milestone
from fakegithub.model.pages import Pages, PagesBuild
from fakegithub.model.protections import BranchProtection
from fakegithub.model.pulls import PullRequest, Review, ReviewComment, ReviewThread
from fakegithub.model.reactions import Reaction
from fakegithub.model.releases import Release, ReleaseAsset
from fakegithub.model.repositories import Repository
from fakegithub.model.rulesets import Ruleset
from fakegithub.model.stacks import Stack
from fakegithub.model.wikis import WikiPage
from fakegithub.products import Product


@lru_cache(maxsize=4096)
def quoted(segment: str) -> str:
    """One path segment, percent-encoded as GitHub encodes names in URLs."""
    return quote(segment, safe="")


class Urls:
    """The URLs of one world; `serve_at` moves all of them to the origin it is served at."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.serve_at(None)

    def serve_at(self, origin: str | None) -> None:
        """`origin` is `http://127.0.0.1:8080`, without a slash at the end; None the product's own hosts."""
        self.html_root = origin or f"https://{self.product.host}"
        if self.product.is_ghes or origin is not None:
            self.api_root = f"{self.html_root}{'/api/v3' if self.product.is_ghes else ''}"
            self.graphql_url = f"{self.html_root}{'/api' if self.product.is_ghes else ''}/graphql"
            self.uploads_root = f"{self.html_root}/api/uploads"
            self.avatars_root = f"{self.html_root}/avatars"
            self.raw_root = f"{self.html_root}/raw"
        else:
            self.api_root = "https://api.github.com"
            self.graphql_url = "https://api.github.com/graphql"
            self.uploads_root = "https://uploads.github.com"
            self.avatars_root = "https://avatars.githubusercontent.com"
            self.raw_root = "https://raw.githubusercontent.com"

    @property
    def host(self) -> str:
        """The host of the HTML pages, with the port when the URLs have one."""
        return urlsplit(self.html_root).netloc

    def api(self, entity: object) -> str:
        return self.api_root + _API_PATHS[type(entity)](entity)

    def html(self, entity: object) -> str:
        return self.html_root + _HTML_PATHS[type(entity)](entity)

    def git(self, repository: Repository) -> str:
        return f"git://{self.host}/{repository.full_name}.git"

    def ssh(self, repository: Repository) -> str:
        return f"git@{self.host}:{repository.full_name}.git"

    def avatar(self, account: Account) -> str:
        suffix = "?" if self.product.is_ghes else "?v=4"
        # An app's bot has the picture of its app.
        picture = f"u/{account.id}" if account.app_id is None else f"in/{account.app_id}"
        return f"{self.avatars_root}/{picture}{suffix}"


def _account_html(account: Account) -> str:
    return f"/apps/{account.login.removesuffix('[bot]')}" if account.type == "Bot" else f"/{account.login}"


def _repo(entity: Any) -> str:
    return f"/repos/{entity.repository.full_name}"


def _repo_html(entity: Any) -> str:
    return f"/{entity.repository.full_name}"


def _hook_api(hook: Hook) -> str:
    if isinstance(hook.target, Repository):
        return f"/repos/{hook.target.full_name}/hooks/{hook.id}"
    if isinstance(hook.target, Account):
        return f"/orgs/{hook.target.login}/hooks/{hook.id}"
    return "/app/hook" if isinstance(hook.target, App) else f"/admin/hooks/{hook.id}"


def _issue_html(issue: Issue) -> str:
    return f"{_repo_html(issue)}/{'issues' if issue.pull is None else 'pull'}/{issue.number}"


def _release_tag(release: Release) -> str:
    """The tag of a release in its HTML pages; that of a draft need not exist yet."""
    if not release.draft:
        return quote(release.tag_name)
    return f"untagged-{sha256(str(release.id).encode()).hexdigest()[:20]}"


_Paths = dict[type, Callable[[Any], str]]

_API_PATHS: _Paths = {
    Account: lambda a: f"/users/{quoted(a.login)}",
    Team: lambda t: f"/organizations/{t.organization.id}/team/{t.id}",
    App: lambda a: f"/apps/{a.slug}",
    Installation: lambda i: f"/app/installations/{i.id}",
    Repository: lambda r: f"/repos/{r.full_name}",
    Branch: lambda b: f"{_repo(b)}/branches/{quote(b.name)}",
    Commit: lambda c: f"{_repo(c)}/commits/{c.sha}",
    Ref: lambda r: f"{_repo(r)}/git/{quote(r.ref)}",
    Issue: lambda i: f"{_repo(i)}/issues/{i.number}",
    IssueComment: lambda c: f"{_repo(c)}/issues/comments/{c.id}",
    Label: lambda label: f"{_repo(label)}/labels/{quoted(label.name)}",
    Milestone: lambda m: f"{_repo(m)}/milestones/{m.number}",
    PullRequest: lambda p: f"{_repo(p)}/pulls/{p.number}",
    Review: lambda r: f"{_repo(r)}/pulls/{r.pull_request.number}/reviews/{r.id}",
    ReviewComment: lambda c: f"{_repo(c)}/pulls/comments/{c.id}",
    Stack: lambda s: f"{_repo(s)}/stacks/{s.number}",
    Discussion: lambda d: f"{_repo(d)}/discussions/{d.number}",
    DiscussionComment: lambda c: f"{_repo(c)}/discussions/comments/{c.id}",
    CommitStatus: lambda s: f"{_repo(s)}/statuses/{s.sha}",
    CheckRun: lambda c: f"{_repo(c)}/check-runs/{c.id}",
    CheckSuite: lambda c: f"{_repo(c)}/check-suites/{c.id}",
    CommitComment: lambda c: f"{_repo(c)}/comments/{c.id}",
    Workflow: lambda w: f"{_repo(w)}/actions/workflows/{w.id}",
    WorkflowRun: lambda r: f"{_repo(r)}/actions/runs/{r.id}",
    WorkflowJob: lambda j: f"{_repo(j)}/actions/jobs/{j.id}",
    Environment: lambda e: f"{_repo(e)}/environments/{quoted(e.name)}",
    DeploymentProtectionRule: lambda r: (
        f"{_repo(r)}/environments/{quoted(r.environment.name)}/deployment_protection_rules/{r.id}"
    ),
    Deployment: lambda d: f"{_repo(d)}/deployments/{d.id}",
    DeploymentStatus: lambda s: f"{_repo(s)}/deployments/{s.deployment.id}/statuses/{s.id}",
    Pages: lambda p: f"{_repo(p)}/pages",
    PagesBuild: lambda b: f"{_repo(b)}/pages/builds/{b.id}",
    BranchProtection: lambda p: f"{_repo(p)}/branches/{quote(p.pattern)}/protection",
    CustomProperty: lambda p: f"/orgs/{p.organization.login}/properties/schema/{quoted(p.property_name)}",
    DeployKey: lambda k: f"{_repo(k)}/keys/{k.id}",
    Release: lambda r: f"{_repo(r)}/releases/{r.id}",
    ReleaseAsset: lambda a: f"{_repo(a)}/releases/assets/{a.id}",
    Ruleset: lambda r: f"{_repo(r)}/rulesets/{r.id}",
    Hook: _hook_api,
    RepositoryInvitation: lambda i: f"/user/repository_invitations/{i.id}",
    OrganizationInvitation: lambda i: f"/organizations/{i.organization.id}/invitations/{i.id}",
    Delivery: lambda d: f"{_hook_api(d.hook)}/deliveries/{d.id}",
}

_HTML_PATHS: _Paths = {
    Account: _account_html,
    Team: lambda t: f"/orgs/{t.organization.login}/teams/{t.slug}",
    App: lambda a: f"/apps/{a.slug}",
    Installation: lambda i: (
        f"/organizations/{i.account.login}/settings/installations/{i.id}"
        if i.account.is_organization
        else f"/settings/installations/{i.id}"
    ),
    Repository: lambda r: f"/{r.full_name}",
    Branch: lambda b: f"{_repo_html(b)}/tree/{quote(b.name)}",
    Commit: lambda c: f"{_repo_html(c)}/commit/{c.sha}",
    Issue: _issue_html,
    IssueComment: lambda c: f"{_issue_html(c.issue)}#issuecomment-{c.id}",
    Milestone: lambda m: f"{_repo_html(m)}/milestone/{m.number}",
    PullRequest: lambda p: f"{_repo_html(p)}/pull/{p.number}",
    Review: lambda r: f"{_repo_html(r)}/pull/{r.pull_request.number}#pullrequestreview-{r.id}",
    ReviewComment: lambda c: f"{_repo_html(c)}/pull/{c.pull_request.number}#discussion_r{c.id}",
    Discussion: lambda d: f"{_repo_html(d)}/discussions/{d.number}",
    DiscussionComment: lambda c: (
        f"{_repo_html(c)}/discussions/{c.discussion.number}#discussioncomment-{c.id}"
    ),
    CheckRun: lambda c: f"{_repo_html(c)}/runs/{c.id}",
    RepositoryInvitation: lambda i: f"{_repo_html(i)}/invitations",
    Release: lambda r: f"{_repo_html(r)}/releases/tag/{_release_tag(r)}",
    ReleaseAsset: lambda a: f"{_repo_html(a)}/releases/download/{_release_tag(a.release)}/{quoted(a.name)}",
    Ruleset: lambda r: f"{_repo_html(r)}/rules/{r.id}",
    WikiPage: lambda p: f"{_repo_html(p)}/wiki/{quoted(p.page_name)}",
    CommitComment: lambda c: f"{_repo_html(c)}/commit/{c.commit_id}#commitcomment-{c.id}",
    Workflow: lambda w: f"{_repo_html(w)}/blob/{quote(w.repository.default_branch)}/{quote(w.path)}",
    WorkflowRun: lambda r: f"{_repo_html(r)}/actions/runs/{r.id}",
    WorkflowJob: lambda j: f"{_repo_html(j)}/actions/runs/{j.run.id}/job/{j.id}",
    Environment: lambda e: f"{_repo_html(e)}/deployments/activity_log?environments_filter={quoted(e.name)}",
}

# GitHub's prefixes of global node ids, seen in published payloads and in the GraphQL documentation.
NODE_PREFIXES: dict[type[Entity], str] = {
    Repository: "R",
    Issue: "I",
    IssueComment: "IC",
    Label: "LA",
    Milestone: "MI",
    PullRequest: "PR",
    Review: "PRR",
    ReviewComment: "PRRC",
    ReviewThread: "PRRT",
    Stack: "S",
    IssueField: "IF",
    IssueType: "IT",
    Reaction: "REA",
    Discussion: "D",
    DiscussionCategory: "DIC",
    DiscussionComment: "DC",
    CommitStatus: "SC",
    CheckRun: "CR",
    CheckSuite: "CS",
    RepositoryInvitation: "RI",
    OrganizationInvitation: "OI",
    CommitComment: "CC",
    Workflow: "W",
    WorkflowRun: "WFR",
    # A job is its check run.
    WorkflowJob: "CR",
    Environment: "EN",
    DeploymentProtectionRule: "GA",
    Deployment: "DE",
    DeploymentStatus: "DES",
    Release: "RE",
    ReleaseAsset: "RA",
    Ruleset: "RRS",
}
ACCOUNT_PREFIXES = {"User": "U", "Organization": "O", "Bot": "BOT"}
