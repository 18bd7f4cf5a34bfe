"""An app, and an app where it is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fakegithub.handles.handle import Handle
from fakegithub.model.accounts import Actor, Token
from fakegithub.model.apps import App, Installation

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
