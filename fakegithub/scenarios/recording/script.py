"""A recording as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.checking.checks import problems
from fakegithub.scenarios.language import source
from fakegithub.scenarios.recording.exchanges import Recording
from fakegithub.scenarios.recording.expectations import Expectations
from fakegithub.scenarios.recording.groups import Group, Grouped, grouped
from fakegithub.scenarios.recording.story import Step, Story
from fakegithub.scenarios.recording.surroundings import Surroundings
from fakegithub.scenarios.recording.telling import tell
from fakegithub.scenarios.recording.writing import yaml_of

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Script:
    """`text` is the file; `left_out` counts its comments on what could not be told; `problems` is what is
    wrong with the file, which is a fault of ours."""

    text: str
    steps: int
    left_out: int
    problems: list[ScenarioError] = field(default_factory=list)


def script(recording: Recording, place: Path) -> Script:
    """The scenario of a recording, for a file at `place`.

    Raises ScenarioError when there is nothing that a scenario could tell.
    """
    _clean(recording)
    together = grouped(recording)
    story = Story(recording, together, Surroundings(recording))
    expectations = Expectations(story)
    notes = [f"left out: {note}" for note in recording.left_out]
    for group in together.groups:
        notes = _tell(story, expectations, group, notes)
    notes += expectations.early(together.early)
    if together.doubles:
        many = "delivery" if together.doubles == 1 else "deliveries"
        notes.append(f"left out: {together.doubles} {many} that came by a second hook, too")
    if not story.steps:
        _ping(story, together)
    if not story.steps:
        raise ScenarioError(
            f"nothing came that a scenario could tell{': ' if notes else ''}{'; '.join(notes)}"
        )
    # What is left has no step below it.
    story.steps[-1].notes += notes
    return _script(story, expectations.at_end(together), place)


def _tell(story: Story, expectations: Expectations, group: Group, notes: list[str]) -> list[str]:
    """Add the steps of one group; returns the notes that still wait for a step."""
    first = len(story.steps)
    step = tell(story, group)
    if step is None:
        for call in group.calls:
            notes.append(f"left out: the call {call.method} {call.path}")
        expectations.skip(group)
        return [*notes, f"left out: {group.root.name}, which {story.recording.product} does not have"]
    expectations.add(step, group)
    story.steps.append(step)
    story.steps[first].notes[:0] = notes
    return []


def _clean(recording: Recording) -> None:
    """Once more, for now all secrets are known."""
    secrets = recording.secrets
    for delivery in recording.deliveries:
        delivery.payload = secrets.clean(delivery.payload)
        delivery.error = secrets.clean_text(delivery.error) if delivery.error is not None else None
    for call in recording.calls:
        call.path = secrets.clean_text(call.path)
        call.parameters, call.answer = secrets.clean(call.parameters), secrets.clean(call.answer)


def _ping(story: Story, together: Grouped) -> None:
    """Nothing but pings: the hook is asked to send another one."""
    if not together.pings or story.surroundings.subscribing.is_app:
        return
    hooks = story.new_name("hooks")
    listing = Step("repos/list-webhooks", {}, "the owner looks for the hook", made=hooks)
    hook_id = hooks.at("0.id")
    ping = Step("repos/ping-webhook", {"hook_id": hook_id}, "the owner has it say ping")
    statuses = [ping.status for ping in together.pings if ping.status is not None]
    if statuses:
        ping.expect = {"deliveries": [{"event": "ping", "status": statuses[-1]}]}
    story.steps += [listing, ping]


def _number_given(story: Story) -> None:
    """Numbers of what is there already: first the issues of a repository, then its pull requests."""
    for subject in story.subjects.values():
        if subject.given is None or subject.lookup is None:
            continue
        listed = [*subject.home.issues, *subject.home.pull_requests]
        number = next(index for index, item in enumerate(listed, 1) if item is subject.given)
        key = "pull_number" if subject.is_pull else "issue_number"
        subject.lookup.parameters = {**subject.place, key: number}


def _script(story: Story, end: dict[str, Any], place: Path) -> Script:
    _number_given(story)
    recording = story.recording
    head: dict[str, Any] = {"name": _name(story)}
    if recording.product != "github.com":
        head["product"] = recording.product
    if recording.receiver is not None:
        head["receiver"] = {"url": recording.receiver}
    head["given"] = story.surroundings.given()
    steps = [([recording.secrets.clean_text(n) for n in s.notes], s.written()) for s in story.steps]
    text = yaml_of(head, steps, {"expect": end} if end else {}, place)
    left_out = sum(note.startswith("left out") for notes, _ in steps for note in notes)
    return Script(text, len(steps), left_out, problems(source.parse(text, str(place))))


def _name(story: Story) -> str:
    first = story.steps[-1].name if len(story.steps) == 1 else story.steps[0].name
    more = f", and {len(story.steps) - 1} more" if len(story.steps) > 1 else ""
    return f"Recorded: {first[:_LONGEST_NAME]}{more}"
