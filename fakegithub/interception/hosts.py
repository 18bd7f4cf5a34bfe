"""Whose host it is: the world's, one that may be called, or a real one that is refused."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from fakegithub.errors import HostRefused
from fakegithub.products import Product
from fakegithub.urls import Urls

HTTPS_PORT = 443
HTTP_PORT = 80


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was not let out. `how` it was made: "httpx", "socket" or "proxy"."""

    host: str
    port: int
    how: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port} ({self.how})"


class Hosts:
    """The hosts of one world. `refused` are the calls to others, oldest first."""

    def __init__(self, product: Product) -> None:
        self._product = product
        urls = Urls(product)
        self._api_root = urls.api_root
        roots = (urls.api_root, urls.html_root, urls.uploads_root)
        self.own = tuple(sorted({urlsplit(root).hostname or "" for root in roots}))
        self.allowed: frozenset[str] = frozenset()
        self.refused: list[Refusal] = []

    @contextmanager
    def allowing(self, names: Iterable[str]) -> Iterator[None]:
        """Let calls to these hosts, too, pass meanwhile."""
        before = self.allowed
        self.allowed = before | {_plain(name) for name in names}
        try:
            yield
        finally:
            self.allowed = before

    def is_own(self, host: str, port: int | None = None) -> bool:
        """Whether it is the world that answers there."""
        return _plain(host) in self.own and port in (None, HTTPS_PORT, HTTP_PORT)

    def may_pass(self, host: str) -> bool:
        """Whether a call may go where it wants to: to the loopback interface, or where it is allowed."""
        return is_loopback(host) or _plain(host) in self.allowed

    def refuse(self, host: str, port: int, how: str) -> HostRefused:
        """The error for a call to a real host, which is noted."""
        self.refused.append(Refusal(host, port, how))
        return HostRefused(self.explain(host, port))

    def explain(self, host: str, port: int) -> str:
        """Why it is refused, and what to do."""
        where = f"{host}:{port} is not called while fakegithub intercepts"
        if _plain(host) in self.own:
            return f"{where}: {self._product.name} answers on the ports {HTTPS_PORT} and {HTTP_PORT} only"
        ours = f"This world is {self._product.name} with {', '.join(self.own)}"
        if _is_githubs(host):
            return f"{where}. {ours}; its API is {self._api_root}, which GITHUB_API_URL says"
        advice = "answer it from the loopback interface"
        return f'{where}. {ours}; {advice}, or allow it with allow=["{host}"]'


def is_loopback(host: str) -> bool:
    name = _plain(host)
    # https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    # Who connects to 0.0.0.0 or :: reaches this machine.
    return address.is_loopback or address.is_unspecified


def _is_githubs(host: str) -> bool:
    return _plain(host).endswith(("github.com", "githubusercontent.com", "ghe.com"))


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()
