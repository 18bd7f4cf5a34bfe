"""The program under test, in front of a test's world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from fakegithub.errors import FakeGitHubError, ReceiverError, suggestion
from fakegithub.github import GitHub
from fakegithub.handles import AccountHandle, IssueHandle, RepositoryHandle
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.pytest_plugin.preparation import Begun, scenario_of
from fakegithub.scenarios import given
from fakegithub.scenarios.language.items import hooks, items
from fakegithub.scenarios.receivers.receiver import Setting, imported, opened
from fakegithub.scenarios.receivers.told import TOLD, in_environment, key_file, settings
from fakegithub.scenarios.steps.delivering import deliver
from fakegithub.scenarios.steps.stage import Misnamed, Stage
from fakegithub.spec import document

ORIGIN = "http://receiver.test"
SECRET = "s3cret"  # noqa: S105 - of hooks that nobody else can reach, and documented
_ALL_EVENTS = ("*",)


class Receiver:
    """The program under test. `url` is where deliveries reach it, `secret` is that of its hooks, `token` one
    that it may use; `environment` is what it is told, and holds while the test runs."""

    def __init__(
        self, github: GitHub, url: str, secret: str, token: str | None, environment: Mapping[str, str]
    ) -> None:
        self.github = github
        self.url = url
        self.secret = secret
        self.token = token
        self.environment = environment

    def __repr__(self) -> str:
        return f"<Receiver {self.url}>"

    def create_hook(
        self, on: str | RepositoryHandle | AccountHandle, events: Iterable[str] = _ALL_EVENTS, **settings: Any
    ) -> Hook:
        """Have a repository ("octocat/hello-world") or an organization ("acme") deliver to it, and wait until
        it has answered the ping. `settings` are those of `create_hook`."""
        owner: Any = on
        if isinstance(on, str):
            owner = self.github.repository(on) if "/" in on else self.github.account(on)
        made: Hook = owner.create_hook(self.url, **{"secret": self.secret, "events": events, **settings})
        self.github.settle()
        return made

    def deliver(self, event: str, *, by: str | None = None, **says: Any) -> Delivery:
        """Deliver an event (`pull_request.labeled`) that nothing has caused, and wait for the answer.

        `says` is what the step `deliver` of a scenario says: `variant`, `set`, `repository`, `pull_request`,
        `issue`. The payload is about this world as far as it has what it is about. Raises ValueError
        for what there is not.
        """
        numbers = {
            key: value.number if isinstance(value, IssueHandle) else value for key, value in says.items()
        }
        try:
            made = deliver(Stage(self.github, {}, by), {"event": event, **numbers})
        except Misnamed as error:
            raise ValueError(str(error)) from error
        self.github.settle()
        return made


@contextmanager
def standing(github: GitHub, begun: Begun, options: Mapping[str, Any]) -> Iterator[Receiver]:
    """Have the receiver that the options name ready for deliveries, with its hooks.

    The hooks are those of `given` that have no URL; when it says nothing of the kind, each of its
    repositories gets one. Raises UsageError.
    """
    says = options.get("receiver")
    if says is None:
        raise pytest.UsageError(
            "github_receiver needs a receiver: say it with @pytest.mark.fakegithub(receiver=app), in the "
            "fixture fakegithub_config, with --fakegithub-receiver, or as fakegithub_receiver in the ini file"
        )
    secret = options.get("secret") or given.receivers_secret(begun.given) or SECRET
    token = begun.tokens[0] if begun.tokens else None
    app = given.receivers_app(github, begun.given)
    try:
        with key_file(app) as files:
            told = settings(github, token, secret) | files
            # What the last receiver was told, and this one is not, must not be there.
            with (
                in_environment(dict.fromkeys(TOLD) | told),
                _opened(github, says, options, told, app) as url,
            ):
                _create_hooks(github, begun, options, url, secret)
                yield Receiver(github, url, secret, token, told)
    except ReceiverError as error:
        raise pytest.UsageError(str(error)) from error
    except FakeGitHubError as error:
        raise pytest.UsageError(f"the receiver {says!r} cannot be used: {error}") from error


@contextmanager
def _opened(
    github: GitHub,
    says: Any,
    options: Mapping[str, Any],
    told: Mapping[str, str],
    app: tuple[int, str] | None,
) -> Iterator[str]:
    """The URL of the receiver, which runs meanwhile."""
    path = options.get("path", "/")
    if isinstance(says, Mapping):
        path = says.get("path", path)
        if "command" in says:
            setting = Setting(
                github,
                scenario_of("receiver", receiver=dict(says)),
                says,
                told.get("GITHUB_TOKEN"),
                told["GITHUB_WEBHOOK_SECRET"],
                app,
            )
            with opened(setting) as program:
                yield program.url
            return
        says = says["url"] if "url" in says else says["app"]
    if isinstance(says, str) and says.startswith(("http://", "https://")):
        yield says
        return
    github.mount(ORIGIN, imported(says) if isinstance(says, str) else says)
    yield f"{ORIGIN}{path}"


def create_other_hooks(github: GitHub, begun: Begun) -> None:
    """Create the hooks of `given` that have a URL of their own, and wait for the answers to their pings."""
    if begun.scenario is not None and any("url" in hook for _, hook in hooks(begun.given)):
        given.create_hooks(github, begun.given, begun.scenario.source, None, None)
        github.settle()


def _create_hooks(github: GitHub, begun: Begun, options: Mapping[str, Any], url: str, secret: str) -> None:
    """Create the receiver's hooks, and wait until it has answered their pings."""
    if begun.scenario is not None and any("url" not in hook for _, hook in hooks(begun.given)):
        wanted = _without_urls(begun.given)
        given.create_hooks(github, wanted, begun.scenario.source, url, options.get("secret"))
    elif not github.world.all(Hook):
        events = tuple(options.get("events", _ALL_EVENTS))
        _require_known(github, events)
        for name in begun.repositories:
            github.repository(name).create_hook(url, secret=secret, events=events)
    github.settle()


def _require_known(github: GitHub, events: Iterable[str]) -> None:
    """GitHub ignores events that it does not have. Raises UsageError with the nearest."""
    known = {spec.event for spec in document(github.world.product.document).webhooks.values()}
    for event in events:
        if event not in known and event not in _ALL_EVENTS:
            name = github.world.product.name
            raise pytest.UsageError(f'{name} has no event "{event}".{suggestion(event, sorted(known))}')


def _without_urls(world: Mapping[str, Any]) -> dict[str, Any]:
    """What `given` says, without the hooks that go elsewhere."""
    found = dict(world)
    found["apps"] = [app for _, app in items(world, "apps") if "url" not in app]
    for kind in ("organizations", "repositories"):
        found[kind] = [
            {**item, "hooks": [hook for hook in item.get("hooks", ()) if "url" not in hook]}
            for _, item in items(world, kind)
        ]
    return found
