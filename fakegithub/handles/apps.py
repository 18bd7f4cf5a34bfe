"""An app, and an app where it is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.accounts import Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.hooks import Hook, Retries

if TYPE_CHECKING:
    from fakegithub.handles.accounts import AccountHandle
    from fakegithub.handles.repositories import RepositoryHandle


class AppHandle(Handle, of=App):
    """A GitHub App. Its key pair is made when first asked for."""

    entity: App

    def _name(self) -> str:
        return self.entity.slug

    @property
    def slug(self) -> str:
        return self.entity.slug

    @property
    def private_key(self) -> str:
        """The app's private key, PEM, with which a receiver signs its JWTs."""
        if not self.entity.private_key:
            from fakegithub.auth import generate_key

            private, public = generate_key()
            with self.github.world.transaction():
                self.github.world.update(self.entity, private_key=private, public_key=public)
        return self.entity.private_key

    def use_private_key(self, private_key: str) -> None:
        """Have the app sign with a key of yours (RSA, PEM). Raises ValueError when it is none."""
        from fakegithub.auth import public_key_of

        public = public_key_of(private_key)
        with self.github.world.transaction():
            self.github.world.update(self.entity, private_key=private_key, public_key=public)

    def create_hook(
        self,
        url: str,
        *,
        secret: str | None = None,
        content_type: str = "json",
        active: bool = True,
        retries: Retries | None = None,
        by: Any = None,
    ) -> Hook:
        """Give the app its hook, which is sent a ping; it gets the events that the app is subscribed to."""
        owner = by or self.hold(self.entity.owner)
        settings = {"url": url, "secret": secret, "content_type": content_type, "active": active}
        hook: Hook = self.github.perform("app.create_hook", by=owner, slug=self.slug, **settings)
        if retries is not None:
            self.github.hooks.retry(hook, retries)
        return hook

    def update(self, *, by: Any = None, **fields: Any) -> None:
        """Ask for other `permissions` and `events`; installations keep theirs until they accept."""
        owner = by or self.hold(self.entity.owner)
        self.github.perform("app.update", by=owner, slug=self.slug, **fields)

    def authorize(self, *, by: Any) -> str:
        """Let the app act in the name of `by`; returns the text of the token that it gets."""
        text: str = self.github.perform("app.authorize", by=by, slug=self.slug).text
        return text

    def revoke_authorization(self, *, by: Any) -> None:
        """Emits github_app_authorization.revoked, to the app."""
        self.github.perform("app.revoke_authorization", by=by, slug=self.slug)

    def install(
        self,
        on: str | AccountHandle,
        *,
        repositories: Iterable[RepositoryHandle] | None = None,
        by: Any = None,
    ) -> InstallationHandle:
        """Install it on an account, for all repositories or for those given. Emits installation.created."""
        account = self.github.account(on) if isinstance(on, str) else on
        entity = self.github.perform(
            "app.install",
            by=by or account,
            slug=self.slug,
            account=account.login,
            repositories=None if repositories is None else [r.entity for r in repositories],
        )
        found: InstallationHandle = self.hold(entity)
        return found


class InstallationHandle(Handle, of=Installation):
    """An app where it is installed; as `by` it acts as the app's bot."""

    entity: Installation

    @property
    def actor(self) -> Actor:
        installation = self.entity
        token = Token(
            0, "", installation.app.bot, installation=installation, permissions=installation.permissions
        )
        return Actor(installation.app.bot, token, installation.app)

    def suspend(self, *, by: Any = None) -> None:
        """Emits installation.suspend, to the app."""
        self._by_owner("installation.suspend", by)

    def unsuspend(self, *, by: Any = None) -> None:
        """Emits installation.unsuspend, to the app."""
        self._by_owner("installation.unsuspend", by)

    def delete(self, *, by: Any = None) -> None:
        """Uninstall the app. Emits installation.deleted, to the app."""
        self._by_owner("installation.delete", by)

    def accept_permissions(self, *, by: Any = None) -> None:
        """Accept what the app asks for by now. Emits installation.new_permissions_accepted, to the app."""
        self._by_owner("installation.accept_permissions", by)

    def add_repositories(self, *repositories: RepositoryHandle, by: Any = None) -> None:
        """Emits installation_repositories.added, to the app."""
        entities = [repository.entity for repository in repositories]
        self._by_owner("installation.add_repositories", by, repositories=entities)

    def remove_repositories(self, *repositories: RepositoryHandle, by: Any = None) -> None:
        """Emits installation_repositories.removed, to the app."""
        entities = [repository.entity for repository in repositories]
        self._by_owner("installation.remove_repositories", by, repositories=entities)

    def _by_owner(self, operation: str, by: Any, **parameters: Any) -> None:
        """As `by`, or else as who owns the account that the app is installed on."""
        owner = by or self.hold(self.entity.account)
        self.github.perform(operation, by=owner, installation_id=self.id, **parameters)
