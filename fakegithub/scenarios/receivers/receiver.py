"""The receiver of a scenario: a URL where one runs already, an app of this process, or a command to start."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import sys
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fakegithub.errors import FakeGitHubError, ReceiverError, suggestion
from fakegithub.github import GitHub
from fakegithub.scenarios.language.grammar import seconds
from fakegithub.scenarios.language.references import Scope, Unresolved
from fakegithub.scenarios.language.scenario import Scenario
from fakegithub.scenarios.language.words import split
from fakegithub.scenarios.receivers.output import Line
from fakegithub.scenarios.receivers.process import Process, free_port, interrupted_by_signals, is_taken
from fakegithub.scenarios.receivers.told import PORT, TOLD, in_environment, key_file, settings

_ORIGIN = "http://receiver.test"
# How long a receiver elsewhere must have been silent before it counts as done. Of one in this
# process we know when it is done, unless it leaves a thread or a task behind.
_QUIET_ELSEWHERE = 0.5
_QUIET_HERE = 0.05
_READY_WITHIN = 10.0
# Values under `environment` that are not shown: by their names, and long enough not to be in every word.
_LEAST_SECRET = 6
_SECRET_NAME = re.compile(r"(TOKEN|SECRET|PASSWORD|PASSPHRASE|_KEY)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Program:
    """The receiver while a scenario runs. `quiet` is how long it must have been silent, in seconds."""

    name: str
    url: str
    quiet: float
    process: Process | None = None

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.exit_code is not None

    def ending(self, patience: float = 0.0) -> str | None:
        """How it has ended though it should run; None when it still does after `patience` seconds."""
        return self.process.ending(patience) if self.process is not None else None


# Before it is opened.
NOBODY = Program("", "", _QUIET_HERE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a receiver is opened with.

    `says` is what stands under `receiver` in the scenario, or on the command line instead. `app` is the
    id of its GitHub App and the private key, PEM. `secrets` grows by what must not be shown, `written` by
    what it has written when it is closed; `note` is told what happens.
    """

    github: GitHub
    scenario: Scenario
    says: Mapping[str, Any]
    token: str | None = None
    secret: str | None = None
    app: tuple[int, str] | None = None
    secrets: list[str] = field(default_factory=list)
    written: list[Line] = field(default_factory=list)
    note: Callable[[str], None] = lambda _: None

    def resolved(self, key: str, told: Mapping[str, str]) -> Any:
        """What the scenario says for a key. Raises ScenarioError for a reference that leads nowhere."""
        return self.resolve(self.says.get(key), key, told)

    def resolve(self, value: Any, key: str, told: Mapping[str, str]) -> Any:
        scope = Scope(self.scenario.parameters, ChainMap(dict(told), dict(os.environ)))
        try:
            return scope.resolve(value)
        except Unresolved as error:
            why = next((why for name, why in TOLD.items() if f"${{{name}}}" in str(error)), None)
            raise self.error(str(error), key, why) from error

    def error(self, message: str, key: str, hint: str | None = None) -> FakeGitHubError:
        """The author's error with its place; what the command line says has none."""
        if self.says.get(key) != self.scenario.program.get(key):
            return ReceiverError(f"{message}\n  {hint}" if hint else message)
        return self.scenario.source.error(message, ("receiver", key), hint=hint)


def is_url(receiver: str) -> bool:
    return receiver.startswith(("http://", "https://"))


def is_elsewhere(says: Mapping[str, Any]) -> bool:
    """Whether it runs already, and only a person can tell it what it needs."""
    return "url" in says and "command" not in says


def fixed_url(says: Mapping[str, Any]) -> str | None:
    """Where it listens whoever starts it; None for an app, and where a port would be chosen."""
    url: str | None = says.get("url")
    return None if url is None or ("command" in says and f"${{{PORT}" in url) else url


def chosen(
    says: Mapping[str, Any], receiver: str | None = None, command: str | None = None, path: str | None = None
) -> Mapping[str, Any]:
    """What a scenario says of its receiver, with what the command line says in its place.

    A program of the command line takes the place of `url`, `app` and `command`; what else is said stays,
    as far as it goes with it. Raises ReceiverError for a `path` where there is a whole URL.
    """
    rest = {key: says[key] for key in ("path", "environment", "intercept") if key in says}
    if command is not None:
        says = {"command": command, **rest, **({"ready": says["ready"]} if "ready" in says else {})}
    elif receiver is not None:
        says = {"url": receiver} if is_url(receiver) else {"app": receiver, **rest}
    if path is None:
        return says
    if "url" in says:
        raise ReceiverError(f"the receiver is at {says['url']}, so it cannot have another path")
    return {**says, "path": path}


@contextmanager
def opened(setting: Setting) -> Iterator[Program]:
    """Have the receiver run and ready for deliveries; it is stopped in the end.

    Raises ScenarioError for what the scenario cannot mean, ReceiverError when an app cannot be imported
    or a command not be started, and NotReady when a command does not become ready.
    """
    opening = next(opening for kind, opening in _OPENINGS.items() if kind in setting.says)
    with opening(setting) as program:
        yield program


@contextmanager
def _elsewhere(setting: Setting) -> Iterator[Program]:
    url = setting.resolved("url", {})
    yield Program(url, url, _QUIET_ELSEWHERE)


@contextmanager
def _mounted(setting: Setting) -> Iterator[Program]:
    """An app must read the environment when a delivery comes, for it differs from run to run."""
    name, path = setting.resolved("app", {}), setting.resolved("path", {}) or "/"
    intercepting: AbstractContextManager[Any] = nullcontext()
    if setting.says.get("intercept"):
        intercepting = setting.github.intercept(allow=_allowed(setting))
    # What is intercepted has other URLs, so that comes before the receiver is told where the world is.
    with intercepting, key_file(setting.app) as app:
        told = settings(setting.github, setting.token, setting.secret) | app
        with in_environment(dict.fromkeys(TOLD) | told | _environment(setting, told)):
            setting.github.mount(_ORIGIN, _app(setting, name))
            yield Program(name, f"{_ORIGIN}{path}", _QUIET_HERE)


def _app(setting: Setting, name: str) -> Any:
    try:
        return imported(name)
    except ReceiverError as error:
        raise setting.error(str(error), "app") from error


@contextmanager
def _started(setting: Setting) -> Iterator[Program]:
    intercepted = {}
    if setting.says.get("intercept"):
        intercepted = setting.github.environment(allow=_allowed(setting))
    with key_file(setting.app) as app, interrupted_by_signals():
        url, port = _place(setting)
        told = settings(setting.github, setting.token, setting.secret) | app | {PORT: port}
        command = _command(setting, told)
        own = _environment(setting, told)
        inherited = {name: value for name, value in os.environ.items() if name not in TOLD}
        # Python programs keep what they write to a pipe to themselves until they end.
        variables = {"PYTHONUNBUFFERED": "1", **inherited, **intercepted, **told, **own}
        ready = setting.resolved("ready", told) or {}
        process = _process(setting, command, {k: v for k, v in variables.items() if v is not None})
        try:
            name = shlex.join(command)
            setting.note(f"the receiver is started: {name}")
            url = process.await_ready(url, ready.get("path"), seconds(ready.get("within", _READY_WITHIN)))
            setting.note("the receiver is ready")
            yield Program(name, url, _QUIET_ELSEWHERE, process)
        finally:
            if process.exit_code is None:
                setting.note("the receiver is stopped")
            process.stop()
            setting.written.extend(process.lines)


_OPENINGS: dict[str, Callable[[Setting], AbstractContextManager[Program]]] = {
    "command": _started,
    "app": _mounted,
    "url": _elsewhere,
}


def _place(setting: Setting) -> tuple[str, str]:
    """The URL that a command is to listen at, and its port."""
    port = str(free_port())
    if "url" not in setting.says:
        return f"http://localhost:{port}{setting.resolved('path', {}) or '/'}", port
    url = setting.resolved("url", {PORT: port})
    parts = urlsplit(url)
    if is_taken(url):
        raise setting.error(
            f"something listens at {parts.netloc} already", "url", "Stop it, or leave out the command."
        )
    return url, str(parts.port or (443 if parts.scheme == "https" else 80))


def _command(setting: Setting, told: Mapping[str, str]) -> list[str]:
    """The program and its arguments. A text is split before references are replaced, so that what they
    lead to stays one argument, unless it is nothing but a reference."""
    command = setting.says["command"]
    try:
        words = split(command) if isinstance(command, str) else command
        resolved = setting.resolve(words, "command", told)
        if isinstance(command, str) and words == [command]:
            resolved = split(str(resolved[0]))
    except ValueError as error:
        raise setting.error(str(error), "command") from error
    return [str(word) for word in resolved]


def _environment(setting: Setting, told: Mapping[str, str]) -> dict[str, str | None]:
    """The scenario's own variables; null takes one away."""
    found: dict[str, str | None] = {}
    for name, value in (setting.resolved("environment", told) or {}).items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found[name] = None if value is None else text
        if value is not None and len(text) >= _LEAST_SECRET and _SECRET_NAME.search(name):
            setting.secrets.append(text)
    return found


def _process(setting: Setting, command: list[str], variables: Mapping[str, str]) -> Process:
    directory = setting.resolved("working_directory", variables)
    folder = Path(setting.scenario.file).parent / directory if directory is not None else None
    if folder is not None and not folder.is_dir():
        raise setting.error(f"there is no folder {folder}", "working_directory")

    def changed() -> None:
        setting.note("the receiver has ended")
        setting.github.look_again()

    try:
        return Process(
            command,
            directory=folder,
            environment=variables,
            changed=changed,
        )
    except ReceiverError as error:
        raise setting.error(str(error), "command") from error


def _allowed(setting: Setting) -> list[str]:
    intercept = setting.resolved("intercept", {})
    return list(intercept["allow"]) if isinstance(intercept, Mapping) else []


def imported(name: str) -> Any:
    """The object that `module:name` means; modules of the working directory are found too."""
    module_name, _, attributes = name.partition(":")
    sys.path.insert(0, os.getcwd())
    try:
        found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise ReceiverError(f"the receiver {name} cannot be imported: {error}") from error
        raise ReceiverError(
            f"the receiver {name} cannot be imported: there is no module {error.name} in {os.getcwd()} "
            "or where Python finds its modules"
        ) from error
    except (Exception, SystemExit) as error:
        raise ReceiverError(
            f"the receiver {name} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    finally:
        sys.path.remove(os.getcwd())
    for attribute in attributes.split("."):
        if not hasattr(found, attribute):
            near = suggestion(attribute, [known for known in dir(found) if not known.startswith("_")])
            raise ReceiverError(
                f"the receiver {name} cannot be imported: {module_name} has no {attribute}.{near}"
            )
        found = getattr(found, attribute)
    return found
