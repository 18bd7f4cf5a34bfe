"""Stacks of pull requests."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conversation_helpers import act
from pull_helpers import forget, open_pull, payloads, watched
from world_helpers import Seeded, refused

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.pulls import PullRequest

CREATE, ADD, UNSTACK = (f"pull-request-stacks/{name}" for name in ("create", "add", "unstack"))
PRODUCTS = ("github.com", "ghec")


def tower(seeded: Seeded, height: int) -> list[PullRequest]:
    """Pull requests each of which goes into the one below."""
    branches = ["main", *(f"floor-{n}" for n in range(height))]
    found = [
        open_pull(seeded, branch=head, base=base, files={f"{head}.txt": head})
        for base, head in pairwise(branches)
    ]
    forget(seeded)
    return found


@pytest.mark.parametrize("product", PRODUCTS)
def test_each_pull_request_learns_its_place(product: str) -> None:
    seeded = watched(product)
    pulls = tower(seeded, 3)
    stack = act(seeded, CREATE, pull_requests=[pull.number for pull in pulls[:2]])
    act(seeded, ADD, stack_number=stack.number, pull_requests=[pulls[2].number])
    made = payloads(seeded)["pull_request.stacked"]
    assert seeded.names == ["pull_request.stacked"] * 3
    assert [one["number"] for one in made] == [pull.number for pull in pulls]
    assert made[-1]["stack"] == {
        "base": {"ref": "main", "sha": pulls[0].base.sha},
        "size": 3,
        "position": 3,
        "id": stack.id,
        "number": stack.number,
    }
    assert made[-1]["pull_request"]["stack"] == made[-1]["stack"]
    assert act(seeded, "pull-request-stacks/list", pull_request=pulls[1].number) == [stack]
    assert act(seeded, "pull-request-stacks/list", pull_request=99) == []
    assert act(seeded, "pull-request-stacks/get", stack_number=stack.number) is stack


def test_only_what_is_not_merged_leaves_the_stack() -> None:
    seeded = watched()
    pulls = tower(seeded, 2)
    stack = act(seeded, CREATE, pull_requests=[pull.number for pull in pulls])
    act(seeded, "pulls/merge", pull_number=pulls[0].number)
    act(seeded, UNSTACK, stack_number=stack.number)
    assert stack.pull_requests == (pulls[0],)
    assert pulls[1].stack is None


def test_a_stack_without_pull_requests_is_dissolved() -> None:
    seeded = watched()
    stack = act(seeded, CREATE, pull_requests=[pull.number for pull in tower(seeded, 2)])
    assert act(seeded, UNSTACK, stack_number=stack.number) is None
    with refused(seeded, NotFound):
        act(seeded, "pull-request-stacks/get", stack_number=stack.number)


def test_what_does_not_stand_on_another_is_refused() -> None:
    seeded = watched()
    lower, upper = tower(seeded, 2)
    beside = open_pull(seeded, branch="beside", files={"b": "b"})
    for numbers in ([upper.number, lower.number], [lower.number, beside.number], [lower.number, 99]):
        with refused(seeded, ValidationFailed):
            act(seeded, CREATE, pull_requests=numbers)
    with refused(seeded, Forbidden):
        act(seeded, CREATE, actor=seeded.stranger, pull_requests=[lower.number, upper.number])
    act(seeded, CREATE, pull_requests=[lower.number, upper.number])
    with refused(seeded, ValidationFailed, "already part of a stack"):
        act(seeded, CREATE, pull_requests=[lower.number, upper.number])
