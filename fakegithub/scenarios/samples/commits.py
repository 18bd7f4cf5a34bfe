"""The biggest push there is. GitHub's payload lists at most 2,048 commits.

https://docs.github.com/webhooks/webhook-events-and-payloads#push
"""

from __future__ import annotations

import hashlib
from typing import Any

from fakegithub.spec import Schema

_MOST_COMMITS = 2_048


def many_commits(payload: Any, _schema: Schema) -> Any:
    """A push payload with as many commits as it can list, the head commit last; None for another payload."""
    head = payload.get("head_commit")
    if not isinstance(head, dict) or not payload.get("commits"):
        return None
    count = _MOST_COMMITS - 1
    payload["commits"] = [*(_commit(head, number) for number in range(1, count + 1)), head]
    return payload


def _commit(head: dict[str, Any], number: int) -> dict[str, Any]:
    """One of the commits before the head; it differs from it in id, tree, message and file."""
    id, tree = (hashlib.sha1(f"{what} {number}".encode()).hexdigest() for what in ("commit", "tree"))  # noqa: S324 - as git does
    return {
        **head,
        "id": id,
        "tree_id": tree,
        "message": f"Commit {number}",
        "url": head["url"].replace(head["id"], id),
        "added": [f"src/file_{number}.py"],
        "removed": [],
        "modified": [],
    }
