"""The bot's client of the REST API: patient, and with pages and redirects followed."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from fakegithub.sample_receiver.patience import ATTEMPTS, backoff, pause
from fakegithub.sample_receiver.signatures import Payload

API_TIMEOUT = 10.0  # seconds
_PER_PAGE = 100  # the most that GitHub gives
# The request has not left us, so it can be sent again whatever it is.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)


class GitHubClient:
    """Calls on one repository: the one that the payload is about.

    Paths begin behind `/repos/{owner}/{repo}`. Calls raise httpx.HTTPError when GitHub refuses them or is
    down for too long. `as_app`: they are made as an installation of a GitHub App.
    """

    def __init__(self, http: httpx.AsyncClient, payload: Payload, *, as_app: bool = False) -> None:
        self._http = http
        self._payload = payload
        self._repository = api_root(payload) + _path_of(payload.get("repository"))
        self.as_app = as_app

    def on(self, repository: Mapping[str, Any]) -> GitHubClient:
        """The same for another repository."""
        return GitHubClient(self._http, {**self._payload, "repository": repository}, as_app=self.as_app)

    async def get(self, path: str) -> Any:
        return await self._call("GET", path)

    async def find(self, path: str) -> Any:
        """What is there, or None."""
        return await self.attempt("GET", path, refusals=(404,))

    async def pages(self, path: str, key: str | None = None) -> list[Any]:
        """All items of a list, from all of its pages; `key` is where they stand when they are not all of it.

        https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
        """
        items: list[Any] = []
        url: str | None = self._url(path)
        parameters: dict[str, Any] | None = {"per_page": _PER_PAGE}
        while url is not None:
            response = await self._send("GET", _with(url, parameters))
            found = response.raise_for_status().json()
            items += found if key is None else found[key]
            url, parameters = _next_page(response), None
        return items

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("POST", path, json=body)

    async def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("PATCH", path, json=body)

    async def attempt(self, method: str, path: str, *, refusals: tuple[int, ...], **options: Any) -> Any:
        """Make a call that GitHub may refuse with one of these statuses: None then."""
        response = await self._send(method, self._url(path), **options)
        return None if response.status_code in refusals else _content(response)

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        return _content(await self._send(method, self._url(path), **options))

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        """The answer; the last one, when it was not worth while to go on asking."""
        attempt, waited = 0, 0.0
        while True:
            attempt += 1
            wait: float | None
            try:
                response = await self._request(method, url, **options)
            except _NOT_SENT:
                if attempt >= ATTEMPTS:
                    raise
                wait = backoff(attempt)
            else:
                wait = pause(response, attempt, waited)
                if wait is None:
                    return response
            await asyncio.sleep(wait)
            waited += wait

    async def _request(self, method: str, url: str, **options: Any) -> httpx.Response:
        try:
            return await self._http.request(method, url, **options)
        except httpx.HTTPStatusError as error:
            return error.response  # of the call for an installation's token

    def _url(self, path: str) -> str:
        return self._repository + path


def api_root(payload: Payload) -> str:
    """Where the API is: where we are told, or where the payload comes from."""
    configured = os.environ.get("GITHUB_API_URL")
    if configured:
        return configured.rstrip("/")
    if "repository" in payload:
        # Not its `url`: in a push that has been the URL of the web page.
        return str(payload["repository"]["hooks_url"]).partition("/repos/")[0]
    return str(payload["installation"]["repositories_url"]).removesuffix("/installation/repositories")


def _path_of(repository: Mapping[str, Any] | None) -> str:
    return f"/repos/{repository['full_name']}" if repository is not None else ""


def _with(url: str, parameters: Mapping[str, Any] | None) -> str:
    return str(httpx.URL(url).copy_merge_params(parameters)) if parameters else url


def _next_page(response: httpx.Response) -> str | None:
    return response.links.get("next", {}).get("url")


def _content(response: httpx.Response) -> Any:
    response.raise_for_status()
    return response.json() if response.content else None


def http_client(auth: httpx.Auth | None = None) -> httpx.AsyncClient:
    """Without an `auth` the calls are made with GITHUB_TOKEN."""
    token = os.environ.get("GITHUB_TOKEN", "")
    headers = {"Accept": "application/vnd.github+json", "User-Agent": "fakegithub-sample-receiver"}
    if token and auth is None:
        headers["Authorization"] = f"Bearer {token}"
    # A renamed repository is found by its old name through a redirect.
    return httpx.AsyncClient(
        headers=headers, timeout=API_TIMEOUT, verify=_tls(), auth=auth, follow_redirects=True
    )


@cache
def _tls() -> ssl.SSLContext:
    # Loading the certificates takes longer than all the rest of a delivery.
    return ssl.create_default_context()
