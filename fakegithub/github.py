"""The Python door: a GitHub of your own, to hold, to drive and to ask.

    with GitHub(product="ghes-3.19") as github:
        octocat = github.user("octocat")
        repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})

Everything works from synchronous and asynchronous code alike: deliveries and the served API live on
a background event loop, which starts when the first of them is needed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from fakegithub.clock import Clock
from fakegithub.errors import NotFound, NotSettled, WaitTimeout, suggestion
from fakegithub.faults import Faults
from fakegithub.handles import AccountHandle, AppHandle, InstallationHandle, RepositoryHandle
from fakegithub.hooks.deliveries import Deliveries
from fakegithub.hooks.loop import Loop
from fakegithub.journal import Journal
from fakegithub.model.accounts import ANONYMOUS, Account, Actor
from fakegithub.model.apps import App
from fakegithub.model.hooks import Delivery
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import perform
from fakegithub.world import Snapshot, World


class GitHub:
    """A world of one product with everything around it.

    `host` is where a GitHub Enterprise Server of yours lives. `seed` fixes ids, guids and tokens; `now`
    freezes the clock there. `strict` makes it an error when a payload or response of ours needs a value
    that the world does not know.
    """

    def __init__(
        self,
        product: str = "github.com",
        *,
        host: str | None = None,
        seed: int = 0,
        now: datetime | None = None,
        strict: bool = False,
    ) -> None:
        clock = Clock()
        if now is not None:
            clock.freeze(now)
        self._begin(World(product, host=host, seed=seed, clock=clock), strict, Loop())

    @classmethod
    def of(cls, world: World, *, strict: bool = False, loop: Loop | None = None) -> Self:
        """A GitHub with this world; `loop` is one that others share."""
        made = cls.__new__(cls)
        made._begin(world, strict, loop if loop is not None else Loop())
        return made

    def _begin(self, world: World, strict: bool, loop: Loop) -> None:
        self.world = world
        self.strict = strict
        self.changed = threading.Condition()
        self.loop = loop
        self.calls = Journal(self.changed)
        self.hooks = Deliveries(self.world, self.loop, changed=self.changed, strict=strict)
        self.faults = Faults(self.world)
        self._looks = 0
        self._app: Any = None
        self._server: Any = None
        self._doors: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<GitHub {self.world.product.name}{f' at {self.url}' if self.url else ''}>"

    # What is in it

    def user(self, login: str, **fields: Any) -> AccountHandle:
        """A new user."""
        return AccountHandle(self, self.perform("user.create", by=ANONYMOUS, login=login, **fields))

    def organization(
        self, login: str, *, members: Mapping[str, str] | None = None, **fields: Any
    ) -> AccountHandle:
        """A new organization. `members` maps logins to "admin" or "member"; without any admin,
        a user `<login>-admin` is made."""
        roles = dict(members or {})
        if "admin" not in roles.values():
            roles[self.user(f"{login}-admin").login] = "admin"
        entity = self.perform("organization.create", by=ANONYMOUS, login=login, members=roles, **fields)
        return AccountHandle(self, entity)

    def app(self, slug: str, *, owner: str | AccountHandle, **fields: Any) -> AppHandle:
        """A new GitHub App; `permissions`, `events`, `hook_url`, `secret` and `app_id` are its settings."""
        login = owner if isinstance(owner, str) else owner.login
        return AppHandle(self, self.perform("app.create", by=ANONYMOUS, slug=slug, owner=login, **fields))

    def token(self, login: str, *, scopes: Iterable[str] | None = None, **fields: Any) -> str:
        """The text of a new personal access token."""
        if scopes is not None:
            fields["scopes"] = tuple(scopes)
        text: str = self.perform("token.create", by=ANONYMOUS, login=login, **fields).text
        return text

    def account(self, login: str) -> AccountHandle:
        """Raises NotFound with the nearest login."""
        found = self.world.find(Account, login_key=login.casefold())
        if found is None:
            logins = [account.login for account in self.world.all(Account)]
            raise NotFound(f'there is no account "{login}".{suggestion(login, logins)}')
        return AccountHandle(self, found)

    def repository(self, full_name: str) -> RepositoryHandle:
        """Raises NotFound with the nearest name."""
        owner, _, name = full_name.partition("/")
        found = self.world.find_repository(owner, name)
        if found is None:
            names = [repository.full_name for repository in self.world.all(Repository)]
            raise NotFound(f'there is no repository "{full_name}".{suggestion(full_name, names)}')
        return RepositoryHandle(self, found)

    def find_app(self, slug: str) -> AppHandle:
        found = self.world.find(App, slug=slug)
        if found is None:
            raise NotFound(
                f'there is no app "{slug}".{suggestion(slug, [a.slug for a in self.world.all(App)])}'
            )
        return AppHandle(self, found)

    def perform(self, operation: str, *, by: Any = None, **parameters: Any) -> Any:
        """Run any operation by its id, as `by`: a login, a handle, an Actor, or nobody."""
        return perform(self.world, self._actor(by), operation, **parameters)

    def _actor(self, by: Any) -> Actor:
        if isinstance(by, Actor):
            return by
        if isinstance(by, AccountHandle | InstallationHandle):
            return by.actor
        return ANONYMOUS if by is None else self.account(by).actor

    # What happens

    @property
    def deliveries(self) -> list[Delivery]:
        """All deliveries, oldest first, whether they have ended or not."""
        return self.world.all(Delivery)

    def mount(self, origin: str, app: Any) -> None:
        """Hand deliveries to URLs of `origin` (`http://receiver.test`) to an ASGI or WSGI app."""
        self.hooks.mount(origin, app)

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no delivery is queued, in flight or delayed, no further attempt is due, and no
        call is being served.

        Raises NotSettled, which says what is still open, after `timeout` seconds.
        """
        __tracebackhide__ = True
        deadline = time.monotonic() + timeout
        while True:
            with self.changed:
                if not self.changed.wait_for(self._quiet, max(0.0, deadline - time.monotonic())):
                    raise NotSettled(self._still_open(timeout))
                seen = self._progress()
            # What a receiver does right after its answer may be under way on the loop: look once more.
            self.loop.barrier()
            with self.changed:
                if self._quiet() and self._progress() == seen:
                    return

    def wait_for(
        self, condition: Callable[[], Any], timeout: float = 5.0, what: str = "the condition"
    ) -> Any:
        """Wait until `condition()` is true (or stops raising AssertionError and LookupError).

        Returns its value. It is looked at whenever a call or a delivery has ended. Raises
        WaitTimeout after `timeout` seconds.
        """
        __tracebackhide__ = True
        deadline = time.monotonic() + timeout
        reason = ""
        while True:
            seen = self._progress()
            try:
                value = condition()
                if value:
                    return value
            except (AssertionError, LookupError) as error:
                reason = f": {error}"
            # The condition is looked at without the lock: it may run operations, or be slow.
            with self.changed:
                remaining = max(0.0, deadline - time.monotonic())
                if not self.changed.wait_for(lambda: self._progress() != seen, remaining):  # noqa: B023
                    lines = [f"{what} did not come within {timeout:g} s{reason}"]
                    raise WaitTimeout("\n".join([*lines, *_blocked("wait_for()", "github.wait_for, …")]))

    def look_again(self) -> None:
        """Have `wait_for` look at its condition once more: something outside of the world has changed."""
        with self.changed:
            self._looks += 1
            self.changed.notify_all()

    def _quiet(self) -> bool:
        return self.hooks.quiet and not self.calls.open

    def _progress(self) -> tuple[int, ...]:
        """Numbers that differ after whatever `changed` is notified of."""
        calls, hooks = self.calls, self.hooks
        return len(self.deliveries), len(hooks.open), len(calls), len(calls.open), self._looks

    def _still_open(self, timeout: float) -> str:
        lines = [f"after {timeout:g} s there is still something open:"]
        lines += [
            f"  delivery of {delivery.event} to {delivery.shown_url} ({self.hooks.state(delivery)})"
            for delivery in self.hooks.open
        ]
        lines += [f"  call {method} {path}" for method, path in self.calls.open]
        return "\n".join([*lines, *_blocked("settle()", "github.settle")])

    # Serving

    @property
    def url(self) -> str | None:
        """Where the world is served, for example http://127.0.0.1:43211, or None."""
        return self._server.url if self._server is not None else None

    @property
    def api_url(self) -> str:
        """The root of the REST API, as a receiver wants it in GITHUB_API_URL."""
        return self.world.urls.api_root

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve the world over HTTP, on a free port by default, and return its URL."""
        if self._server is None:
            from fakegithub.server import Server

            return self.serve_by(Server(self.asgi_app, self.world, self.loop, host=host, port=port))
        url: str = self._server.url
        return url

    def serve_by(self, server: Any) -> str:
        """Have a server (anything with `start`, `stop` and `url`) serve the world, and return its URL."""
        url: str = server.start()
        self._server = server
        self.world.urls.serve_at(url)
        if self._doors is not None:
            self._doors.place_urls()
        return url

    def close(self) -> None:
        """Stop serving, intercepting and delivering. What is still queued is not sent."""
        if self._doors is not None:
            self._doors.close()
            self._doors = None
        if self._server is not None:
            self._server.stop()
            self._server = None
        self.hooks.close()
        self.loop.stop()

    @property
    def asgi_app(self) -> Any:
        """The API of this world as an ASGI app."""
        if self._app is None:
            from fakegithub.api import create_app

            self._app = create_app(self.world, self.calls, strict=self.strict)
        return self._app

    # Intercepting

    def intercept_httpx(self, *, allow: Iterable[str] = ()) -> AbstractContextManager[None]:
        """Have this world answer what httpx, in this process, sends to GitHub's own hosts.

        No socket is used; clients may be synchronous or asynchronous, and older than this. Calls to
        the loopback interface and to the hosts in `allow` pass; any other raises HostRefused.
        """
        manager: AbstractContextManager[None] = self._opened_doors().httpx(allow)
        return manager

    def intercept(self, *, allow: Iterable[str] = (), **more: str) -> AbstractContextManager[dict[str, str]]:
        """Have this world answer what this process, and those it starts, send to GitHub's own hosts.

        Whatever uses Python's sockets in this process is led here, and `environment()`, which the
        `with` gives, is in `os.environ` meanwhile. Calls to real hosts fail as in `intercept_httpx`.
        """
        manager: AbstractContextManager[dict[str, str]] = self._opened_doors().everything(allow, more)
        return manager

    def environment(self, *, allow: Iterable[str] = (), **more: str) -> dict[str, str]:
        """The variables that make a program of any language call this world instead of GitHub.

        They name a proxy on the loopback interface and the certificate authority to trust, and hold
        until `close()` or `rollback()`. The world's URLs are the product's own meanwhile. `more` are
        variables of your own, such as GITHUB_TOKEN.
        """
        variables: dict[str, str] = self._opened_doors().environment(allow, more)
        return variables

    @property
    def refused(self) -> list[Any]:
        """The calls to real hosts that were not let out: `host`, `port` and `how` they were made."""
        return list(self._doors.hosts.refused) if self._doors is not None else []

    def _opened_doors(self) -> Any:
        if self._doors is None:
            from fakegithub.interception.doors import Doors

            self._doors = Doors(self.asgi_app, self.world, self.loop, lambda: self.url)
        return self._doors

    # Snapshots

    def snapshot(self) -> Snapshot:
        """Remember the world as it is now."""
        return self.world.snapshot()

    def rollback(self, snapshot: Snapshot) -> None:
        """Make the world what it was, and forget the calls made since."""
        self.hooks.cancel()
        self.world.rollback(snapshot)
        self.calls.clear()
        if self._doors is not None:
            self._doors.reset()


def _blocked(waiting: str, call: str) -> list[str]:
    """What to do when whoever waits keeps an event loop from running, perhaps the receiver's own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return []
    advice = f"await asyncio.to_thread({call})"
    return [f"{waiting} blocks the event loop that it is called on; if the receiver runs there, {advice}"]
