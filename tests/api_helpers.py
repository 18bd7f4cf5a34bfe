"""A world behind its HTTP door, called in process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import jwt
from world_helpers import Seeded, seeded

from fakegithub.api import create_app
from fakegithub.auth import generate_key
from fakegithub.journal import Journal
from fakegithub.model.accounts import Account, Token
from fakegithub.model.issues import Issue
from fakegithub.operations.operation import perform
from fakegithub.world import World

ROOT = "http://github.test"
PRIVATE_KEY, PUBLIC_KEY = generate_key()


def below_api(world: World, path: str) -> str:
    """Where a path of the API lies on the world's product."""
    beside = ("/api/", "/_fakegithub", "http")
    return path if not world.product.is_ghes or path.startswith(beside) else f"/api/v3{path}"


class Door:
    """A seeded world, its API and journal. Calls are octocat's unless they say otherwise."""

    def __init__(self, product: str = "github.com", *, strict: bool = True, **options: Any) -> None:
        self.seeded: Seeded = seeded(product)
        self.world = self.seeded.world
        self.journal = Journal()
        self.app = create_app(self.world, self.journal, strict=strict, **options)
        self.octocat = self.token(self.seeded.octocat)
        self.issue: Issue = perform(
            self.world,
            self.seeded.actor,
            "issues/create",
            owner="octocat",
            repo="hello-world",
            title="Spelling",
            body="First line\nsecond <line>\n\nLast",
        )
        with self.world.transaction():
            self.world.update(self.seeded.app, public_key=PUBLIC_KEY)

    def token(self, account: Account, scopes: Sequence[str] | None = ("repo", "user"), **fields: Any) -> str:
        """The text of a new token."""
        with self.world.transaction():
            text = self.world.ids.token("ghp_")
            given = tuple(scopes) if scopes is not None else None
            self.world.add(Token(self.world.new_id(Token), text, account, scopes=given, **fields))
        return text

    def installation_token(self, **fields: Any) -> str:
        """Of ci-bot on octocat, with all that it may do."""
        installation = self.seeded.installation
        granted = {"permissions": dict(installation.permissions), "installation": installation, **fields}
        return self.token(self.seeded.app.bot, None, **granted)

    def jwt(
        self, issuer: Any = None, *, key: str = PRIVATE_KEY, algorithm: str = "RS256", **claims: Any
    ) -> str:
        """A JWT of ci-bot; `iat` and `exp` are given in seconds from now."""
        now = int(self.world.now().timestamp())
        times = {name: now + claims.pop(name, usual) for name, usual in (("iat", -60), ("exp", 540))}
        issuer = self.seeded.app.client_id if issuer is None else issuer
        # jwt.encode refuses an issuer that is no string; clients of GitHub write integers.
        return _encode({"iss": issuer, **times, **claims}, key, algorithm)

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = "",
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        """`token` None makes the call anonymous. On GHES `path` lies below `/api/v3`."""
        path = below_api(self.world, path)
        sent = dict(headers or {})
        if token is not None:
            sent.setdefault("Authorization", f"token {token or self.octocat}")

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url=ROOT) as client:
                return await client.request(method, path, headers=sent, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.call("POST", path, **options)

    def comment(self, body: str = "Hello") -> httpx.Response:
        return self.post("/repos/octocat/hello-world/issues/1/comments", json={"body": body})

    def advance(self, **time: float) -> None:
        self.world.clock.advance(timedelta(**time).total_seconds())


def _encode(claims: dict[str, Any], key: str, algorithm: str) -> str:
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, algorithm, headers={"typ": "JWT"})
