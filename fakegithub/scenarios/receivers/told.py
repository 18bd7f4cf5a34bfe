"""What a receiver is told of the world, as environment variables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fakegithub.github import GitHub
from fakegithub.interception.environment import addresses

PORT = "PORT"
# Each with what is missing in the scenario when the receiver is not told it.
TOLD = {
    "GITHUB_API_URL": None,
    "GITHUB_GRAPHQL_URL": None,
    "GITHUB_SERVER_URL": None,
    "GITHUB_TOKEN": "There are neither tokens nor repositories under given.",
    "GITHUB_WEBHOOK_SECRET": "No hook that goes to the receiver has a secret.",
    "GITHUB_APP_ID": "There is no app under given.",
    "GITHUB_APP_PRIVATE_KEY_FILE": "There is no app under given.",
}
_KEY_FILE = "private-key.pem"


def told_names(says: Mapping[str, Any]) -> list[str]:
    """The names that references under `receiver` may use; `says` is what stands there."""
    return [*TOLD, *([PORT] if "command" in says else [])]


def settings(github: GitHub, token: str | None, secret: str | None) -> dict[str, str]:
    """What a receiver must know whatever it is."""
    known = addresses(github.world.urls)
    if token is not None:
        known["GITHUB_TOKEN"] = token
    if secret is not None:
        known["GITHUB_WEBHOOK_SECRET"] = secret
    return known


@contextmanager
def key_file(app: tuple[int, str] | None) -> Iterator[dict[str, str]]:
    """Tells the id of an app, and a file with its private key (PEM), which only its owner can read."""
    if app is None:
        yield {}
        return
    number, key = app
    # The folder is its owner's only, too: https://docs.python.org/3/library/tempfile.html#tempfile.mkdtemp
    with TemporaryDirectory(prefix="fakegithub-app-") as folder:
        file = Path(folder) / _KEY_FILE
        file.touch(mode=0o600)
        file.write_text(key, "utf-8")
        yield {"GITHUB_APP_ID": str(number), "GITHUB_APP_PRIVATE_KEY_FILE": str(file)}


@contextmanager
def in_environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """Have these variables in this process's environment, or not have them, and put it back."""
    before = {name: os.environ.get(name) for name in variables}
    _put(variables)
    try:
        yield
    finally:
        _put(before)


def _put(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
