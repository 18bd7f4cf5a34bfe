"""What exists before anything happens: accounts, tokens, apps. Verbs without a REST route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from fakegithub.errors import ValidationFailed
from fakegithub.model.accounts import Account, Actor, Token
from fakegithub.model.apps import App, Installation
from fakegithub.model.repositories import Repository
from fakegithub.operations.hook_settings import add_hook, ping
from fakegithub.operations.operation import simulated
from fakegithub.world import World


@simulated("user.create", credentials="any")
def create_user(
    world: World,
    actor: Actor,
    *,
    login: str,
    name: str | None = None,
    email: str | None = None,
    site_admin: bool = False,
) -> Account:
    """A user; `email` is also how commits find their author. Raises ValidationFailed (422) when taken."""
    return _add_account(
        world,
        login,
        "User",
        name=name,
        email=email or f"{login}@users.noreply.example.com",
        site_admin=site_admin,
    )


@simulated("organization.create", credentials="any")
def create_organization(
    world: World,
    actor: Actor,
    *,
    login: str,
    members: Mapping[str, str],
    name: str | None = None,
    description: str | None = None,
) -> Account:
    """An organization; `members` maps logins to `admin` or `member`, and there must be an admin.

    Raises NotFound (404) for a login that nobody has, ValidationFailed (422) without an admin.
    """
    roles = {world.account(member).id: role for member, role in members.items()}
    if "admin" not in roles.values():
        raise ValidationFailed.of(
            "Organization", "members", "missing_field", "An organization needs an admin"
        )
    organization = _add_account(world, login, "Organization", name=name)
    world.update(organization, members=roles, description=description)
    return organization


@simulated("token.create", credentials="any")
def create_token(
    world: World,
    actor: Actor,
    *,
    login: str,
    scopes: Iterable[str] = ("repo", "admin:repo_hook", "admin:org", "user"),
    text: str | None = None,
    expires_at: datetime | None = None,
) -> Token:
    """A classic personal access token of `login`; `text` is made up (`ghp_…`) unless given."""
    account = world.account(login)
    return world.add(
        Token(
            world.new_id(Token),
            text if text is not None else world.ids.token("ghp_"),
            account,
            scopes=tuple(scopes),
            expires_at=expires_at,
        )
    )


@simulated("app.create", emits=("ping",), credentials="any")
def create_app(
    world: World,
    actor: Actor,
    *,
    slug: str,
    owner: str,
    app_id: int | None = None,
    name: str | None = None,
    permissions: Mapping[str, str] | None = None,
    events: Iterable[str] = (),
    hook_url: str | None = None,
    secret: str | None = None,
    content_type: str = "json",
) -> App:
    """A GitHub App with its bot account and, with `hook_url`, its one hook; `app_id` is made up unless given.

    Emits ping, to the hook. Raises NotFound (404) for an unknown owner, ValidationFailed (422) for a slug
    or an id that is taken and for a hook as no repository could have it.
    """
    events = tuple(events)
    now = world.now()
    if app_id is None:
        app_id = world.new_id(App)
    elif world.get(App, app_id) is not None:
        raise ValidationFailed.of("App", "id", "already_exists", f"{app_id} is already taken")
    bot = _add_account(world, f"{slug}[bot]", "Bot", app_id=app_id)
    app = world.add(
        App(
            app_id,
            slug,
            name if name is not None else slug,
            world.account(owner),
            bot,
            world.ids.token("Iv23", 16),
            now,
            now,
            permissions={"metadata": "read", **(permissions or {})},
            events=events,
        )
    )
    if hook_url is not None:
        config = {"url": hook_url, "content_type": content_type, "secret": secret}
        ping(world, None, add_hook(world, app, config, events, active=True))
    return app


@simulated("app.install", emits=("installation.created",))
def install_app(
    world: World,
    actor: Actor,
    *,
    slug: str,
    account: str,
    repositories: Iterable[Repository] | None = None,
) -> Installation:
    """Install an app on an account, for all of its repositories or for those given.

    Emits installation.created, to the app. Raises NotFound (404) for an unknown account.
    """
    app = world.find(App, slug=slug)
    if app is None:
        raise ValidationFailed.of("Installation", "slug", "invalid", f"there is no app {slug}")
    now = world.now()
    target = world.account(account)
    chosen = list(repositories) if repositories is not None else world.all(Repository, owner=target)
    installation = world.add(
        Installation(
            world.new_id(Installation),
            app,
            target,
            dict(app.permissions),
            app.events,
            now,
            now,
            repository_ids=None if repositories is None else frozenset(r.id for r in chosen),
        )
    )
    world.emit(
        "installation.created",
        installation=installation,
        repositories=chosen,
        requester=None,
        sender=actor.user,
        only_app=app,
    )
    return installation


def _add_account(
    world: World,
    login: str,
    type: str,
    *,
    name: str | None = None,
    email: str | None = None,
    site_admin: bool = False,
    app_id: int | None = None,
) -> Account:
    if world.find(Account, login_key=login.casefold()) is not None:
        raise ValidationFailed.of("Account", "login", "already_exists", f"{login} is already taken")
    now = world.now()
    return world.add(
        Account(
            world.new_id(Account),
            login,
            type,
            now,
            now,
            name=name,
            email=email,
            site_admin=site_admin,
            app_id=app_id,
        )
    )
