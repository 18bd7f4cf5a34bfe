"""What happened, as a step: a verb of the language where one stands for the event, or else `deliver`."""

from __future__ import annotations

from fakegithub.scenarios.recording import telling_conversations, telling_git
from fakegithub.scenarios.recording.delivering import deliver
from fakegithub.scenarios.recording.groups import Group
from fakegithub.scenarios.recording.story import Step, Story

_TELLERS = telling_conversations.TELLERS | telling_git.TELLERS


def tell(story: Story, group: Group) -> Step | None:
    """The step for a group; None for what cannot be told. Steps that must come before it are added."""
    root = group.root
    if group.again is not None:
        return Step("redeliver", root.name, f"{root.name} is delivered once more")
    teller = _TELLERS.get(root.name)
    step = teller(story, group) if teller is not None else None
    return step if step is not None else deliver(story, root)
