"""A recording under way: the proxy on a port, until it is told to stop."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from fakegithub.api.routes import routes
from fakegithub.errors import ReceiverError
from fakegithub.hooks.loop import Loop
from fakegithub.products import product
from fakegithub.scenarios.recording.exchanges import Recording
from fakegithub.scenarios.recording.proxy import RecordingProxy
from fakegithub.scenarios.recording.secrets import Secrets, bare_url
from fakegithub.server import Server

# How long nothing may have come after the last delivery that is waited for, and how often it is looked.
_QUIET = 1.0
_LOOK = 0.05
_GHES_API = "/api/v3"


class Session:
    """Records deliveries to `receiver` and calls to `upstream` while it is open.

    Loopback only unless `host` says otherwise. Raises CannotServe, and ReceiverError for a URL that is none.
    """

    def __init__(
        self,
        receiver: str,
        upstream: str,
        *,
        product_name: str | None = None,
        secret: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        for what, url in (("the receiver", receiver), ("the upstream", upstream)):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ReceiverError(
                    f"{what} is a URL such as http://127.0.0.1:3000/hook, not {bare_url(url)}"
                )
        secrets = Secrets([secret] if secret else [])
        secrets.learn_url(receiver)
        secrets.learn_url(upstream)
        self.recording = Recording(secrets, receiver=secrets.clean_text(bare_url(receiver)))
        self.recording.product = product_name or self.recording.product
        self._upstream = upstream
        self._receiver = receiver
        self._loop = Loop()
        self.proxy = RecordingProxy(
            self.recording, receiver=receiver, upstream=upstream, product=product_name
        )
        self._server = Server(self.proxy, None, self._loop, host=host, port=port, advertised=False)

    def __enter__(self) -> Self:
        # They take a while, and would keep the first call waiting.
        routes(product(self.recording.product).document)
        self.proxy.origin = self._server.start()
        self._loop.at_stop(self.proxy.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._loop.stop()

    @property
    def url(self) -> str:
        return self.proxy.origin

    @property
    def hook_url(self) -> str:
        """Where the hook, or what forwards its deliveries, is to send them."""
        return f"{self.url}{urlsplit(self._receiver).path or '/'}"

    @property
    def settings(self) -> dict[str, str]:
        """What the receiver must know, as environment variables."""
        path = urlsplit(self._upstream).path.rstrip("/")
        graphql = (
            path.removesuffix(_GHES_API) + "/api/graphql" if path.endswith(_GHES_API) else f"{path}/graphql"
        )
        return {"GITHUB_API_URL": self.url + path, "GITHUB_GRAPHQL_URL": self.url + graphql}

    def wait(
        self, stopped: threading.Event, *, count: int | None = None, duration: float | None = None
    ) -> None:
        """Until `stopped` is set, `duration` seconds have passed, or `count` deliveries are answered and
        the receiver is quiet."""
        deadline = time.monotonic() + duration if duration is not None else None
        while not stopped.wait(_LOOK):
            if deadline is not None and time.monotonic() >= deadline:
                return
            if count is not None and self._has(count):
                return

    def _has(self, count: int) -> bool:
        """Whether so many deliveries are there, and all that came of them seems to be, too."""
        if self.proxy.open or len(self.recording.deliveries) < count:
            return False
        recorded = self.recording
        ends = [delivery.ended or delivery.began for delivery in recorded.deliveries]
        ends += [call.ended or call.began for call in recorded.calls]
        return time.monotonic() - max(ends) >= _QUIET
