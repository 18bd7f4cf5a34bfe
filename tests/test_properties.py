"""Whatever happens in whatever order: payloads are valid and complete, failures leave no trace, and the same
seed gives the same bytes.

Each step is one operation in a small world. Its arguments are drawn from what the world has and from what it
has not, so that about half of the steps succeed.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world_helpers import PRODUCTS, Seeded, image, seeded

from fakegithub.errors import ApiError
from fakegithub.events import Event
from fakegithub.git.objects import ObjectNotFound
from fakegithub.hooks.payloads import Payloads
from fakegithub.model.accounts import Actor
from fakegithub.model.issues import Issue, IssueComment, Milestone
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.operations.operation import OPERATIONS, Operation
from fakegithub.spec import Schema, document

# What a parameter of this name is drawn from; parameters that are in no row keep their default, and an
# operation that demands another is not tried.
TEXTS = ["Found a bug", "", "Grüße \U0001f6a8", 'a "quoted" <b>text</b>', "x" * 300]
VALUES: dict[str, list[Any]] = {
    "title": TEXTS[:1] + TEXTS[2:],
    "body": [*TEXTS, "fixes #1", "@hubot"],
    "message": TEXTS,
    "description": [*TEXTS[:3], None],
    "state": ["open", "closed", "success", "failure", "pending", "nonsense"],
    "name": ["bug", "duplicate", "topic"],
    "new_name": ["defect"],
    "color": ["d73a4a", "nonsense"],
    "labels": [["bug"], ["bug", "duplicate"], []],
    "assignees": [["octocat"], ["hubot"], []],
    "reviewers": [["hubot"], ["octocat"]],
    "head": ["topic", "feature", "main"],
    "base": ["main", "topic"],
    "draft": [True, False],
    "event": ["APPROVE", "REQUEST_CHANGES", "COMMENT", "nonsense"],
    "merge_method": ["merge", "squash", "rebase"],
    "lock_reason": ["resolved", "spam"],
    "state_reason": ["completed", "not_planned"],
    "context": ["ci/build", "default"],
    "conclusion": ["success", "failure"],
    "status": ["queued", "in_progress", "completed"],
    "username": ["hubot", "monalisa", "nobody"],
    "permission": ["pull", "push", "admin"],
    "private": [True, False],
    "archived": [True, False],
    "ref": ["refs/heads/topic", "refs/heads/feature", "refs/tags/v1", "heads/topic", "main"],
    "tag_name": ["v1", "v2"],
    "path": ["README.md", "docs/new.md", "topic.md"],
    "files": [{"README.md": "# Hello, World!\n"}, {"docs/new.md": "new\n"}, {"README.md": None}],
    "content": ["bmV3Cg=="],
    "line": [1, 99],
    "side": ["RIGHT"],
    "org": ["octo-org"],
    "team_slug": ["core"],
    "force": [True, False],
}
# Parameters whose values are ids, numbers or SHAs of what there is at that moment.
KINDS: dict[str, tuple[type, ...]] = {
    "issue_number": (Issue,),
    "pull_number": (PullRequest,),
    "milestone_number": (Milestone,),
    "comment_id": (IssueComment, ReviewComment),
    "review_id": (Review,),
}
HERE = {"owner": "octocat", "repo": "hello-world"}
# After it nothing else can happen here.
LAST = {"repos/delete"}


@cache
def property_schema(operation_id: str, name: str) -> Schema | None:
    """What the document says about a property of the request, of which the API lets nothing else through."""
    spec = document("github.com").operations.get(operation_id)
    body = spec.body.resolve() if spec is not None and spec.body is not None else None
    raw = body.raw.get("properties", {}).get(name) if body is not None else None
    return None if raw is None or body is None else Schema(body.namespace, raw, f"{operation_id} {name}")


def admits(operation_id: str, name: str, value: Any) -> bool:
    schema = property_schema(operation_id, name)
    return schema is None or schema.is_valid(value)


SHAS = ("sha", "head_sha", "commit_sha", "commit_id")


def drawable(operation: Operation) -> bool:
    demanded = [name for name, found in parameters(operation).items() if found.default is found.empty]
    return (
        bool(operation.emits)
        and operation.credentials == "user"
        and operation.id not in LAST
        and all(known(operation, name) for name in demanded)
    )


def known(operation: Operation, name: str) -> bool:
    """Whether there is a value to be drawn."""
    return name in (*KINDS, *HERE, *SHAS) or any(
        admits(operation.id, name, value) for value in VALUES.get(name, [])
    )


def parameters(operation: Operation) -> dict[str, inspect.Parameter]:
    found = inspect.signature(operation.function).parameters
    return dict(list(found.items())[2:])


def candidates() -> list[str]:
    return sorted(operation.id for operation in OPERATIONS.values() if drawable(operation))


@dataclass(frozen=True)
class Step:
    """An operation, who runs it, and a number from which its arguments are chosen."""

    operation: str
    actor: str
    choice: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(candidates()),
        st.sampled_from(["octocat", "octocat", "octocat", "hubot", "bot"]),
        st.integers(0, 2**32),
    ),
    min_size=1,
    max_size=20,
)
SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Something to work on: without it most of the steps would find nothing.
OPENING: list[tuple[str, dict[str, Any]]] = [
    ("repos/update", {"allow_auto_merge": True, "has_discussions": True}),
    ("issues/create", {"title": "Found a bug"}),
    ("issues/create-label", {"name": "bug", "color": "d73a4a"}),
    ("issues/create-milestone", {"title": "v1.0"}),
    *(
        (
            "push",
            {
                "ref": f"refs/heads/{branch}",
                "files": {f"{branch}.md": "new\n"},
                "message": "New",
                "source": "refs/heads/main",
            },
        )
        for branch in ("topic", "feature")
    ),
    ("pulls/create", {"title": "Add new", "head": "topic", "base": "main"}),
    ("pulls/create-review", {"pull_number": 2, "event": "COMMENT", "body": "Why?"}),
    ("pulls/create-review-comment", {"pull_number": 2, "body": "Whom?", "path": "topic.md", "line": 1}),
    ("pulls/create-review", {"pull_number": 2, "body": "A draft"}),
    ("issues/create-comment", {"issue_number": 1, "body": "Me too."}),
]


@dataclass
class Run:
    """What came of a sequence: the payloads' bytes, and how many steps failed."""

    payloads: list[bytes] = field(default_factory=list)
    failed: int = 0


def play(sequence: list[Step], product: str) -> Run:
    there = seeded(product)
    run = Run()
    strict = Payloads(there.world, strict=True)

    def render(events: list[Event]) -> None:
        # Strict: a field that the world does not know, and a payload that does not fit, raise.
        run.payloads.extend(
            strict.render(event).json
            for event in events
            if event.only_app is None and strict.webhook(event) is not None
        )

    there.world.subscribers.append(render)
    for id, arguments in OPENING:
        head = {"commit_id": sha(there, "topic")} if id == "pulls/create-review-comment" else {}
        OPERATIONS[id].function(there.world, there.actor, **HERE, **arguments, **head)
    for step in sequence:
        take(there, step, run)
    return run


def sha(there: Seeded, branch: str) -> str:
    found = there.world.git(there.repository).ref(f"refs/heads/{branch}")
    assert found is not None
    return found


def take(there: Seeded, step: Step, run: Run) -> None:
    operation = OPERATIONS[step.operation]
    actor: Actor = {"octocat": there.actor, "hubot": there.stranger, "bot": there.bot}[step.actor]
    arguments = chosen(there, operation, step.choice)
    before, said = image(there.world), len(there.events)
    try:
        operation.function(there.world, actor, **arguments)
    except (ApiError, ObjectNotFound):
        run.failed += 1
        assert image(there.world) == before, f"{step.operation} failed, and changed the world"
        assert len(there.events) == said, f"{step.operation} failed, and said something"


def chosen(there: Seeded, operation: Operation, choice: int) -> dict[str, Any]:
    """Arguments for the operation: `choice` decides, for each parameter, about its value or its absence."""
    arguments: dict[str, Any] = {}
    for name, parameter in parameters(operation).items():
        choice, draw = divmod(choice, 7) if choice else (draw_more(name), 0)
        optional = parameter.default is not parameter.empty
        if name in HERE:
            arguments[name] = HERE[name]
        elif (values := values_of(there, operation, name)) and not (optional and draw % 2):
            arguments[name] = values[draw % len(values)]
    return arguments


def draw_more(name: str) -> int:
    return sum(map(ord, name)) * 9973


def values_of(there: Seeded, operation: Operation, name: str) -> list[Any]:
    if name in KINDS:
        rows: list[Any] = [row for kind in KINDS[name] for row in there.world.all(kind)]
        found = [row.id if name.endswith("_id") else row.number for row in rows]
        return [*found[:4], 999]
    if name in SHAS:
        refs = there.world.git(there.repository).refs
        return [*list(refs.values())[:3], "0" * 40] if refs else ["0" * 40]
    return [value for value in VALUES.get(name, []) if admits(operation.id, name, value)]


@SETTINGS
@given(steps, st.sampled_from(PRODUCTS))
def test_no_sequence_of_operations_emits_an_invalid_or_incomplete_payload(
    sequence: list[Step], product: str
) -> None:
    assert play(sequence, product).payloads


@settings(SETTINGS, max_examples=40)
@given(steps)
def test_two_runs_of_the_same_sequence_emit_the_same_bytes(sequence: list[Step]) -> None:
    assert play(sequence, "github.com") == play(sequence, "github.com")


@pytest.mark.parametrize("id", candidates())
def test_each_operation_runs_or_is_refused_without_a_trace(id: str) -> None:
    for choice in range(0, 2**32, 2**29 + 12_345):
        play([Step(id, "octocat", choice)], "github.com")


def test_the_sequences_cover_the_conversations_and_the_branches() -> None:
    assert {
        "issues/create",
        "issues/update",
        "pulls/merge",
        "push",
        "pulls/create-review",
        "git/create-ref",
    } <= set(candidates())
