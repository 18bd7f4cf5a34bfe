"""Repositories, and who may do what in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from fakegithub.model.accounts import Account
from fakegithub.model.entity import Entity

# From the weakest to the strongest.
# https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
ROLES = ("pull", "triage", "push", "maintain", "admin")
# The names of the roles in answers. https://docs.github.com/rest/collaborators/collaborators
ROLE_NAMES = {"pull": "read", "triage": "triage", "push": "write", "maintain": "maintain", "admin": "admin"}
# How pull requests are merged: shown by the whole repository, and in events by the ends of a pull request.
MERGE_SETTINGS = (
    "allow_squash_merge",
    "allow_merge_commit",
    "allow_rebase_merge",
    "allow_auto_merge",
    "delete_branch_on_merge",
    "allow_update_branch",
    "use_squash_pr_title_as_default",
    "squash_merge_commit_message",
    "squash_merge_commit_title",
    "merge_commit_message",
    "merge_commit_title",
)


def role_at_least(role: str | None, needed: str) -> bool:
    return role is not None and ROLES.index(role) >= ROLES.index(needed)


def granted(role: str | None) -> dict[str, bool]:
    """What a role may do, as the `permissions` of an answer say it: with the role all weaker ones."""
    return {weaker: role_at_least(role, weaker) for weaker in reversed(ROLES)}


@dataclass(frozen=True, slots=True)
class Star:
    """Who starred a repository, and when."""

    user: Account
    starred_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who watches a repository; whoever has `ignored` it hears nothing of it."""

    user: Account
    created_at: datetime
    ignored: bool = False


@dataclass(eq=False, slots=True)
class Repository(Entity):
    """A repository without its git objects, which `World.git(repository)` has."""

    keys: ClassVar = (("owner",), ("owner", "name_key"), ("parent",))

    id: int
    owner: Account
    name: str
    created_at: datetime
    updated_at: datetime
    pushed_at: datetime
    private: bool = False
    description: str | None = None
    homepage: str | None = None
    default_branch: str = "main"
    parent: Repository | None = None
    collaborators: dict[int, str] = field(default_factory=dict, repr=False)  # account id -> role
    language: str | None = None
    license: dict[str, Any] | None = None
    size: int = 0  # kilobytes
    topics: tuple[str, ...] = ()
    archived: bool = False
    disabled: bool = False
    is_template: bool = False
    has_issues: bool = True
    has_projects: bool = True
    has_wiki: bool = True
    has_pages: bool = False
    has_discussions: bool = False
    has_downloads: bool = True
    allow_forking: bool = True
    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    allow_rebase_merge: bool = True
    allow_auto_merge: bool = False
    allow_update_branch: bool = False
    delete_branch_on_merge: bool = False
    use_squash_pr_title_as_default: bool = False
    squash_merge_commit_title: str = "COMMIT_OR_PR_TITLE"
    squash_merge_commit_message: str = "COMMIT_MESSAGES"
    merge_commit_title: str = "MERGE_MESSAGE"
    merge_commit_message: str = "PR_TITLE"
    web_commit_signoff_required: bool = False
    mirror_url: str | None = None
    last_number: int = 0  # of an issue or pull request; both share one series
    open_issues_count: int = 0  # of issues and pull requests
    forks_count: int = 0
    contributors: frozenset[int] = field(default=frozenset(), repr=False)  # account ids with merged commits
    stargazers: tuple[Star, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    custom_properties: dict[str, str | list[str]] = field(default_factory=dict)  # of its organization
    security_and_analysis: dict[str, str] = field(default_factory=dict)  # feature -> enabled or disabled
    anonymous_access_enabled: bool = False  # anonymous git reads, on GHES only
    protections_enabled: bool = True
    wiki_sha: str | None = None  # the head of the wiki, which is a git repository of its own

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def name_key(self) -> str:
        return self.name.casefold()

    @property
    def fork(self) -> bool:
        return self.parent is not None

    @property
    def source(self) -> Repository | None:
        """The repository at the root of the network, for a fork."""
        root = self.parent
        while root is not None and root.parent is not None:
            root = root.parent
        return root

    @property
    def visibility(self) -> str:
        return "private" if self.private else "public"

    @property
    def subscribers(self) -> tuple[Account, ...]:
        return tuple(found.user for found in self.subscriptions if not found.ignored)

    @property
    def organization(self) -> Account | None:
        return self.owner if self.owner.is_organization else None

    @property
    def network(self) -> dict[str, int]:
        """Two numbers that only the whole repository shows; a fork's network is that of its source."""
        forks = (self.source or self).forks_count
        return {"network_count": forks, "subscribers_count": len(self.subscribers)}

    @property
    def merge_settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in MERGE_SETTINGS}

    def association(self, account: Account) -> str:
        """`author_association`: how an author stands to the repository, the closest relation first.

        https://docs.github.com/graphql/reference/enums#commentauthorassociation
        """
        if account is self.owner:
            return "OWNER"
        if account.id in self.owner.members:
            return "MEMBER"
        if account.id in self.collaborators:
            return "COLLABORATOR"
        return "CONTRIBUTOR" if account.id in self.contributors else "NONE"


@dataclass(eq=False, slots=True)
class FormerName(Entity):
    """A name (`octocat/hello-world`, in lower case) that a repository had, and that still leads to it.

    https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository
    """

    keys: ClassVar = (("full_name",), ("repository",))

    id: int
    full_name: str
    repository: Repository
