"""Python's sockets in this process: who connects to GitHub's hosts reaches the world's doors.

For programs that obey no proxy variable, as urllib3 and aiohttp do by default. While this lasts, the
world's hosts have an address that nobody else has, a connection to it is led to a door, a client's TLS
context trusts the world's authority for those hosts, and a connection to a real host raises
HostRefused. What does not use Python's sockets (C libraries, uvloop) is not seen.
"""

from __future__ import annotations

import inspect
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from fakegithub.errors import HostRefused
from fakegithub.interception.hosts import Hosts, is_loopback

# Of the loopback network, so that a connection that gets past us stays on this machine.
_ADDRESS = "127.71.72.1"


@contextmanager
def intercepted(hosts: Hosts, door: Callable[[int], tuple[str, int]], authority: str) -> Iterator[None]:
    """`door` gives the address for a port of the world's hosts; `authority` is a PEM certificate."""
    sockets = _Sockets(hosts, door)
    with ExitStack() as patches:
        for owner, name, patched in (
            (socket, "getaddrinfo", sockets.resolver(socket.getaddrinfo)),
            (socket.socket, "connect", sockets.connector(socket.socket.connect)),
            (socket.socket, "connect_ex", sockets.connector(socket.socket.connect_ex)),
            (ssl.SSLContext, "wrap_socket", _trusting(ssl.SSLContext.wrap_socket, hosts, authority)),
            (ssl.SSLContext, "wrap_bio", _trusting(ssl.SSLContext.wrap_bio, hosts, authority)),
        ):
            patches.enter_context(mock.patch.object(owner, name, patched))
        yield


class _Sockets:
    def __init__(self, hosts: Hosts, door: Callable[[int], tuple[str, int]]) -> None:
        self._hosts = hosts
        self._door = door
        self._resolved: set[str] = set()  # the addresses of hosts that are allowed

    def resolver(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if host is None or is_loopback(_text(host)):
                return original(host, port, *args, **kwargs)
            name = _text(host)
            if self._hosts.is_own(name):
                return original(_ADDRESS, port, *args, **kwargs)
            self._require_allowed(name, port if isinstance(port, int) else 0)
            found = original(host, port, *args, **kwargs)
            self._resolved |= {address[0] for *_, address in found}
            return found

        return getaddrinfo

    def connector(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(connecting: socket.socket, address: Any) -> Any:
            internet = connecting.family in (socket.AF_INET, socket.AF_INET6)
            if internet and connecting.type == socket.SOCK_STREAM:
                try:
                    address = self._led(address)
                except HostRefused:
                    connecting.close()  # who opened it expects an OSError, and forgets it after another
                    raise
            return original(connecting, address)

        return connect

    def _led(self, address: Any) -> Any:
        """Where a connection goes instead. Raises HostRefused."""
        host, port = address[0], address[1]
        if host == _ADDRESS or self._hosts.is_own(host):
            name = self._hosts.own[0] if host == _ADDRESS else host
            if not self._hosts.is_own(name, port):
                raise self._hosts.refuse(name, port, "socket")
            return self._door(port)
        if not is_loopback(host):
            self._require_allowed(host, port)
        return address

    def _require_allowed(self, host: str, port: int) -> None:
        if host not in self._resolved and not self._hosts.may_pass(host):
            raise self._hosts.refuse(host, port, "socket")


def _trusting(original: Callable[..., Any], hosts: Hosts, authority: str) -> Callable[..., Any]:
    signature = inspect.signature(original)

    def wrap(context: ssl.SSLContext, *args: Any, **kwargs: Any) -> Any:
        name = signature.bind(context, *args, **kwargs).arguments.get("server_hostname")
        if name is not None and hosts.is_own(_text(name)):
            # It may have been made long ago, by whoever cares: aiohttp makes its own when it is imported.
            context.load_verify_locations(cadata=authority)
        return original(context, *args, **kwargs)

    return wrap


def _text(host: str | bytes) -> str:
    return host.decode("ascii") if isinstance(host, bytes) else host
