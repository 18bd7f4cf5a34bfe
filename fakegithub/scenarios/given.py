"""Building the world that a scenario begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fakegithub.errors import ApiError
from fakegithub.github import GitHub
from fakegithub.handles import AccountHandle
from fakegithub.model.accounts import Account
from fakegithub.scenarios.disturbing import retries
from fakegithub.scenarios.source import Path, Source

_LABEL_COLOR = "ededed"


def build(github: GitHub, given: Mapping[str, Any], source: Source) -> list[str]:
    """Make everything that `given` lists but the hooks; returns the texts of the tokens, in their order.

    Raises ScenarioError for what GitHub refuses.
    """
    for path, user in _items(given, "users"):
        with _refusals(source, path):
            github.user(**_named(user, "login"))
    for path, organization in _items(given, "organizations"):
        with _refusals(source, path):
            github.organization(**_named(organization, "login"))
    for path, repository in _items(given, "repositories"):
        with _refusals(source, path):
            _create_repository(github, repository)
    return [github.token(**_named(token, "login")) for _, token in _items(given, "tokens")]


def create_hooks(
    github: GitHub, given: Mapping[str, Any], source: Source, receiver_url: str | None, secret: str | None
) -> None:
    """Create the hooks of all repositories; each is sent a ping.

    A hook without a URL goes to `receiver_url`, and is left out when there is none. A `secret` takes
    the place of the secrets of these hooks. Raises ScenarioError for what GitHub refuses.
    """
    for path, repository in _items(given, "repositories"):
        handle = github.repository(repository["name"])
        for index, hook in enumerate(repository.get("hooks", ())):
            to_receiver = "url" not in hook
            settings = {"url": receiver_url, **hook}
            if "retries" in hook:
                settings["retries"] = retries(hook["retries"])
            if to_receiver and secret is not None:
                settings["secret"] = secret
            if settings["url"] is not None:
                with _refusals(source, (*path, "hooks", index)):
                    handle.create_hook(**settings)


def receivers_secret(given: Mapping[str, Any]) -> str | None:
    """The secret of the first hook that goes to the receiver."""
    hooks = [hook for _, repository in _items(given, "repositories") for hook in repository.get("hooks", ())]
    return next((hook.get("secret") for hook in hooks if "url" not in hook), None)


def secrets(given: Mapping[str, Any]) -> list[str]:
    """Everything in `given` that must not be shown."""
    hooks = [hook for _, repository in _items(given, "repositories") for hook in repository.get("hooks", ())]
    tokens = [token for _, token in _items(given, "tokens") if isinstance(token, Mapping)]
    return [hook["secret"] for hook in hooks if "secret" in hook] + [t["text"] for t in tokens if "text" in t]


def _items(given: Mapping[str, Any], kind: str) -> list[tuple[Path, Any]]:
    return [(("given", kind, index), item) for index, item in enumerate(given.get(kind, ()))]


@contextmanager
def _refusals(source: Source, path: Path) -> Iterator[None]:
    try:
        yield
    except (ApiError, LookupError) as error:
        raise source.error(f"GitHub refuses this: {error}", path) from error


def _named(item: Any, key: str) -> dict[str, Any]:
    """The short form `octocat` as the long one `{login: octocat}`."""
    return dict(item) if isinstance(item, Mapping) else {key: item}


def _create_repository(github: GitHub, repository: Mapping[str, Any]) -> None:
    owner, name = repository["name"].split("/")
    fields = {key: repository[key] for key in ("description", "private", "files") if key in repository}
    handle = _owner(github, owner).create_repository(name, **fields)
    for branch, files in repository.get("branches", {}).items():
        if files:
            source = f"refs/heads/{handle.entity.default_branch}"
            handle.push(branch=branch, files=files, message=f"Add {branch}", source=source)
        else:
            handle.perform("git/create-ref", ref=f"refs/heads/{branch}", sha=handle.sha())
    for label in repository.get("labels", ()):
        handle.create_label(**{"color": _LABEL_COLOR, **_named(label, "name")})
    for login, role in repository.get("collaborators", {}).items():
        handle.perform("collaborator.add", username=login, permission=role)


def _owner(github: GitHub, login: str) -> AccountHandle:
    found = github.world.find(Account, login_key=login.casefold())
    return AccountHandle(github, found) if found is not None else github.user(login)
