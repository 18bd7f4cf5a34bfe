"""The control plane: what a test in any language asks of a served world, under `/_fakegithub/`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import orjson

from fakegithub import __version__
from fakegithub.api.exchange import Answer, Request
from fakegithub.api.failures import Failure
from fakegithub.journal import Call, Journal
from fakegithub.model.hooks import Delivery
from fakegithub.world import World


class Control:
    """`health`, `calls` and `deliveries`, as JSON, and what others `add`."""

    def __init__(self, world: World, journal: Journal, errors: list[Failure]) -> None:
        self._world = world
        self._journal = journal
        self._errors = errors
        self._pages: dict[str, Callable[[], Any]] = {
            "health": self.health,
            "calls": self.calls,
            "deliveries": self.deliveries,
        }

    def add(self, name: str, page: Callable[[], Any]) -> None:
        """Show what `page` returns under `/_fakegithub/<name>`."""
        self._pages[name] = page

    def answer(self, request: Request) -> tuple[Answer, list[tuple[bytes, bytes]]]:
        page = self._pages.get("/".join(request.segments[1:]))
        if request.method not in ("GET", "HEAD"):
            answer = Answer(405, orjson.dumps({"message": "The control plane only answers GET here."}))
        elif page is None:
            known = ", ".join(f"/_fakegithub/{name}" for name in self._pages)
            answer = Answer(404, orjson.dumps({"message": f"The control plane has {known}."}))
        else:
            with self._world.lock:
                answer = Answer(200, orjson.dumps(page()))
        return answer, [
            (b"Content-Type", b"application/json; charset=utf-8"),
            (b"Content-Length", str(len(answer.body)).encode()),
        ]

    def health(self) -> dict[str, Any]:
        return {
            "status": "ok" if not self._errors else "errors",
            "version": __version__,
            "product": self._world.product.name,
            "api_url": self._world.urls.api_root,
            "calls": len(self._journal),
            "errors": [str(error) for error in self._errors],
        }

    def calls(self) -> list[dict[str, Any]]:
        return [_call(call) for call in self._journal]

    def deliveries(self) -> list[dict[str, Any]]:
        return [_delivery(delivery) for delivery in self._world.all(Delivery)]


def _call(call: Call) -> dict[str, Any]:
    return {
        "number": call.number,
        "at": call.at,
        "duration": call.duration,
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "template": call.template,
        "parameters": call.parameters,
        "query": call.query,
        "body": call.body,
        "actor": call.actor,
        "status": call.status,
        "response": call.response.decode("utf-8", "replace"),
        "headers": call.headers,
        "fault": call.fault,
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "hook_id": delivery.hook.id,
        "event": delivery.event,
        "action": delivery.action,
        "url": delivery.url,
        "created_at": delivery.created_at,
        "delivered_at": delivery.delivered_at,
        "duration": delivery.duration,
        "redelivery": delivery.redelivery,
        "attempt": delivery.attempt,
        "fault": delivery.fault,
        "status": delivery.status,
        "status_code": delivery.status_code,
        "request": {
            "headers": dict(delivery.request_headers),
            "payload": delivery.payload.decode(),
            "body": base64.b64encode(delivery.body).decode(),
        },
        "response": {
            "headers": dict(delivery.response_headers),
            "payload": delivery.response_body.decode("utf-8", "replace"),
        },
    }
