"""Any operation as a step: `issues/create-milestone: {title: v1}`, `workflow_run.complete: {}`.

Its parameters are those of GitHub's document, or of the simulated verb. What a scenario has spoken of need
not be said again: the repository, the pull request or issue, and whatever named.py lists.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fakegithub.errors import suggestion
from fakegithub.handles import RepositoryHandle
from fakegithub.model.accounts import Account
from fakegithub.model.apps import Installation
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import OPERATIONS, Operation
from fakegithub.scenarios.steps.named import NAMED, Named, value_of
from fakegithub.scenarios.steps.stage import Misnamed, Parameters, Stage

# Only an app may do these, so without `by` the one that is installed does.
BY_APP = frozenset({"checks/create", "checks/update", "checks/create-suite"})
_SUBJECTS = ("issue_number", "pull_number")


def perform(id: str, stage: Stage, parameters: Parameters) -> Any:
    """Run an operation with what is said and what goes without saying. Raises Misnamed."""
    if id not in OPERATIONS:
        return stage.github.perform(id)
    operation = OPERATIONS[id]
    arguments = {
        name: _argument(stage, operation, name, value)
        for name, value in parameters.items()
        if name in operation.parameters
    }
    _refuse_unknown(operation, parameters)
    repository = _repository(stage, operation, parameters)
    if repository is not None and "owner" not in arguments:
        owner, repo = repository.full_name.split("/")
        arguments |= {"owner": owner, **({"repo": repo} if "repo" in operation.parameters else {})}
    for name in sorted(operation.parameters - arguments.keys()):
        found = _unsaid(stage, operation, name, parameters)
        if found is not None:
            arguments[name] = found
    missing = sorted(required(operation) - arguments.keys())
    if missing:
        raise Misnamed(missing[0], _say_which(missing[0]))
    made = stage.github.perform(id, by=_actor(stage, operation, repository, arguments), **arguments)
    for name in _SUBJECTS:
        if name in arguments and repository is not None:
            stage.speak_of(repository, arguments[name])
    return made


def keys(operation: Operation) -> dict[str, Named | None]:
    """What may be said: the operation's own parameters (None), and what named.py has instead of them."""
    found: dict[str, Named | None] = dict.fromkeys(sorted(operation.parameters))
    for name in sorted(operation.parameters & NAMED.keys()):
        key = NAMED[name].key
        if key is not None and key not in found:
            found[key] = NAMED[name]
    if "issue_number" in operation.parameters:
        found.setdefault("pull_request", NAMED["issue_number"])
    if {"owner", "repo"} <= operation.parameters:
        found.setdefault("repository", None)
    return found


@cache
def kinds(id: str) -> Mapping[str, str]:
    """The parameters of an operation with their kinds, as they are written."""
    return {
        name: str(parameter.annotation)
        for name, parameter in inspect.signature(OPERATIONS[id].function).parameters.items()
        if name in OPERATIONS[id].parameters
    }


def required(operation: Operation) -> frozenset[str]:
    """The parameters that an operation cannot do without."""
    signature = inspect.signature(operation.function).parameters
    return frozenset(
        name for name in operation.parameters if signature[name].default is inspect.Parameter.empty
    )


def is_unsaid(operation: Operation, name: str) -> bool:
    """Whether a parameter may be left out of a step though the operation needs it."""
    in_repository = name in ("owner", "repo") and {"owner", "repo"} <= operation.parameters
    named = NAMED.get(name)
    otherwise = named is not None and (named.latest or named.key is not None)
    return in_repository or name in _UNSAID or otherwise


def _refuse_unknown(operation: Operation, parameters: Parameters) -> None:
    known = keys(operation)
    for name in parameters:
        if name not in known:
            nearest, listed = suggestion(name, known), ", ".join(known)
            raise Misnamed(name, f'{operation.id} has no parameter "{name}".{nearest} It has: {listed}')


def _argument(stage: Stage, operation: Operation, name: str, value: Any) -> Any:
    """A value as the operation takes it: steps' names as ids and numbers, times, repositories."""
    kind = kinds(operation.id)[name]
    if name in NAMED:
        return _of_named(stage, NAMED[name], name, value, numbers="str" not in kind)
    if "datetime" in kind and isinstance(value, str):
        return _moment(name, value)
    if "Repository" in kind and isinstance(value, list):
        return [stage.repository({"repository": item}).entity for item in value]
    return value


def _of_named(stage: Stage, named: Named, key: str, value: Any, *, numbers: bool) -> Any:
    entity = stage.entity(value)
    if entity is None:
        if isinstance(value, str) and value.isdigit():
            return int(value)
        if isinstance(value, str) and numbers:
            known = ", ".join(stage.made) or "none"
            raise Misnamed(key, f'no earlier step has the name "{value}"; known here: {known}')
        return value
    found = value_of(named, entity)
    if found is None:
        raise Misnamed(key, f'"{value}" is no {named.what}, but a {_kind(entity)}')
    return found


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misnamed(name, f'"{text}" is not a time such as 2026-01-31T12:00:00Z') from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _repository(stage: Stage, operation: Operation, parameters: Parameters) -> RepositoryHandle | None:
    """The repository that an operation is about; None when it is about none, or its owner is said."""
    if "owner" not in operation.parameters:
        return None
    if "owner" in parameters:
        if "repo" not in parameters:
            return None
        return stage.github.repository(f"{parameters['owner']}/{parameters['repo']}")
    if "repo" not in operation.parameters:
        return None
    for key, named in keys(operation).items():
        if named is not None and key in parameters and "repository" not in parameters:
            home = getattr(stage.entity(parameters[key]), "repository", None)
            if isinstance(home, Repository):
                return RepositoryHandle(stage.github, home)
    named_here = {"repository": parameters["repository"]} if "repository" in parameters else {}
    found = stage.repository(named_here)
    # With only one part of the name said, the other goes without saying.
    said = parameters.get("repo")
    return found if said is None else stage.github.repository(f"{found.owner.login}/{said}")


def _unsaid(stage: Stage, operation: Operation, name: str, parameters: Parameters) -> Any:
    """The value of a parameter that is not said under its own name; None when nothing else says it."""
    named = NAMED.get(name)
    if named is not None:
        for key, other in keys(operation).items():
            if key in parameters and other is named:
                if name in _SUBJECTS:
                    return stage.issue(parameters, key).number
                numbers = "str" not in kinds(operation.id)[name]
                return _of_named(stage, named, key, parameters[key], numbers=numbers)
    if name not in required(operation):
        return None
    if name in _UNSAID:
        return _UNSAID[name](stage)
    if named is None or not named.latest:
        return None
    if name in _SUBJECTS:
        return stage.subject.number if stage.subject is not None else None
    entity: Any = stage.latest(*named.kinds) or _only(stage, named.kinds)
    return value_of(named, entity) if entity is not None else None


def _only(stage: Stage, kinds: tuple[type, ...]) -> Any:
    world = stage.github.world
    found: list[Any] = []
    for kind in kinds:
        found += world.all(kind)
    return found[0] if len(found) == 1 else None


def _organization(stage: Stage) -> str | None:
    """The organization that owns the repository spoken of, or else the only one."""
    known = [account for account in stage.github.world.all(Account) if account.is_organization]
    if stage.subject is not None and stage.subject.repository.entity.owner in known:
        return stage.subject.repository.owner.login
    return known[0].login if len(known) == 1 else None


_UNSAID: dict[str, Callable[[Stage], str | None]] = {
    "org": _organization,
    "slug": lambda stage: stage.app().slug,
    "app_slug": lambda stage: stage.app().slug,
}


def _say_which(name: str) -> str:
    if name not in NAMED:
        return f'"{name}" is missing here'
    named = NAMED[name]
    key = f", or `{named.key}: NAME` with the `as` of an earlier step" if named.key else ""
    return f"say which {named.what} is meant: {name}{key}"


def _kind(entity: Any) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in type(entity).__name__)
    return words.strip()


# Who acts


def _actor(
    stage: Stage, operation: Operation, repository: RepositoryHandle | None, arguments: Mapping[str, Any]
) -> Any:
    if operation.credentials == "app":
        if stage.by is not None and not stage.by.endswith("[bot]"):
            raise Misnamed("by", f"{operation.id} is an app's own, so `by` is its bot: NAME[bot]")
        return stage.app_itself()
    if (stage.by is None and operation.id in BY_APP) or (stage.by is not None and stage.by.endswith("[bot]")):
        return stage.installation(repository)
    return stage.by or _usual_actor(stage, operation, arguments)


def _usual_actor(stage: Stage, operation: Operation, arguments: Mapping[str, Any]) -> Any:
    """Who does it when nobody is named: who may, without being anybody special."""
    world = stage.github.world
    if operation.id.startswith("enterprise"):
        admins = [account.login for account in world.all(Account) if account.site_admin]
        if admins:
            return stage.account(admins[0])
    for name in ("owner", "org", "account"):
        if name in arguments:
            return stage.account(arguments[name])
    if "installation_id" in arguments:
        installation = world.get(Installation, arguments["installation_id"])
        if installation is not None:
            return stage.account(installation.account.login)
    if "slug" in arguments:
        owners = [app.owner.login for app in [stage.app()] if app.slug == arguments["slug"]]
        return stage.account(owners[0]) if owners else None
    if "username" in arguments:
        return stage.account(arguments["username"])
    try:
        return stage.repository({}).owner
    except Misnamed:
        return None
