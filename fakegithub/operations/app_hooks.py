"""The one hook of a GitHub App, as the app itself sees it, and its deliveries."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.apps import App
from fakegithub.model.entity import UNSET, Unset
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.operations.hook_deliveries import deliveries_of, delivery_of, redeliver
from fakegithub.operations.hook_settings import add_hook, change_hook, config_changes, ping
from fakegithub.operations.operation import operation, simulated
from fakegithub.operations.organizations import administers
from fakegithub.world import World


@operation("apps/get-webhook-config-for-app", credentials="app")
def get_webhook_config_for_app(world: World, actor: Actor) -> dict[str, Any]:
    """Raises NotFound (404) for an app that has no hook.

    https://docs.github.com/rest/apps/webhooks#get-a-webhook-configuration-for-an-app
    """
    return _hook(world, actor).config


@operation("apps/update-webhook-config-for-app", credentials="app")
def update_webhook_config_for_app(
    world: World,
    actor: Actor,
    *,
    url: str | Unset = UNSET,
    content_type: str | Unset = UNSET,
    secret: str | Unset = UNSET,
    insecure_ssl: str | float | Unset = UNSET,
) -> dict[str, Any]:
    """Change what is given and leave the rest, the secret too. Raises ValidationFailed (422).

    https://docs.github.com/rest/apps/webhooks#update-a-webhook-configuration-for-an-app
    """
    hook = _hook(world, actor)
    changes = config_changes(
        world, url=url, content_type=content_type, secret=secret, insecure_ssl=insecure_ssl
    )
    change_hook(world, hook, **changes)
    return hook.config


@operation("apps/list-webhook-deliveries", credentials="app")
def list_webhook_deliveries(
    world: World, actor: Actor, *, status: str | None = None, redelivery: bool | Unset = UNSET
) -> list[Delivery]:
    """As for repository hooks.

    https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook
    """
    return deliveries_of(world, _hook(world, actor), status, redelivery)


@operation("apps/get-webhook-delivery", credentials="app")
def get_webhook_delivery(world: World, actor: Actor, *, delivery_id: int) -> Delivery:
    """https://docs.github.com/rest/apps/webhooks#get-a-delivery-for-an-app-webhook"""
    return delivery_of(world, _hook(world, actor), delivery_id)


@operation("apps/redeliver-webhook-delivery", credentials="app")
def redeliver_webhook_delivery(world: World, actor: Actor, *, delivery_id: int) -> dict[str, Any]:
    """https://docs.github.com/rest/apps/webhooks#redeliver-a-delivery-for-an-app-webhook"""
    return redeliver(world, _hook(world, actor), delivery_id)


@simulated("app.create_hook", emits=("ping",))
def create_hook(
    world: World,
    actor: Actor,
    *,
    slug: str,
    url: str,
    secret: str | None = None,
    content_type: str = "json",
    active: bool = True,
) -> Hook:
    """Give an app that has none its one hook, as its owner does in its settings.

    Emits ping, to the hook. Raises NotFound (404) for an unknown app, Forbidden (403) for who does not
    own it, ValidationFailed (422) for an app that has a hook, and as for a repository hook.
    https://docs.github.com/apps/creating-github-apps/registering-a-github-app/using-webhooks-with-github-apps
    """
    app = world.find(App, slug=slug)
    if app is None:
        raise NotFound()
    if actor.account is not app.owner and not administers(actor, app.owner):
        raise Forbidden("You must own the app to do this.")
    if world.find(Hook, target=app) is not None:
        raise ValidationFailed.of("Hook", message="Hook already exists on this app")
    config = {"url": url, "content_type": content_type, "secret": secret}
    hook = add_hook(world, app, config, app.events, active)
    # As with app.create, nobody in particular pings it.
    ping(world, None, hook)
    return hook


def _hook(world: World, actor: Actor) -> Hook:
    hook = world.find(Hook, target=actor.app)
    if hook is None:
        raise NotFound()
    return hook
