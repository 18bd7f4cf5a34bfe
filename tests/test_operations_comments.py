"""Comments on issues and on the conversation of pull requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pull_helpers import body_of, forget, only, open_issue, open_pull, path, watched
from world_helpers import NOON, PRODUCTS, Seeded, refused

from fakegithub.errors import Forbidden, NotFound, Unauthorized, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import comments


@pytest.fixture(params=PRODUCTS)
def seeded(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def create(seeded: Seeded, number: int, body: str = "Nice", actor: Any = None) -> Any:
    result = comments.create_comment(
        seeded.world, actor or seeded.actor, **path(seeded.repository), issue_number=number, body=body
    )
    return body_of(seeded, "issues/create-comment", result)


def test_a_comment_is_shown_counted_and_announced(seeded: Seeded) -> None:
    issue = open_issue(seeded)
    forget(seeded)
    comment = create(seeded, issue.number, actor=seeded.stranger)
    assert comment["body"] == "Nice"
    assert comment["html_url"].endswith(f"/issues/{issue.number}#issuecomment-{comment['id']}")
    assert comment["issue_url"].endswith(f"/repos/octocat/hello-world/issues/{issue.number}")
    sent = only(seeded, "issue_comment.created")
    assert list(sent)[:3] == ["action", "issue", "comment"]
    assert sent["comment"]["id"] == comment["id"]
    assert sent["issue"]["comments"] == 1
    assert sent["sender"]["login"] == "hubot"
    shown = comments.get_comment(
        seeded.world, seeded.actor, **path(seeded.repository), comment_id=comment["id"]
    )
    assert body_of(seeded, "issues/get-comment", shown) == comment


def test_a_comment_on_a_pull_request_says_so(seeded: Seeded) -> None:
    pull = open_pull(seeded)
    forget(seeded)
    comment = create(seeded, pull.number, actor=seeded.bot)
    assert comment["html_url"].endswith(f"/pull/{pull.number}#issuecomment-{comment['id']}")
    sent = only(seeded, "issue_comment.created")
    assert sent["issue"]["pull_request"]["html_url"].endswith(f"/pull/{pull.number}")
    assert sent["comment"]["performed_via_github_app"]["slug"] == "ci-bot"


def test_an_edited_comment_says_what_it_was(seeded: Seeded) -> None:
    comment = create(seeded, open_issue(seeded).number)
    forget(seeded)
    seeded.world.clock.advance(1)
    found = comments.update_comment(
        seeded.world, seeded.actor, **path(seeded.repository), comment_id=comment["id"], body="Nicer"
    )
    shown = body_of(seeded, "issues/update-comment", found)
    assert (shown["body"], shown["updated_at"]) == ("Nicer", "2026-03-01T12:00:01Z")
    assert only(seeded, "issue_comment.edited")["changes"] == {"body": {"from": "Nice"}}


def test_a_deleted_comment_is_gone(seeded: Seeded) -> None:
    issue = open_issue(seeded)
    comment = create(seeded, issue.number)
    forget(seeded)
    where = {**path(seeded.repository), "comment_id": comment["id"]}
    comments.delete_comment(seeded.world, seeded.actor, **where)
    assert only(seeded, "issue_comment.deleted")["comment"]["body"] == "Nice"
    assert issue.comments == 0
    with refused(seeded, NotFound):
        comments.get_comment(seeded.world, seeded.actor, **where)


def test_comments_are_listed_by_issue_and_by_repository(seeded: Seeded) -> None:
    first, second = open_issue(seeded), open_issue(seeded)
    create(seeded, first.number, "one")
    seeded.world.clock.advance(60)
    create(seeded, second.number, "two")
    create(seeded, first.number, "three")
    where = path(seeded.repository)

    def bodies(operation_id: str, found: Any) -> list[str]:
        return [comment["body"] for comment in body_of(seeded, operation_id, found)]

    listed = comments.list_comments(seeded.world, seeded.stranger, **where, issue_number=first.number)
    assert bodies("issues/list-comments", listed) == ["one", "three"]
    for options, expected in (
        ({}, ["one", "two", "three"]),
        ({"since": NOON + timedelta(seconds=30)}, ["two", "three"]),
        ({"sort": "updated", "direction": "desc"}, ["two", "three", "one"]),
    ):
        found = comments.list_comments_for_repo(seeded.world, seeded.stranger, **where, **options)
        assert bodies("issues/list-comments-for-repo", found) == expected


def test_the_longest_comment_is_measured_in_bytes() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    create(seeded, issue.number, "ä" * 131_072)
    with refused(seeded, ValidationFailed, "Body is too long (maximum is 65536 characters)"):
        create(seeded, issue.number, "ä" * 131_072 + "!")
    with refused(seeded, ValidationFailed, "body"):
        create(seeded, issue.number, " ")


def test_only_the_author_and_who_can_push_change_a_comment() -> None:
    seeded = watched()
    comment = create(seeded, open_issue(seeded).number)
    where = {**path(seeded.repository), "comment_id": comment["id"]}
    with refused(seeded, Forbidden):
        comments.update_comment(seeded.world, seeded.stranger, **where, body="Mine")
    with refused(seeded, Forbidden):
        comments.delete_comment(seeded.world, seeded.stranger, **where)
    comments.delete_comment(seeded.world, seeded.bot, **where)


def test_nobody_comments_anonymously() -> None:
    seeded = watched()
    issue = open_issue(seeded)
    with refused(seeded, Unauthorized, "Requires authentication"):
        create(seeded, issue.number, actor=ANONYMOUS)
    with refused(seeded, NotFound):
        create(seeded, 99)
