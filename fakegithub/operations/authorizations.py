"""Users who let an app act in their name, and who think better of it."""

from __future__ import annotations

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor, Token
from fakegithub.model.apps import App, Authorization
from fakegithub.operations.operation import simulated
from fakegithub.operations.tokens import revoke
from fakegithub.world import World


@simulated("app.authorize")
def authorize(world: World, actor: Actor, *, slug: str) -> Token:
    """Let an app act in the caller's name; returns the token (`ghu_…`) that the app gets for it.

    Raises NotFound (404) for an unknown app.
    https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
    """
    app = _app(world, slug)
    known = world.find(Authorization, app=app, account=actor.user)
    if known is not None:
        return known.token
    token = world.add(Token(world.new_id(Token), world.ids.token("ghu_"), actor.user))
    world.add(Authorization(world.new_id(Authorization), app, actor.user, token, world.now()))
    return token


@simulated("app.revoke_authorization", emits=("github_app_authorization.revoked",))
def revoke_authorization(world: World, actor: Actor, *, slug: str) -> None:
    """Take it back: the token ends. Emits github_app_authorization.revoked, to the app.

    Raises NotFound (404) for an app that the caller has not authorized.
    https://docs.github.com/webhooks/webhook-events-and-payloads#github_app_authorization
    """
    app = _app(world, slug)
    authorization = world.find(Authorization, app=app, account=actor.user)
    if authorization is None:
        raise NotFound()
    revoke(world, authorization.token)
    world.remove(authorization)
    world.emit("github_app_authorization.revoked", sender=actor.user, only_app=app)


def _app(world: World, slug: str) -> App:
    app = world.find(App, slug=slug)
    if app is None:
        raise NotFound()
    return app
