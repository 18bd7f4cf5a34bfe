"""A team to hold in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.accounts import Account, Team

if TYPE_CHECKING:
    from fakegithub.handles.repositories import RepositoryHandle


class TeamHandle(Handle, of=Team):
    """A team of an organization; unless `by` says who, an owner of the organization acts."""

    entity: Team

    def _name(self) -> str:
        return f"{self.entity.organization.login}/{self.slug}"

    @property
    def slug(self) -> str:
        return self.entity.slug

    @property
    def members(self) -> dict[str, str]:
        """Login to role: member or maintainer."""
        found = ((self.github.world.get(Account, id), role) for id, role in self.entity.members.items())
        return {account.login: role for account, role in found if account is not None}

    def perform(self, operation: str, *, by: Any = None, **parameters: Any) -> Any:
        """Any operation on this team, for example `perform("teams/get-by-name")`."""
        organization = self.entity.organization
        owner = by or self.hold(organization)
        return self.github.perform(
            operation, by=owner, org=organization.login, team_slug=self.slug, **parameters
        )

    def edit(self, *, by: Any = None, **fields: Any) -> None:
        """Emits team.edited."""
        self.perform("teams/update-in-org", by=by, **fields)

    def delete(self, *, by: Any = None) -> None:
        """Emits team.deleted."""
        self.perform("teams/delete-in-org", by=by)

    def add_member(self, login: str, role: str = "member", *, by: Any = None) -> None:
        """Emits membership.added; who is no member of the organization is invited to it."""
        operation = "teams/add-or-update-membership-for-user-in-org"
        self.perform(operation, by=by, username=login, role=role)

    def remove_member(self, login: str, *, by: Any = None) -> None:
        """Emits membership.removed."""
        self.perform("teams/remove-membership-for-user-in-org", by=by, username=login)

    def add_repository(
        self, repository: RepositoryHandle, permission: str = "push", *, by: Any = None
    ) -> None:
        """Emits team.added_to_repository and team_add, or team.edited for another permission."""
        operation = "teams/add-or-update-repo-permissions-in-org"
        self._on_repository(operation, repository, by=by, permission=permission)

    def remove_repository(self, repository: RepositoryHandle, *, by: Any = None) -> None:
        """Emits team.removed_from_repository."""
        self._on_repository("teams/remove-repo-in-org", repository, by=by)

    def _on_repository(self, operation: str, repository: RepositoryHandle, **parameters: Any) -> None:
        owner, repo = repository.full_name.split("/")
        self.perform(operation, owner=owner, repo=repo, **parameters)
