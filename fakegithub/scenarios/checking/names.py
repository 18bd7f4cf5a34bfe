"""Names in a scenario file that nobody knows: of steps, accounts, repositories, events, operations.

What contains a reference is left to the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fakegithub.errors import ScenarioError, UnknownEvent, suggestion
from fakegithub.products import product
from fakegithub.scenarios.checking import given_documents, given_names, made_names
from fakegithub.scenarios.checking.given_places import Named
from fakegithub.scenarios.checking.scopes import unknown_names
from fakegithub.scenarios.language import places
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.spec import Document, OperationSpec, document

Errors = Iterator[ScenarioError]


def _logins(source: Source) -> Errors:
    given = source.value.get("given", {})
    known = [*given_names.logins(given), *given_names.bots(given), *made_names.logins(source)]
    for path, step in places.steps(source):
        if "by" in step:
            place = Named((*path, "by"), step["by"])
            yield from given_names.unknown(source, "account", place, known, "given: users:")


def _repositories(source: Source) -> Errors:
    given = given_names.repositories(source.value.get("given", {}))
    known = [*given, *made_names.repositories(source, given)]
    folded = {name.casefold() for name in known}
    for path, step in places.steps(source):
        for verb, part in step.items():
            name = part.get("repository") if isinstance(part, Mapping) else None
            # What some operations call so is not owner/name.
            if isinstance(name, str) and "/" in name and "${" not in name and name.casefold() not in folded:
                yield source.error(
                    f'there is no repository "{name}".{suggestion(name, known)}',
                    (*path, verb, "repository"),
                    hint=f"Known are: {', '.join(given) or 'none'}. List it under given: repositories:",
                )


def _documents(source: Source) -> list[Document]:
    names = source.value.get("products") or [source.value.get("product", "github.com")]
    return [document(name) for name in dict.fromkeys(product(name).document for name in names)]


def unknown_in_documents(source: Source) -> list[ScenarioError]:
    """Events, operations and parameters that no document of the file's products has."""
    documents = _documents(source)
    checks = (
        given_documents.unknown_in_documents,
        _unknown_deliveries,
        _unknown_events,
        _unknown_operations,
        _unknown_faults,
    )
    return [error for check in checks for error in check(source, documents)]


def _unknown_deliveries(source: Source, documents: list[Document]) -> Errors:
    names = {name.split(".")[0] for known in documents for name in known.webhooks}
    for path, item in places.counted(source, "deliveries"):
        event = item["event"]
        if event == "*" or event in names or "${" in event:
            continue
        try:
            documents[0].webhook(*event.partition(".")[::2])
        except UnknownEvent as error:
            yield source.error(str(error), (*path, "event"), hint="`fakegithub events` lists them.")


def _unknown_events(source: Source, documents: list[Document]) -> Errors:
    """What `deliver` and `redeliver` name."""
    for path, step in places.steps(source):
        said = step.get("deliver")
        if said is not None:
            yield from _unknown_event(source, (*path, "deliver", "event"), said["event"], documents)
            if "variant" in said:
                yield from _unknown_variant(source, (*path, "deliver", "variant"), said["variant"])
        again = step.get("redeliver")
        names = {name.split(".")[0] for known in documents for name in known.webhooks}
        if isinstance(again, str) and again not in names:
            yield from _unknown_event(source, (*path, "redeliver"), again, documents)


def _unknown_variant(source: Source, path: Path, name: str) -> Errors:
    # They know how every event is caused, which takes a while to import.
    from fakegithub.scenarios.samples.variants import VARIANTS

    if name.replace("_", "-") not in VARIANTS and "${" not in name:
        yield source.error(
            f'there is no variant "{name}".{suggestion(name, VARIANTS)}',
            path,
            hint=f"There are: {', '.join(VARIANTS)}",
        )


def _unknown_event(source: Source, path: Path, name: str, documents: list[Document]) -> Errors:
    if "${" in name:
        return
    for known in documents:
        event, _, action = name.partition(".")
        try:
            known.webhook(event, action or None)
        except UnknownEvent:
            actions = [other.partition(".")[2] for other in known.webhooks if other.startswith(f"{event}.")]
            names = dict.fromkeys([*(other.split(".")[0] for other in known.webhooks), *known.webhooks])
            there = f"{event} has the actions {', '.join(actions)}. " if actions else ""
            yield source.error(
                f'{known.name} has no event "{name}".{suggestion(name, names)}',
                path,
                hint=f"{there}`fakegithub events` lists all.",
            )
            return


def _unknown_operations(source: Source, documents: list[Document]) -> Errors:
    used = [(path, call) for path, call in places.calls(source) if "operation" in call]
    used += [((*path, "call"), step["call"]) for path, step in places.steps(source) if "call" in step]
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


CHECKS = (unknown_names, _logins, _repositories, *given_names.CHECKS)
