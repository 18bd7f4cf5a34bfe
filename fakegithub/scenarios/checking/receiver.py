"""What a scenario file can get wrong about its receiver beyond the shape."""

from __future__ import annotations

from collections.abc import Iterator

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.language import words
from fakegithub.scenarios.language.source import Source

# What goes with each kind of receiver; the first that is there says of which kind it is.
_KEYS = {
    "command": ("url", "path", "ready", "working_directory", "environment", "intercept"),
    "app": ("path", "environment", "intercept"),
    "url": (),
}
# Why something does not, for those who may think that it should.
_REASONS = {
    "app": "a receiver is either imported or started",
    "url": "an app of this process has none, only a path",
    "path": "the url has it",
    "ready": "only a command must become ready",
    "working_directory": "only a command has one",
    "environment": "a receiver that runs already cannot be told anything",
    "intercept": "a receiver that runs already must be led here by hand: `fakegithub serve --intercept`",
}


def receiver_mistakes(source: Source) -> Iterator[ScenarioError]:
    """What does not go together, and commands that only a shell understands."""
    says = source.value.get("receiver")
    if says is None:
        return
    kind = next((kind for kind in _KEYS if kind in says), None)
    if kind is None:
        yield source.error("a receiver needs a url, an app or a command", ("receiver",), key=True)
        return
    for key in says:
        if key != kind and (key not in _KEYS[kind] or (key == "path" and "url" in says)):
            beside = "url" if key == "path" else kind
            yield source.error(
                f"{key} cannot stand beside {beside}: {_REASONS[key]}",
                ("receiver", key),
                key=True,
                hint=f"Allowed beside {kind}: {', '.join(_KEYS[kind]) or 'nothing'}",
            )
    command = says.get("command")
    if isinstance(command, str):
        for message, hint in words.mistakes(command):
            yield source.error(message, ("receiver", "command"), hint=hint)
