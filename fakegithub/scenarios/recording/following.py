"""What follows of what: deliveries that come by themselves when another thing happens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from fakegithub.scenarios.recording.exchanges import RecordedDelivery, text_at

Follows = Callable[[RecordedDelivery, RecordedDelivery], bool]

_BRANCH = "refs/heads/"
_CLOSES = re.compile(r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#([0-9]+)\b")


def after(delivery: RecordedDelivery) -> str | None:
    """The new head that a delivery tells of."""
    return text_at(delivery.payload, "after")


def branch_of(ref: str | None) -> str | None:
    return ref.removeprefix(_BRANCH) if ref is not None and ref.startswith(_BRANCH) else None


def object_of(event: str) -> str:
    return {
        "issue_comment": "comment",
        "commit_comment": "comment",
        "pull_request_review": "review",
        "pull_request_review_comment": "comment",
        "issues": "issue",
    }.get(event, event)


def ids_of(value: Any) -> set[int]:
    found = value.get("id") if isinstance(value, dict) else None
    return {found} if isinstance(found, int) else set()


def names_of(labels: Iterable[Any]) -> set[Any]:
    return {label["name"] if isinstance(label, dict) and "name" in label else label for label in labels}


def precedes(delivery: RecordedDelivery, other: RecordedDelivery) -> bool:
    """Whether one that came later must have happened first: a push, before its pull request."""
    if (delivery.event, other.name) != ("push", "pull_request.opened"):
        return False
    return after(delivery) == text_at(other.payload, "pull_request", "head", "sha")


def _of_push(push: RecordedDelivery, other: RecordedDelivery) -> bool:
    branch = branch_of(text_at(push.payload, "ref"))
    if other.event == "pull_request":
        # GitHub closes a pull request when its branch is deleted, and reopens none.
        return other.action == "synchronize" and after(other) == after(push) and branch is not None
    made = "created" if other.event == "create" else "deleted"
    ref = text_at(other.payload, "ref")
    return (
        bool(push.payload.get(made))
        and ref is not None
        and text_at(push.payload, "ref")
        in (
            f"refs/heads/{ref}",
            f"refs/tags/{ref}",
        )
    )


def _of_merge(pull: RecordedDelivery, other: RecordedDelivery) -> bool:
    shown = pull.payload["pull_request"]
    if not shown.get("merged"):
        return False
    if other.event == "push":
        merged = after(other) is not None and after(other) == shown.get("merge_commit_sha")
        return merged and branch_of(text_at(other.payload, "ref")) == text_at(shown, "base", "ref")
    body = text_at(shown, "body") or ""
    return str(other.number) in _CLOSES.findall(body)


def _of_issue(opened: RecordedDelivery, other: RecordedDelivery) -> bool:
    label = text_at(other.payload, "label", "name")
    labels = opened.payload["issue"].get("labels")
    return other.number == opened.number and label in names_of(labels if isinstance(labels, list) else [])


def _of_review(review: RecordedDelivery, other: RecordedDelivery) -> bool:
    made = other.payload.get("comment", {}).get("pull_request_review_id")
    return made is not None and made == review.payload.get("review", {}).get("id")


def _of_release(release: RecordedDelivery, other: RecordedDelivery) -> bool:
    if other.event == "release":
        return ids_of(release.payload.get("release")) == ids_of(other.payload.get("release"))
    tag = text_at(release.payload, "release", "tag_name")
    return tag is not None and text_at(other.payload, "ref") in (tag, f"refs/tags/{tag}")


def _of_star(star: RecordedDelivery, other: RecordedDelivery) -> bool:
    return star.sender == other.sender


_FOLLOWS: dict[tuple[str, str], Follows] = {
    ("push", "pull_request.synchronize"): _of_push,
    ("push", "create"): _of_push,
    ("push", "delete"): _of_push,
    ("pull_request.closed", "push"): _of_merge,
    ("pull_request.closed", "issues.closed"): _of_merge,
    ("issues.opened", "issues.labeled"): _of_issue,
    ("pull_request_review.submitted", "pull_request_review_comment.created"): _of_review,
    ("release.published", "release.created"): _of_release,
    ("release.published", "release.released"): _of_release,
    ("release.published", "release.prereleased"): _of_release,
    ("release.published", "create"): _of_release,
    ("release.published", "push"): _of_release,
    ("star.created", "watch.started"): _of_star,
}


def follows(root: RecordedDelivery, other: RecordedDelivery) -> bool:
    """Whether `other` comes by itself when `root` happens."""
    rule = _FOLLOWS.get((root.name, other.name))
    return rule is not None and root.repository == other.repository and rule(root, other)
