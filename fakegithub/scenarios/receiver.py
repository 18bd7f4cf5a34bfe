"""The receiver of a scenario: a URL where one runs already, or an app of this process."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fakegithub.errors import ReceiverError
from fakegithub.github import GitHub
from fakegithub.interception.environment import addresses

_ORIGIN = "http://receiver.test"


def is_url(receiver: str) -> bool:
    return receiver.startswith(("http://", "https://"))


def url_of(receiver: str, path: str = "/") -> str:
    """Where deliveries go: the receiver's own URL, or the name that an app of this process has here."""
    return receiver if is_url(receiver) else f"{_ORIGIN}{path}"


def settings(github: GitHub, token: str | None, secret: str | None) -> dict[str, str]:
    """What a receiver must know, as environment variables."""
    known = addresses(github.world.urls)
    if token is not None:
        known["GITHUB_TOKEN"] = token
    if secret is not None:
        known["GITHUB_WEBHOOK_SECRET"] = secret
    return known


@contextmanager
def mounted(github: GitHub, receiver: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Have an app answer deliveries, with `environment` set meanwhile; a URL needs neither.

    An app must read the environment when a delivery comes, for it differs from run to run. Raises
    ReceiverError when it cannot be imported or is no app.
    """
    if is_url(receiver):
        yield
        return
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        github.mount(_ORIGIN, imported(receiver))
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def imported(name: str) -> Any:
    """The object that `module:name` means; modules of the working directory are found too."""
    module_name, _, attributes = name.partition(":")
    sys.path.insert(0, os.getcwd())
    try:
        found: Any = importlib.import_module(module_name)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except Exception as error:
        raise ReceiverError(
            f"the receiver {name} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    finally:
        sys.path.remove(os.getcwd())
    return found
