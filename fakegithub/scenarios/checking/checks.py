"""What a scenario file can get wrong beyond its shape: choices made twice, matchers that are none.

Each check is a function of the parsed file that yields errors. They run when the file fits the
schema, so they may rely on its shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.checking import names
from fakegithub.scenarios.checking.receiver import receiver_mistakes
from fakegithub.scenarios.expectations.expected_refusal import NEVER_REFUSED
from fakegithub.scenarios.language import grammar, matchers, places
from fakegithub.scenarios.language.source import Path, Source
from fakegithub.scenarios.language.using import with_used
from fakegithub.scenarios.steps.disturbing import API_KEYS, BOTH_KEYS, delivery_fault

Errors = Iterator[ScenarioError]


def problems(source: Source) -> list[ScenarioError]:
    """Everything that is wrong with a file and those that it uses, from top to bottom."""
    return checked(source)[1]


def checked(source: Source) -> tuple[Source, list[ScenarioError]]:
    """The file with all that it uses in its place, and everything that is wrong, from top to bottom."""
    found = grammar.violations(source)
    if not found:
        source, found = with_used(source)
    if not found:
        found = [error for check in (_products, *_CHECKS) for error in check(source)]
        if not any(_products(source)):
            found += names.unknown_in_documents(source)
    return source, sorted(found, key=partial(_place, source))


def _place(source: Source, error: ScenarioError) -> tuple[bool, str, int, int]:
    """The file itself comes first."""
    return error.file != source.file, error.file or "", error.line or 0, error.column or 0


def _products(source: Source) -> Errors:
    value = source.value
    if "product" in value and "products" in value:
        yield source.error(
            "product and products cannot both be given",
            ("products",),
            key=True,
            hint="Use `products` for several.",
        )


def _verbs(source: Source) -> Errors:
    known = grammar.verbs()
    for path, step in places.steps(source):
        verbs = [key for key in step if key in known]
        if len(verbs) > 1:
            yield source.error(
                f"a step does one thing, and this one does {len(verbs)}: {', '.join(verbs)}",
                (*path, verbs[1]),
                key=True,
                hint="Make it two steps.",
            )
        if not verbs and "expect" not in step and "fault" not in step:
            yield source.error(
                "this step neither does nor expects anything",
                path,
                hint=_what_it_lacks(source, path),
            )
        if places.inner_steps(step) is not None and "settle" in step:
            yield source.error("settle belongs to the steps in it", (*path, "settle"), key=True)
        if "repeat" in step and "as" in step:
            yield source.error(
                "a repeat makes nothing that could have a name",
                (*path, "as"),
                key=True,
                hint="In `repeat: {times: 3, as: n, steps: […]}` the steps know the count as ${n}.",
            )
        push = step.get("push", {})
        if "branch" in push and "pull_request" in push:
            yield source.error(
                "a push goes to a branch or to the head of a pull_request, not to both",
                (*path, "push", "pull_request"),
                key=True,
            )


def _what_it_lacks(source: Source, path: Path) -> str:
    """For a step without a verb: the next one perhaps has it, after a dash too many."""
    after = (*path[:-1], int(path[-1]) + 1)
    if after in source.values:
        line = source.mark(after).line
        return f'It needs a verb, or `expect`. If line {line} belongs to it, the "- " there is one too many.'
    return f"It needs `expect`, or one verb: {grammar.verbs_like()}"


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


def _refusals(source: Source) -> Errors:
    """`refused` is about what a step does itself, and what is refused makes nothing."""
    if "refused" in source.value.get("expect", {}):
        hint = "Move it into the `expect` of that step."
        yield source.error(
            "refused is about what a step does itself", ("expect", "refused"), key=True, hint=hint
        )
    known = grammar.verbs()
    for path, step in places.steps(source):
        if "refused" not in step.get("expect", {}):
            continue
        verb = next((key for key in step if key in known), None)
        if verb is None or verb in NEVER_REFUSED:
            why = f"and {verb} is nothing that GitHub could refuse" if verb else "and this one does nothing"
            yield source.error(
                f"refused is about what a step does itself, {why}",
                (*path, "expect", "refused"),
                key=True,
                hint="A call of the receiver's that is refused is one of `calls`, with its `status`.",
            )
        elif "as" in step:
            yield source.error(
                "what GitHub refuses makes nothing that could have a name",
                (*path, "as"),
                key=True,
                hint="Leave it out.",
            )


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
        for at, message, hint in matchers.mistakes(value, plain=places.is_plain(path)):
            yield source.error(message, (*path, *at), key=bool(at) and hint is not None, hint=hint)


_CHECKS = (
    receiver_mistakes,
    _verbs,
    _faults,
    _refusals,
    _counts,
    _call_forms,
    _matchers,
    *names.CHECKS,
)
