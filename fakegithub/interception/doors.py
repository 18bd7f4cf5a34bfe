"""Opens the ways into a world for programs that call GitHub's own hosts, and closes them.

While one is open, the world's URLs are the product's own: `https://api.github.com/…`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from fakegithub.hooks.loop import Loop
from fakegithub.interception import clients, environment, sockets
from fakegithub.interception.authority import Authority
from fakegithub.interception.hosts import HTTP_PORT, HTTPS_PORT, Hosts
from fakegithub.interception.proxy import Address, Proxy
from fakegithub.server import Server
from fakegithub.world import World


class Doors:
    """`origin` says where the world is served when it is not intercepted: a URL, or None."""

    def __init__(self, app: Any, world: World, loop: Loop, origin: Callable[[], str | None]) -> None:
        self._app = app
        self._world = world
        self._loop = loop
        self._origin = origin
        self._users = 0
        self._scopes: list[ExitStack] = []
        self._lasting: ExitStack | None = None
        self._open: _Open | None = None
        self.hosts = Hosts(world.product)

    @contextmanager
    def httpx(self, allow: Iterable[str]) -> Iterator[None]:
        """Intercept the httpx clients of this process."""
        with self._scope() as scope:
            scope.enter_context(self._used(allow))
            scope.enter_context(clients.intercepted(self._app, self._loop, self.hosts))
            yield

    @contextmanager
    def everything(self, allow: Iterable[str], more: dict[str, str]) -> Iterator[dict[str, str]]:
        """Intercept this process and those it starts; gives the environment, which is set meanwhile."""
        with self._scope() as scope:
            scope.enter_context(self._used(allow))
            opened = self._opened()
            known = self._environment(opened) | more
            scope.enter_context(_set(known))
            scope.enter_context(sockets.intercepted(self.hosts, opened.door, opened.authority.pem))
            yield known

    def environment(self, allow: Iterable[str], more: dict[str, str]) -> dict[str, str]:
        """The variables for programs that are started elsewhere; they hold until `reset` or `close`."""
        if self._lasting is None:
            self._lasting = ExitStack()
            self._lasting.enter_context(self._used(()))
        self._lasting.enter_context(self.hosts.allowing(allow))
        known: dict[str, str] = self._environment(self._opened()) | more
        self._app.control.add("environment", lambda: known)
        return known

    def place_urls(self) -> None:
        """Where the world's URLs lead: to the product's own hosts while somebody intercepts."""
        self._world.urls.serve_at(None if self._users else self._origin())

    def reset(self) -> None:
        """Forget what was refused, and what `environment` was asked for."""
        self.hosts.refused.clear()
        if self._lasting is not None:
            self._lasting.close()
            self._lasting = None

    def close(self) -> None:
        """End all interceptions, also those whose `with` has not been left."""
        for scope in reversed(tuple(self._scopes)):
            scope.close()
        self.reset()
        if self._open is not None:
            self._open.close()
            self._open = None

    @contextmanager
    def _scope(self) -> Iterator[ExitStack]:
        with ExitStack() as scope:
            self._scopes.append(scope)
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    @contextmanager
    def _used(self, allow: Iterable[str]) -> Iterator[None]:
        self._users += 1
        self.place_urls()
        try:
            with self.hosts.allowing(allow):
                yield
        finally:
            self._users -= 1
            self.place_urls()

    def _opened(self) -> _Open:
        if self._open is None:
            self._open = _Open(self._app, self._world, self._loop, self.hosts)
        return self._open

    def _environment(self, opened: _Open) -> dict[str, str]:
        known = environment.variables(
            opened.proxy.url, opened.authority.file, self.hosts.allowed, opened.described()
        )
        return known | environment.addresses(self._world.urls)


class _Open:
    """The world's hosts on ports of the loopback interface, and the proxy to them."""

    def __init__(self, app: Any, world: World, loop: Loop, hosts: Hosts) -> None:
        self._hosts = hosts
        self.authority = Authority(hosts.own)
        self._http = Server(app, world, loop, advertised=False)
        self._https = Server(app, world, loop, advertised=False, tls=self.authority.context())
        self.proxy = Proxy(loop, hosts, self.door)
        for opening in (self._http, self._https, self.proxy):
            opening.start()
        self._ports = {HTTP_PORT: self._http.port, HTTPS_PORT: self._https.port}

    def door(self, port: int) -> Address:
        """Where the world answers what is meant for `port` of its hosts; nobody answers at another."""
        return "127.0.0.1", self._ports.get(port, port)

    def described(self) -> dict[str, Any]:
        """For programs that find the doors themselves."""
        return {
            "hosts": self._hosts.own,
            "allowed": sorted(self._hosts.allowed),
            "https": self._ports[HTTPS_PORT],
            "http": self._ports[HTTP_PORT],
            "proxy": self.proxy.port,
        }

    def close(self) -> None:
        for opening in (self.proxy, self._https, self._http):
            opening.stop()
        self.authority.close()


@contextmanager
def _set(variables: dict[str, str]) -> Iterator[None]:
    """The variables in this process's environment, which is put back."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
