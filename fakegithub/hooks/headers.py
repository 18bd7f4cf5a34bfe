"""The headers of a delivery, as one table per generation of GitHub's delivery system.

`Host` and `Content-Length` frame them on the wire and are the sender's; a receiver sees no other
header. GHE 2.x sent them in the order, and with the lower-case `content-type`, of a raw capture of
2015; github.com and GHES since 3.0 (which rebuilt webhook delivery) are written as in captures of
github.com from 2025 and of GHES 3.16, in alphabetical order.
https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fakegithub.hooks.signing import signature_headers
from fakegithub.model.accounts import Account
from fakegithub.model.apps import App
from fakegithub.model.hooks import Hook
from fakegithub.model.repositories import Repository
from fakegithub.products import Product

CONTENT_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}

# How GitHub calls the resource that a hook stands on. The name of a whole GHES is not published;
# its webhook documents call that kind of hook `business`.
_TARGET_TYPES: dict[type, str] = {Repository: "repository", Account: "organization", App: "integration"}
_GLOBAL_TARGET = ("business", "1")


@dataclass(frozen=True, slots=True)
class Request:
    """What the headers of one delivery depend on."""

    product: Product
    host: str
    hook: Hook
    event: str
    guid: str
    signatures: Mapping[str, str]


def _target(request: Request) -> tuple[str, str]:
    target = request.hook.target
    return _GLOBAL_TARGET if target is None else (_TARGET_TYPES[type(target)], str(target.id))


def _user_agent(request: Request) -> str:
    # Seven hexadecimal digits name the build of GitHub's sender; it differs between versions only.
    build = hashlib.sha256(request.product.name.encode()).hexdigest()[:7]
    return f"GitHub-Hookshot/{build}"


def _content_type(request: Request) -> str:
    return CONTENT_TYPES[request.hook.content_type]


def _enterprise_host(request: Request) -> str | None:
    return request.host if request.product.is_ghes else None


# A header's name, and its value; None leaves it out.
Table = tuple[tuple[str, Callable[[Request], str | None]], ...]

CURRENT: Table = (
    ("Accept", lambda _: "*/*"),
    ("Content-Type", _content_type),
    ("User-Agent", _user_agent),
    ("X-GitHub-Delivery", lambda request: request.guid),
    ("X-GitHub-Enterprise-Host", _enterprise_host),
    ("X-GitHub-Enterprise-Version", lambda request: request.product.version),
    ("X-GitHub-Event", lambda request: request.event),
    ("X-GitHub-Hook-ID", lambda request: str(request.hook.id)),
    ("X-GitHub-Hook-Installation-Target-ID", lambda request: _target(request)[1]),
    ("X-GitHub-Hook-Installation-Target-Type", lambda request: _target(request)[0]),
    ("X-Hub-Signature", lambda request: request.signatures.get("X-Hub-Signature")),
    ("X-Hub-Signature-256", lambda request: request.signatures.get("X-Hub-Signature-256")),
)
GHE_2: Table = (
    ("Accept", lambda _: "*/*"),
    ("User-Agent", _user_agent),
    ("X-GitHub-Event", lambda request: request.event),
    ("X-GitHub-Delivery", lambda request: request.guid),
    ("X-GitHub-Enterprise-Version", lambda request: request.product.version),
    ("X-GitHub-Enterprise-Host", _enterprise_host),
    ("content-type", _content_type),
    ("X-Hub-Signature", lambda request: request.signatures.get("X-Hub-Signature")),
)


def delivery_headers(
    product: Product, host: str, hook: Hook, event: str, guid: str, body: bytes
) -> tuple[tuple[str, str], ...]:
    """GitHub's own headers of one delivery, in the order and the spelling of the product.

    `host` is the instance's name as it stands in URLs; `body` is what is sent, to the byte.
    """
    table = CURRENT if product.sends_hook_id else GHE_2
    request = Request(product, host, hook, event, guid, signature_headers(hook.secret, body, product))
    return tuple((name, value) for name, read in table if (value := read(request)) is not None)
