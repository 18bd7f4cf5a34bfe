"""What a scenario file can get wrong beyond its shape: choices made twice, matchers that are none.

Each check is a function of the parsed file that yields errors. They run when the file fits the
schema, so they may rely on its shape.
"""

from __future__ import annotations

from collections.abc import Iterator

from fakegithub.errors import ScenarioError, UnknownProduct
from fakegithub.products import product
from fakegithub.scenarios import grammar, matchers, names, places
from fakegithub.scenarios.disturbing import API_KEYS, BOTH_KEYS, delivery_fault
from fakegithub.scenarios.source import Path, Source

Errors = Iterator[ScenarioError]


def problems(source: Source) -> list[ScenarioError]:
    """Everything that is wrong with a file, from top to bottom."""
    found = grammar.violations(source)
    if not found:
        found = [error for check in (_products, *_CHECKS) for error in check(source)]
        if not any(_products(source)):
            found += names.unknown_in_documents(source)
    return sorted(found, key=lambda error: (error.line or 0, error.column or 0))


def _products(source: Source) -> Errors:
    value = source.value
    if "product" in value and "products" in value:
        yield source.error(
            "product and products cannot both be given",
            ("products",),
            key=True,
            hint="Use `products` for several.",
        )
    named: list[tuple[Path, str]] = [(("product",), value["product"])] if "product" in value else []
    named += [(("products", i), name) for i, name in enumerate(value.get("products", ()))]
    for path, name in named:
        try:
            product(name)
        except UnknownProduct as error:
            yield source.error(str(error), path)


def _receiver(source: Source) -> Errors:
    receiver = source.value.get("receiver", {})
    if "url" in receiver and len(receiver) > 1:
        second = next(key for key in receiver if key != "url")
        yield source.error(
            f"a receiver is found by its url or by its app, so {second} cannot stand here",
            ("receiver", second),
            key=True,
        )
    if receiver and "url" not in receiver and "app" not in receiver:
        yield source.error("a receiver needs a url or an app", ("receiver",), key=True)


def _verbs(source: Source) -> Errors:
    known = grammar.verbs()
    for index, step in enumerate(source.value["steps"]):
        verbs = [key for key in step if key in known]
        if len(verbs) > 1:
            yield source.error(
                f"a step does one thing, and this one does {len(verbs)}: {', '.join(verbs)}",
                ("steps", index, verbs[1]),
                key=True,
                hint="Make it two steps.",
            )
        if not verbs and "expect" not in step and "fault" not in step:
            yield source.error(
                "this step neither does nor expects anything",
                ("steps", index),
                hint=f"Allowed here: expect, or one of {', '.join(known)}",
            )
        push = step.get("push", {})
        if "branch" in push and "pull_request" in push:
            yield source.error(
                "a push goes to a branch or to the head of a pull_request, not to both",
                ("steps", index, "push", "pull_request"),
                key=True,
            )


def _faults(source: Source) -> Errors:
    """A fault is either of the API or of deliveries, and something goes wrong in it."""
    for path, fault in places.faults(source):
        of_api = "api" in fault
        wrong = [
            key for key in fault if (key in API_KEYS) is not of_api and key not in BOTH_KEYS and key != "api"
        ]
        if wrong:
            reason = (
                "goes wrong with deliveries, not with api" if of_api else "needs api: an operationId, or *"
            )
            yield source.error(f"{wrong[0]} {reason}", (*path, wrong[0]), key=True)
        elif not of_api:
            try:
                delivery_fault(fault)
            except ValueError as error:
                yield source.error(str(error), path)


def _names_of_steps(source: Source) -> Errors:
    first: dict[str, int] = {}
    for index, step in enumerate(source.value["steps"]):
        label = step.get("as")
        if label is None:
            continue
        path: Path = ("steps", index, "as")
        if label in first:
            yield source.error(
                f'"{label}" already names step {first[label]}',
                path,
                hint="Every `as` needs a name of its own.",
            )
        elif label in source.value.get("parameters", {}):
            yield source.error(f'"{label}" already names a parameter', path)
        else:
            first[label] = index + 1


def _counts(source: Source) -> Errors:
    for path, item in places.counted(source):
        given = [key for key in places.COUNTS if key in item]
        if len(given) > 1:
            yield source.error(f"only one of {', '.join(given)} can be given", (*path, given[1]), key=True)


def _call_forms(source: Source) -> Errors:
    for path, call in places.counted(source, "calls"):
        others = [key for key in call if key != "in_order"]
        if "in_order" in call and others:
            yield source.error(
                "in_order stands alone; each of its calls has its own keys", (*path, others[0]), key=True
            )
    for path, call in places.calls(source):
        if ("operation" in call) == ("path" in call):
            yield source.error(
                "a call is named by its operation, or by method and path",
                path,
                hint="For example `operation: issues/create-comment`, "
                "or `method: POST` and `path: /repos/{owner}/{repo}/issues/{issue_number}/comments`.",
            )
        elif "method" in call and "path" not in call:
            yield source.error("method goes together with path", (*path, "method"), key=True)


def _matchers(source: Source) -> Errors:
    for path, value in places.values(source):
        for message in matchers.mistakes(value):
            yield source.error(message, path)


_CHECKS = (_receiver, _verbs, _faults, _names_of_steps, _counts, _call_forms, _matchers, *names.CHECKS)
