"""The headers of every answer, as one table per product.

Recorded from github.com in 2025; GitHub Enterprise Server adds its version to each answer.
https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from fakegithub.api.exchange import Answer, Exchange
from fakegithub.model.accounts import Token
from fakegithub.products import Product

Pairs = list[tuple[bytes, bytes]]

_EXPOSED = (
    "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, "
    "X-Poll-Interval, X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset"
)
_COMMON = (
    ("Access-Control-Expose-Headers", _EXPOSED),
    ("Access-Control-Allow-Origin", "*"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubdomains; preload"),
    ("X-Frame-Options", "deny"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-XSS-Protection", "0"),
    ("Referrer-Policy", "origin-when-cross-origin, strict-origin-when-cross-origin"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("Server", "github.com"),
)
_VARY = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, X-Requested-With"
# https://docs.github.com/rest/using-the-rest-api/using-cors-and-jsonp-to-make-cross-origin-requests
PREFLIGHT = {
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, "
        "X-GitHub-OTP, X-Requested-With, User-Agent, X-GitHub-Api-Version"
    ),
    "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE",
    "Access-Control-Max-Age": "86400",
}


class Headers:
    """Puts the headers of an answer together."""

    def __init__(self, product: Product) -> None:
        constant = list(_COMMON)
        if product.version is not None:
            constant.append(("X-GitHub-Enterprise-Version", product.version))
        self._constant: Pairs = [_encoded(name, value) for name, value in constant]

    def of(self, exchange: Exchange, answer: Answer, now: datetime, number: int) -> Pairs:
        """All headers, as bytes. `number` is the call's, which makes its request id."""
        pairs = [
            (b"Date", http_date(now).encode()),
            *self._constant,
            (b"X-GitHub-Request-Id", _request_id(now, number)),
            *_of_media(exchange.media.header, exchange.version),
        ]
        if answer.content_type is not None and answer.body:
            pairs.append((b"Content-Type", answer.content_type.encode()))
        if answer.status not in (204, 304):
            pairs.append((b"Content-Length", b"%d" % len(answer.body)))
        if exchange.actor.token is not None:
            pairs += _of_token(exchange, answer, exchange.actor.token)
        limit = exchange.limit
        if limit is not None:
            pairs += (
                (b"X-RateLimit-Limit", b"%d" % limit.limit),
                (b"X-RateLimit-Remaining", b"%d" % limit.remaining),
                (b"X-RateLimit-Reset", b"%d" % limit.reset),
                (b"X-RateLimit-Used", b"%d" % limit.used),
                (b"X-RateLimit-Resource", limit.resource.encode()),
            )
        if answer.status in (200, 201, 304):
            pairs += _CACHE[exchange.actor.account is not None or exchange.actor.app is not None]
        pairs += (_encoded(name, value) for name, value in answer.headers.items())
        return pairs


@lru_cache(maxsize=64)
def http_date(moment: datetime) -> str:
    """`Sun, 22 Nov 2026 02:12:00 GMT`."""
    return format_datetime(moment, usegmt=True)


def _encoded(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode("latin-1"), value.encode("latin-1", "replace")


_CACHE: dict[bool, Pairs] = {
    known: [
        _encoded("Cache-Control", f"{'private' if known else 'public'}, max-age=60, s-maxage=60"),
        _encoded("Vary", _VARY if known else "Accept, Accept-Encoding, X-Requested-With"),
    ]
    for known in (True, False)
}


@lru_cache(maxsize=64)
def _of_media(media: str, version: str | None) -> Pairs:
    pairs = [_encoded("X-GitHub-Media-Type", media)]
    if version is not None:
        pairs.append(_encoded("x-github-api-version-selected", version))
    return pairs


def _of_token(exchange: Exchange, answer: Answer, token: Token) -> Pairs:
    """Classic tokens have scopes; those of installations are told the permissions."""
    pairs = []
    if token.scopes is not None:
        pairs.append((b"X-OAuth-Scopes", ", ".join(token.scopes).encode()))
        pairs.append((b"X-Accepted-OAuth-Scopes", _accepted_scopes(exchange.template)))
    elif exchange.permissions and "X-Accepted-GitHub-Permissions" not in answer.headers:
        pairs.append((b"X-Accepted-GitHub-Permissions", "; ".join(exchange.permissions).encode()))
    if token.expires_at is not None and token.installation is None:
        shown = f"{token.expires_at:%Y-%m-%d %H:%M:%S} UTC"
        pairs.append(_encoded("github-authentication-token-expiration", shown))
    return pairs


def _accepted_scopes(template: str | None) -> bytes:
    return b"repo" if template is not None and template.startswith("/repos/") else b""


def _request_id(now: datetime, number: int) -> bytes:
    """In GitHub's form, five hexadecimal numbers, from the call's number and its time."""
    return b"FA4E:%X:%X:%X:%X" % (number, number * 7919 + 1, number * 104_729 + 2, int(now.timestamp()))
