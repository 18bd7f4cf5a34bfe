"""Names in a scenario file that nobody knows: of steps, accounts, repositories, events, operations.

What contains a reference is left to the run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fakegithub.errors import ScenarioError, UnknownEvent, suggestion
from fakegithub.products import product
from fakegithub.scenarios import places
from fakegithub.scenarios.references import Unresolved, references
from fakegithub.scenarios.source import Path, Source
from fakegithub.spec import Document, OperationSpec, document

Errors = Iterator[ScenarioError]
# Parameters of verbs whose value names an earlier step.
_SUBJECT_KEYS = ("pull_request", "issue")


def _references(source: Source) -> Errors:
    """References and subjects that name nothing which exists before them."""
    value = source.value
    parameters = list(value.get("parameters", {}))
    made: list[str] = []
    for key in ("parameters", "receiver", "given"):
        yield from _unknown_references(
            source, (key,), value.get(key), [] if key == "parameters" else parameters
        )
    for index, step in enumerate(value["steps"]):
        path: Path = ("steps", index)
        for key, part in step.items():
            if key != "expect":
                yield from _unknown_references(source, (*path, key), part, [*made, *parameters])
                if isinstance(part, Mapping):
                    yield from _unknown_subjects(source, (*path, key), part, made, _SUBJECT_KEYS)
        if "as" in step:
            made.append(step["as"])
        yield from _unknown_references(source, (*path, "expect"), step.get("expect"), [*made, *parameters])
        yield from _unknown_subjects(source, (*path, "expect"), step.get("expect", {}), made, ("of",))
    yield from _unknown_references(source, ("expect",), value.get("expect"), [*made, *parameters])
    yield from _unknown_subjects(source, ("expect",), value.get("expect", {}), made, ("of",))


def _unknown_subjects(
    source: Source, path: Path, part: Mapping[str, Any], made: list[str], keys: Iterable[str]
) -> Errors:
    for key in keys:
        name = part.get(key)
        if isinstance(name, str) and "${" not in name and name not in made:
            listed = ", ".join(made) or "none: give the step that opens it a name with `as`"
            yield source.error(
                f'no earlier step has the name "{name}".{suggestion(name, made)}',
                (*path, key),
                hint=f"Known here: {listed}",
            )


def _unknown_references(source: Source, path: Path, value: Any, known: list[str]) -> Errors:
    for place, text in places.texts(path, value):
        try:
            for reference in references(text):
                name = reference.name
                outside = not reference.path and (name in os.environ or reference.default is not None)
                if name not in known and not outside:
                    yield source.error(
                        f"{reference.text}: there is no step, parameter or environment variable"
                        f' "{name}" before this place.{suggestion(name, known)}',
                        place,
                        hint=f"Known here: {', '.join(known) or 'none'}",
                    )
        except Unresolved as error:
            yield source.error(str(error), place)


def _logins(source: Source) -> Errors:
    given = source.value.get("given", {})
    known = [_login(item) for kind in ("users", "organizations") for item in given.get(kind, ())]
    known += [repository["name"].split("/")[0] for repository in given.get("repositories", ())]
    used: list[tuple[Path, str]] = [
        (("given", "tokens", i), _login(item)) for i, item in enumerate(given.get("tokens", ()))
    ]
    for i, repository in enumerate(given.get("repositories", ())):
        for login in repository.get("collaborators", {}):
            used.append((("given", "repositories", i, "collaborators", login), login))
    for i, organization in enumerate(given.get("organizations", ())):
        for login in organization.get("members", {}) if isinstance(organization, Mapping) else ():
            used.append((("given", "organizations", i, "members", login), login))
    for i, step in enumerate(source.value["steps"]):
        if "by" in step:
            used.append((("steps", i, "by"), step["by"]))
    folded = {login.casefold() for login in known}
    for path, login in used:
        if "${" not in login and login.casefold() not in folded:
            yield source.error(
                f'there is no account "{login}".{suggestion(login, known)}',
                path,
                hint=f"Known are: {', '.join(dict.fromkeys(known)) or 'none'}. List it under given: users:",
            )


def _login(item: Any) -> str:
    return str(item["login"] if isinstance(item, Mapping) else item)


def _repositories(source: Source) -> Errors:
    known = [repository["name"] for repository in source.value.get("given", {}).get("repositories", ())]
    folded = {name.casefold() for name in known}
    for index, step in enumerate(source.value["steps"]):
        for verb, part in step.items():
            name = part.get("repository") if isinstance(part, Mapping) else None
            if isinstance(name, str) and "${" not in name and name.casefold() not in folded:
                yield source.error(
                    f'there is no repository "{name}".{suggestion(name, known)}',
                    ("steps", index, verb, "repository"),
                    hint=f"Known are: {', '.join(known) or 'none'}. List it under given: repositories:",
                )


def _documents(source: Source) -> list[Document]:
    names = source.value.get("products") or [source.value.get("product", "github.com")]
    return [document(name) for name in dict.fromkeys(product(name).document for name in names)]


def unknown_in_documents(source: Source) -> list[ScenarioError]:
    """Events, operations and parameters that no document of the file's products has."""
    documents = _documents(source)
    checks = (_unknown_hook_events, _unknown_deliveries, _unknown_operations, _unknown_faults)
    return [error for check in checks for error in check(source, documents)]


def _unknown_hook_events(source: Source, documents: list[Document]) -> Errors:
    names = list(dict.fromkeys(name.split(".")[0] for known in documents for name in known.webhooks))
    for i, repository in enumerate(source.value.get("given", {}).get("repositories", ())):
        for j, hook in enumerate(repository.get("hooks", ())):
            for k, event in enumerate(hook.get("events", ())):
                if event not in names and event != "*" and "${" not in event:
                    yield source.error(
                        f'there is no event "{event}".{suggestion(event, names)}',
                        ("given", "repositories", i, "hooks", j, "events", k),
                        hint="A hook names events without actions; `fakegithub events` lists them.",
                    )


def _unknown_deliveries(source: Source, documents: list[Document]) -> Errors:
    names = {name.split(".")[0] for known in documents for name in known.webhooks}
    for path, item in places.counted(source, "deliveries"):
        event = item["event"]
        if event in names or "${" in event:
            continue
        try:
            documents[0].webhook(*event.partition(".")[::2])
        except UnknownEvent as error:
            yield source.error(str(error), (*path, "event"), hint="`fakegithub events` lists them.")


def _unknown_operations(source: Source, documents: list[Document]) -> Errors:
    used = [(path, call) for path, call in places.calls(source) if "operation" in call]
    used += [
        (("steps", index, "call"), step["call"])
        for index, step in enumerate(source.value["steps"])
        if "call" in step
    ]
    for path, call in used:
        name = call["operation"]
        known = next((known for known in documents if name in known.operations), None)
        if "${" in name:
            continue
        if known is None:
            yield source.error(
                f'there is no operation "{name}".{suggestion(name, documents[0].operations)}',
                (*path, "operation"),
                hint="`fakegithub operations` lists them.",
            )
        else:
            yield from _unknown_parameters(source, (*path, "parameters"), call, known.operations[name])


def _unknown_faults(source: Source, documents: list[Document]) -> Errors:
    events = {name for known in documents for name in known.webhooks}
    events |= {name.split(".")[0] for name in events}
    for path, fault in places.faults(source):
        name = fault.get("api", "*")
        if name != "*" and "${" not in name and not any(name in known.operations for known in documents):
            yield source.error(
                f'there is no operation "{name}".{suggestion(name, documents[0].operations)}',
                (*path, "api"),
                hint="`fakegithub operations` lists them.",
            )
        for index, event in enumerate(fault.get("events", ())):
            if event not in events and "${" not in event:
                yield source.error(
                    f'there is no event "{event}".{suggestion(event, events)}',
                    (*path, "events", index),
                    hint="`fakegithub events` lists them.",
                )


def _unknown_parameters(
    source: Source, path: Path, call: Mapping[str, Any], operation: OperationSpec
) -> Errors:
    if operation.body is not None and not operation.body_properties:
        return  # a body without named properties takes any
    known = [parameter.name for parameter in operation.parameters]
    known += sorted(operation.body_properties - set(known))
    for name in call.get("parameters", {}):
        if name not in known and "${" not in name:
            yield source.error(
                f'{operation.id} has no parameter "{name}".{suggestion(name, known)}',
                (*path, name),
                key=True,
                hint=f"It has: {', '.join(known)}",
            )


CHECKS = (_references, _logins, _repositories)
