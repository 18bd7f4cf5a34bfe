"""What causes the events of organizations, teams and installations: a script of real operations for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from fakegithub.github import GitHub
from fakegithub.handles import AccountHandle, AppHandle, InstallationHandle, RepositoryHandle
from fakegithub.model.accounts import Account, Team
from fakegithub.model.pat_requests import PersonalAccessTokenRequest


class OrganizationSample:
    """octo-org, which octocat owns, with the repository widgets and the app octo-app; hubot may join."""

    def __init__(self, github: GitHub, octocat: AccountHandle, hubot: AccountHandle, hook_url: str) -> None:
        self.github = github
        self.octocat = octocat
        self.hubot = hubot
        self._hook_url = hook_url
        self.organization: AccountHandle = github.organization(
            "octo-org", members={octocat.login: "admin"}, description="Octo things"
        )
        self.repository: RepositoryHandle = self.organization.create_repository(
            "widgets", files={"README.md": "# Widgets\n"}
        )

    def perform(self, operation: str, *, by: Any = None, **parameters: Any) -> Any:
        return self.github.perform(operation, by=by or self.octocat, **parameters)

    def in_org(self, operation: str, *, by: Any = None, **parameters: Any) -> Any:
        return self.perform(operation, by=by, org=self.organization.login, **parameters)

    def on_team(self, operation: str, **parameters: Any) -> Any:
        return self.in_org(operation, team_slug=self.team.slug, **parameters)

    def on_repository(self, operation: str, **parameters: Any) -> Any:
        owner, repo = self.repository.full_name.split("/")
        return self.on_team(operation, owner=owner, repo=repo, **parameters)

    def on_installation(self, operation: str, **parameters: Any) -> Any:
        return self.perform(operation, installation_id=self.installation.id, **parameters)

    @cached_property
    def team(self) -> Team:
        found: Team = self.in_org("teams/create", name="Core", description="The core team", privacy="closed")
        return found

    @cached_property
    def member(self) -> Account:
        """hubot, as a member of octo-org."""
        found: Account = self.in_org("organization.add_member", username=self.hubot.login)
        return found

    @cached_property
    def app(self) -> AppHandle:
        return self.github.app(
            "octo-app",
            owner=self.organization,
            permissions={"members": "read", "organization_personal_access_token_requests": "write"},
            events=["member", "membership", "organization", "team"],
            hook_url=self._hook_url,
        )

    @cached_property
    def installation(self) -> InstallationHandle:
        return self.app.install(self.organization, repositories=[self.repository])

    @cached_property
    def another_repository(self) -> RepositoryHandle:
        return self.organization.create_repository("gadgets")

    @cached_property
    def token_request(self) -> PersonalAccessTokenRequest:
        _ = self.installation  # of the app that is told of it
        found: PersonalAccessTokenRequest = self.in_org(
            "personal_access_token_request.create",
            by=self.hubot,
            token_name="deployments",  # noqa: S106 - what the token is called
            permissions={"repository": {"metadata": "read", "contents": "read"}, "organization": {}},
            repositories=[self.repository.entity],
            reason="To deploy",
        )
        return found

    @cached_property
    def site_admin(self) -> AccountHandle:
        return self.github.user("site-admin", site_admin=True)


Cause = Callable[[OrganizationSample], Any]


def _then(*causes: Cause) -> Cause:
    """One after the other."""

    def run(sample: OrganizationSample) -> None:
        for cause in causes:
            cause(sample)

    return run


def _in_org(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.in_org(operation, **parameters)


def _on_team(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.on_team(operation, **parameters)


def _on_installation(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.on_installation(operation, **parameters)


def _select_another(sample: OrganizationSample) -> None:
    sample.on_installation(
        "apps/add-repo-to-installation-for-authenticated-user", repository_id=sample.another_repository.id
    )


def _unselect_another(sample: OrganizationSample) -> None:
    sample.on_installation(
        "apps/remove-repo-from-installation-for-authenticated-user",
        repository_id=sample.another_repository.id,
    )


def _review(action: str) -> Cause:
    return lambda s: s.perform(
        "personal_access_token_request.review", request_id=s.token_request.id, action=action
    )


def _set_anonymous_access(*, enabled: bool) -> Cause:
    return lambda s: s.perform("enterprise.set_anonymous_access", by=s.site_admin, enabled=enabled)


def _join_organization(sample: OrganizationSample) -> Account:
    return sample.member


def _join_team(sample: OrganizationSample) -> None:
    operation = "teams/add-or-update-membership-for-user-in-org"
    sample.on_team(operation, username=sample.member.login)


def _give_repository(permission: str) -> Cause:
    return lambda s: s.on_repository("teams/add-or-update-repo-permissions-in-org", permission=permission)


def _authorize(sample: OrganizationSample) -> None:
    sample.perform("app.authorize", slug=sample.app.slug)


def _ask_for_more(sample: OrganizationSample) -> None:
    sample.perform("app.update", slug=sample.installation.entity.app.slug, permissions={"members": "write"})


ORGANIZATION_CAUSES: dict[str, Cause] = {
    "membership.added": _join_team,
    "membership.removed": _then(
        _join_team, _on_team("teams/remove-membership-for-user-in-org", username="hubot")
    ),
    "team.created": lambda s: s.team,
    "team.edited": _on_team("teams/update-in-org", description="The inner circle"),
    "team.deleted": _on_team("teams/delete-in-org"),
    "team.added_to_repository": _give_repository("push"),
    "team.removed_from_repository": _then(
        _give_repository("push"), lambda s: s.on_repository("teams/remove-repo-in-org")
    ),
    "team_add": _give_repository("push"),
    "organization.member_invited": _in_org("orgs/set-membership-for-user", username="hubot"),
    "organization.member_added": _then(
        _in_org("orgs/set-membership-for-user", username="hubot"),
        _in_org("orgs/update-membership-for-authenticated-user", by="hubot", state="active"),
    ),
    "organization.member_removed": _then(_join_organization, _in_org("orgs/remove-member", username="hubot")),
    "organization.renamed": _in_org("organization.rename", login="octo-inc"),
    "organization.deleted": _in_org("orgs/delete"),
    "org_block.blocked": _in_org("orgs/block-user", username="hubot"),
    "org_block.unblocked": _then(
        _in_org("orgs/block-user", username="hubot"), _in_org("orgs/unblock-user", username="hubot")
    ),
    "installation.deleted": _on_installation("installation.delete"),
    "installation.suspend": _on_installation("installation.suspend"),
    "installation.unsuspend": _then(
        _on_installation("installation.suspend"), _on_installation("installation.unsuspend")
    ),
    "installation.new_permissions_accepted": _then(
        _ask_for_more, _on_installation("installation.accept_permissions")
    ),
    "installation_repositories.added": _select_another,
    "installation_repositories.removed": _then(_select_another, _unselect_another),
    "installation_target.renamed": _then(
        lambda s: s.installation, _in_org("organization.rename", login="octo-inc")
    ),
    "github_app_authorization.revoked": _then(
        _authorize, lambda s: s.perform("app.revoke_authorization", slug=s.app.slug)
    ),
    "personal_access_token_request.created": lambda s: s.token_request,
    "personal_access_token_request.cancelled": lambda s: s.perform(
        "personal_access_token_request.cancel", by="hubot", request_id=s.token_request.id
    ),
    "personal_access_token_request.approved": _review("approve"),
    "personal_access_token_request.denied": _review("deny"),
    "enterprise.anonymous_access_enabled": _set_anonymous_access(enabled=True),
    "enterprise.anonymous_access_disabled": _then(
        _set_anonymous_access(enabled=True), _set_anonymous_access(enabled=False)
    ),
    "user.created": lambda s: s.perform("enterprise-admin/create-user", by=s.site_admin, login="mona"),
    "user.deleted": _then(
        lambda s: s.perform("enterprise-admin/create-user", by=s.site_admin, login="mona"),
        lambda s: s.perform("enterprise-admin/delete-user", by=s.site_admin, username="mona"),
    ),
}
