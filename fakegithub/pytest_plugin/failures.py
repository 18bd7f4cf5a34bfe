"""What a failing test shows of its world: who called what, and who was sent what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fakegithub.github import GitHub
from fakegithub.model.accounts import Token
from fakegithub.model.apps import App
from fakegithub.model.faults import ApiFault
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.scenarios.reports.report import redacted

if TYPE_CHECKING:
    from fakegithub.pytest_plugin.worlds import Stage

# The latest of what happened; lines and answers are cut.
_MOMENTS = 60
_LETTERS = 240
_TRACEBACK_LINES = 12
_NOT_MODELLED = 501


def timeline(stage: Stage) -> str:
    """Calls and deliveries in the order in which they ended, then what is still open or went wrong on
    purpose. No secret is in it. Empty when nothing has happened."""
    github = stage.github
    moments = sorted(_moments(github), key=lambda moment: moment[0])
    notes = list(_notes(github))
    if not moments and not notes:
        return ""
    lines = [f"{github!r}, calls: {len(github.calls)}, deliveries: {len(github.deliveries)}"]
    if len(moments) > _MOMENTS:
        lines.append(f"  … {len(moments) - _MOMENTS} earlier")
    for moment, what in moments[-_MOMENTS:]:
        first, *more = what
        lines.append(_cut(f"{max(0.0, moment - stage.began):8.3f} s  {first}"))
        lines += [_cut(f"            {line}") for line in more]
    lines += [_cut(line) for line in notes]
    return redacted("\n".join(lines), _secrets(github))


def _moments(github: GitHub) -> Iterator[tuple[float, list[str]]]:
    for call in github.calls:
        yield call.moment, [f"call {call}"]
    for delivery in github.deliveries:
        if delivery.moment:
            yield delivery.moment, _delivery(delivery)


def _delivery(delivery: Delivery) -> list[str]:
    name = f"{delivery.event}.{delivery.action}" if delivery.action else delivery.event
    code = f"{delivery.status_code} " if delivery.status_code is not None else ""
    fault = f" (fault: {delivery.fault})" if delivery.fault else ""
    again = f" (attempt {delivery.attempt})" if delivery.attempt > 1 else ""
    ended = f"{code}{delivery.status} in {delivery.duration:.2f} s"
    lines = [f"delivery {name} to {delivery.shown_url}{again} -> {ended}{fault}"]
    if delivery.error:
        lines += delivery.error.strip().splitlines()[-_TRACEBACK_LINES:]
    elif delivery.response_body:
        lines.append(f"the receiver answered: {delivery.response_body.decode(errors='replace')!r}")
    return lines


def _notes(github: GitHub) -> Iterator[str]:
    for delivery in github.hooks.open:
        state = github.hooks.state(delivery)
        yield f"still open: delivery {delivery.event} to {delivery.shown_url} ({state})"
    for method, path in github.calls.open:
        yield f"still open: call {method} {path}"
    for fault in github.world.all(ApiFault):
        yield f"fault: {fault.operation}: {fault}"
    for hook in github.world.all(Hook):
        for disturbance in hook.faults:
            yield f"fault: deliveries to {hook!r}: {disturbance!r}"
    for refusal in github.refused:
        yield f"refused: a call to {refusal}"
    for call in github.calls:
        if call.status == _NOT_MODELLED:
            yield f"note: fakegithub does not model what was asked of it: {call}"


def _secrets(github: GitHub) -> list[str]:
    world = github.world
    found = [token.text for token in world.all(Token)]
    found += [hook.secret for hook in world.all(Hook) if hook.secret]
    return found + [app.private_key for app in world.all(App) if app.private_key]


def _cut(line: str) -> str:
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"
