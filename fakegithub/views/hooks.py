"""How hooks and their deliveries look from outside."""

from __future__ import annotations

import json
from typing import Any

from fakegithub.model.apps import App
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.repositories import Repository
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


def _if_repository(hook: Hook, value: Any) -> Any:
    """Organization and global hooks have neither a test nor a last response."""
    return value if isinstance(hook.target, Repository) else MISSING


def _unless_app(hook: Hook, value: Any) -> Any:
    """An app's one hook has no address of its own and cannot be pinged: seen in pings to apps."""
    return MISSING if isinstance(hook.target, App) else value


def _deliveries_url(hook: Hook, urls: Urls) -> Any:
    # There is no API for the deliveries of global hooks.
    return MISSING if hook.target is None else f"{urls.api(hook)}/deliveries"


@view(Hook)
class HookView(View):
    name = derived(lambda _hook, _urls: "web")
    url = derived(lambda hook, urls: _unless_app(hook, urls.api(hook)))
    test_url = derived(lambda hook, urls: _if_repository(hook, f"{urls.api(hook)}/tests"))
    ping_url = derived(lambda hook, urls: _unless_app(hook, f"{urls.api(hook)}/pings"))
    deliveries_url = derived(_deliveries_url)
    last_response = derived(lambda hook, _: _if_repository(hook, hook.last_response))
    app_id = derived(lambda hook, _: hook.target.id if isinstance(hook.target, App) else MISSING)


def _request(delivery: Delivery, _urls: Urls) -> dict[str, Any]:
    return {"headers": dict(delivery.request_headers), "payload": json.loads(delivery.payload)}


def _response(delivery: Delivery, _urls: Urls) -> dict[str, Any]:
    if not delivery.response_headers and not delivery.response_body:
        return {"headers": None, "payload": None}
    body = delivery.response_body.decode("utf-8", "replace")
    return {"headers": dict(delivery.response_headers), "payload": body}


@view(Delivery)
class DeliveryView(View):
    repository_id = derived(lambda d, _: d.repository.id if d.repository is not None else None)
    request = derived(_request)
    response = derived(_response)
