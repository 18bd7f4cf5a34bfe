"""Calls as an installation of a GitHub App: by a token that is good for an hour, and renewed.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import jwt

from fakegithub.sample_receiver.memory import Memory, Token

# A JWT may be good for ten minutes, and clocks differ a little.
_EARLIER = timedelta(seconds=60)
_JWT_LIFETIME = timedelta(minutes=9)

Flow = Generator[httpx.Request, httpx.Response, Token]


@dataclass(frozen=True)
class InstallationAuth(httpx.Auth):
    """Has every request of an httpx client bear the installation's token."""

    requires_response_body = True

    memory: Memory
    api_root: str
    app_id: str
    private_key: str
    installation_id: int

    def __repr__(self) -> str:
        return f"<InstallationAuth of {self.installation_id}>"  # and nothing of the key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._known_token()
        if token is None:
            token = yield from self._new_token()
        request.headers["Authorization"] = f"Bearer {token.text}"
        response = yield request
        if response.status_code == 401:
            # It has ended before its time: it was revoked, or our clock is behind.
            token = yield from self._new_token()
            request.headers["Authorization"] = f"Bearer {token.text}"
            yield request

    def _known_token(self) -> Token | None:
        token = self.memory.tokens.get((self.api_root, self.installation_id))
        return token if token is not None and token.expires_at - _EARLIER > self._now() else None

    def _new_token(self) -> Flow:
        """Raises httpx.HTTPStatusError when there is none to be had."""
        response = yield self._token_request()
        if response.status_code == 401 and self._set_clock(response):
            response = yield self._token_request()
        found = response.raise_for_status().json()
        token = Token(found["token"], datetime.fromisoformat(found["expires_at"]))
        self.memory.tokens[self.api_root, self.installation_id] = token
        return token

    def _token_request(self) -> httpx.Request:
        url = f"{self.api_root}/app/installations/{self.installation_id}/access_tokens"
        headers = {
            "Accept": "application/vnd.github+json",
            "User-Agent": "fakegithub-sample-receiver",
            "Authorization": f"Bearer {self._jwt()}",
        }
        return httpx.Request("POST", url, headers=headers)

    def _jwt(self) -> str:
        now = self._now()
        claims = {"iat": now - _EARLIER, "exp": now + _JWT_LIFETIME, "iss": self.app_id}
        return jwt.encode(claims, self.private_key, algorithm="RS256")

    def _now(self) -> datetime:
        """The time by GitHub's clock, which judges JWTs and tokens."""
        return datetime.now(UTC) + self.memory.clocks.get(self.api_root, timedelta())

    def _set_clock(self, response: httpx.Response) -> bool:
        """Whether GitHub's clock turns out to be so far from ours that another JWT is worth a try."""
        there = parsedate_to_datetime(response.headers["Date"])
        off = abs(there - self._now()) > _EARLIER
        self.memory.clocks[self.api_root] = there - datetime.now(UTC)
        return off
