"""A world for each test, with what stands in front of it and behind it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

from fakegithub.github import GitHub
from fakegithub.hooks.loop import Loop
from fakegithub.pytest_plugin.loops import Borrowed
from fakegithub.pytest_plugin.preparation import Preparation
from fakegithub.pytest_plugin.receivers import Receiver, create_other_hooks, standing
from fakegithub.pytest_plugin.serving import SharedServer


class Session:
    """What all tests of a session share: a loop, a server, and the worlds that they begin with."""

    def __init__(self) -> None:
        self.preparation = Preparation()
        self.loop = Loop()
        self.server = SharedServer(self.loop)

    def abandon(self) -> None:
        """Leave behind a loop on which something does not end; the next test gets another."""
        self.loop = Loop()
        self.server = SharedServer(self.loop)

    def close(self) -> None:
        self.server.close()
        self.loop.stop()


class Stage:
    """One test's world. Whatever the test does to it, and leaves open, ends with `close`."""

    def __init__(self, session: Session, options: Mapping[str, Any], folders: list[Path]) -> None:
        self.options = options
        self._session = session
        self._begun = session.preparation.begin(options, folders)
        self.began = monotonic()
        self._ending = ExitStack()
        strict = options.get("strict", False)
        self.github = GitHub.of(self._begun.world, strict=strict, loop=Borrowed(session.loop))
        self._receiver: Receiver | None = None

    def open(self) -> None:
        """Intercept if wanted, and create the hooks that do not go to the receiver."""
        intercept, allow = self.options.get("intercept", False), self.options.get("allow", ())
        if intercept == "httpx":
            self._ending.enter_context(self.github.intercept_httpx(allow=allow))
        elif intercept:
            self._ending.enter_context(self.github.intercept(allow=allow))
        create_other_hooks(self.github, self._begun)

    def serve(self, github: GitHub) -> GitHub:
        """Serve the test's world, or the one that the test has made itself."""
        if github is not self.github:
            github.serve()
        elif github.url is None:
            self._session.server.serve(github)
        return github

    @property
    def receiver(self) -> Receiver:
        """The program under test, ready for deliveries."""
        if self._receiver is None:
            if not self.options.get("intercept"):
                self.serve(self.github)
            self._receiver = self._ending.enter_context(standing(self.github, self._begun, self.options))
        return self._receiver

    def close(self) -> None:
        try:
            self._ending.close()
        finally:
            try:
                self.github.close()
            except TimeoutError as error:
                self._session.abandon()
                raise TimeoutError(
                    "something that this test has begun does not end: a delivery, a call, or the receiver"
                ) from error
