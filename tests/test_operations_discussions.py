"""Discussions from their beginning to their end, and what is put on them."""

from __future__ import annotations

from typing import Any

import pytest
from conversation_helpers import act
from pull_helpers import forget, only, payloads, watched
from world_helpers import PRODUCTS, Seeded, add_repository, refused

from fakegithub.errors import Forbidden, Gone, NotFound, ValidationFailed
from fakegithub.model.discussions import Discussion


def enabled(product: str = "github.com") -> Seeded:
    seeded = watched(product)
    act(seeded, "repos/update", has_discussions=True)
    forget(seeded)
    return seeded


def begin(seeded: Seeded, category: str = "q-a", **parameters: Any) -> Discussion:
    made = act(
        seeded,
        "discussion.create",
        title="Whom?",
        body="Whom does it greet?",
        category=category,
        **parameters,
    )
    assert isinstance(made, Discussion)
    return made


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_new_discussion_looks_as_published_ones_do(product: str) -> None:
    seeded = enabled(product)
    discussion = begin(seeded)
    made = only(seeded, "discussion.created")["discussion"]
    html = seeded.world.urls.html(seeded.repository)
    assert made["html_url"] == f"{html}/discussions/{discussion.number}"
    assert made["repository_url"] == seeded.world.urls.api(seeded.repository)
    assert made["node_id"].startswith("D_")
    category = made["category"]
    assert (category["name"], category["slug"], category["emoji"]) == ("Q&A", "q-a", ":pray:")
    assert category["is_answerable"] is True
    assert category["repository_id"] == seeded.repository.id
    assert (made["state"], made["state_reason"], made["comments"]) == ("open", None, 0)
    assert made["answer_html_url"] is None


def test_discussions_issues_and_pull_requests_share_their_numbers() -> None:
    seeded = enabled()
    issue = act(seeded, "issues/create", title="One")
    discussion = begin(seeded)
    assert (issue.number, discussion.number) == (1, 2)
    with refused(seeded, NotFound):
        act(seeded, "issues/get", issue_number=discussion.number)


def test_editing_tells_what_it_was() -> None:
    seeded = enabled()
    number = begin(seeded).number
    forget(seeded)
    act(seeded, "discussion.edit", discussion_number=number, title="Who?", category="General")
    assert seeded.names == ["discussion.edited", "discussion.category_changed"]
    made = payloads(seeded)
    assert made["discussion.edited"][0]["changes"] == {"title": {"from": "Whom?"}}
    assert made["discussion.category_changed"][0]["changes"]["category"]["from"]["slug"] == "q-a"
    assert made["discussion.category_changed"][0]["discussion"]["category"]["slug"] == "general"
    forget(seeded)
    act(seeded, "discussion.edit", discussion_number=number, title="Who?", category="general")
    assert seeded.names == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_closing_has_a_reason_and_can_be_undone(product: str) -> None:
    seeded = enabled(product)
    number = begin(seeded).number
    forget(seeded)
    act(seeded, "discussion.close", discussion_number=number, reason="outdated")
    act(seeded, "discussion.reopen", discussion_number=number)
    made = payloads(seeded)
    closed = made["discussion.closed"][0]["discussion"]
    reopened = made["discussion.reopened"][0]["discussion"]
    assert (closed["state"], closed["state_reason"]) == ("closed", "outdated")
    assert (reopened["state"], reopened["state_reason"]) == ("open", "reopened")
    with refused(seeded, ValidationFailed):
        act(seeded, "discussion.close", discussion_number=number, reason="bored")


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_answer_is_shown_and_taken_back(product: str) -> None:
    seeded = enabled(product)
    number = begin(seeded).number
    first, second = (
        act(
            seeded,
            "discussion_comment.create",
            actor=seeded.stranger,
            discussion_number=number,
            body=body,
        )
        for body in ("The world", "You")
    )
    forget(seeded)
    act(seeded, "discussion.mark_answer", comment_id=first.id)
    act(seeded, "discussion.mark_answer", comment_id=second.id)
    act(seeded, "discussion.unmark_answer", discussion_number=number)
    assert seeded.names == [
        "discussion.answered",
        "discussion.unanswered",
        "discussion.answered",
        "discussion.unanswered",
    ]
    made = payloads(seeded)
    answered = made["discussion.answered"][0]
    assert answered["answer"]["id"] == first.id
    assert answered["answer"]["parent_id"] is None
    assert answered["answer"]["repository_url"] == "octocat/hello-world"
    assert answered["discussion"]["answer_html_url"].endswith(f"#discussioncomment-{first.id}")
    assert answered["discussion"]["answer_chosen_by"]["login"] == "octocat"
    unanswered = [one["old_answer"]["id"] for one in made["discussion.unanswered"]]
    assert unanswered == [first.id, second.id]


def test_only_top_comments_of_questions_are_answers() -> None:
    seeded = enabled()
    question, chat = begin(seeded), begin(seeded, "general")
    top = act(seeded, "discussion_comment.create", discussion_number=question.number, body="The world")
    reply = act(
        seeded,
        "discussion_comment.create",
        discussion_number=question.number,
        body="All of it?",
        reply_to_id=top.id,
    )
    remark = act(seeded, "discussion_comment.create", discussion_number=chat.number, body="Hi")
    for comment in (reply, remark):
        with refused(seeded, ValidationFailed):
            act(seeded, "discussion.mark_answer", comment_id=comment.id)
    with refused(seeded, Forbidden):
        act(seeded, "discussion.mark_answer", actor=seeded.stranger, comment_id=top.id)


@pytest.mark.parametrize("product", PRODUCTS)
def test_transferring_shows_both_repositories(product: str) -> None:
    seeded = enabled(product)
    with seeded.world.transaction():
        other = add_repository(seeded.world, seeded.octocat, "spoon-knife", has_discussions=True)
    discussion = begin(seeded)
    comment = act(seeded, "discussion_comment.create", discussion_number=discussion.number, body="The world")
    forget(seeded)
    moved = act(
        seeded,
        "discussion.transfer",
        discussion_number=discussion.number,
        new_repository="spoon-knife",
    )
    assert seeded.names == ["discussion.transferred", "discussion.created"]
    made = payloads(seeded)["discussion.transferred"][0]
    assert made["discussion"]["id"] == discussion.id
    assert made["repository"]["name"] == "hello-world"
    assert made["changes"]["new_discussion"]["id"] == moved.id != discussion.id
    assert made["changes"]["new_discussion"]["comments"] == 1
    assert made["changes"]["new_discussion"]["category"]["repository_id"] == other.id
    assert made["changes"]["new_repository"]["name"] == "spoon-knife"
    assert payloads(seeded)["discussion.created"][0]["repository"]["name"] == "spoon-knife"
    assert comment.discussion is moved
    with refused(seeded, NotFound):
        act(seeded, "discussion.edit", discussion_number=discussion.number, title="Gone")


@pytest.mark.parametrize(
    ("do", "undo", "told", "parameters"),
    [
        ("label", "unlabel", ("labeled", "unlabeled"), {"labels": ["bug"]}),
        ("lock", "unlock", ("locked", "unlocked"), {}),
        ("pin", "unpin", ("pinned", "unpinned"), {}),
    ],
)
@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_put_on_it_is_told_of_once(
    do: str, undo: str, told: tuple[str, str], parameters: dict[str, Any], product: str
) -> None:
    seeded = enabled(product)
    act(seeded, "issues/create-label", name="bug", color="d73a4a")
    number = begin(seeded).number
    forget(seeded)
    for operation in (do, do, undo, undo):
        act(seeded, f"discussion.{operation}", discussion_number=number, **parameters)
    assert seeded.names == [f"discussion.{action}" for action in told]
    if do == "label":
        assert [one["label"]["name"] for found in payloads(seeded).values() for one in found] == ["bug"] * 2
    with refused(seeded, Forbidden):
        act(seeded, f"discussion.{do}", actor=seeded.stranger, discussion_number=number, **parameters)


def test_a_locked_discussion_says_so_and_takes_no_comments_of_strangers() -> None:
    seeded = enabled()
    number = begin(seeded).number
    act(seeded, "discussion.lock", discussion_number=number, lock_reason="resolved")
    made = payloads(seeded)["discussion.locked"][0]["discussion"]
    assert (made["state"], made["locked"], made["active_lock_reason"]) == ("locked", True, "resolved")
    with refused(seeded, Forbidden):
        act(
            seeded,
            "discussion_comment.create",
            actor=seeded.stranger,
            discussion_number=number,
            body="But",
        )


def test_there_are_at_most_four_pinned_ones() -> None:
    seeded = enabled()
    *four, fifth = (begin(seeded).number for _ in range(5))
    for number in four:
        act(seeded, "discussion.pin", discussion_number=number)
    with refused(seeded, ValidationFailed):
        act(seeded, "discussion.pin", discussion_number=fifth)


def test_deleting_takes_the_comments_along() -> None:
    seeded = enabled()
    number = begin(seeded).number
    comment = act(seeded, "discussion_comment.create", discussion_number=number, body="The world")
    forget(seeded)
    act(seeded, "discussion.delete", discussion_number=number)
    assert only(seeded, "discussion.deleted")["discussion"]["number"] == number
    with refused(seeded, NotFound):
        act(seeded, "discussion_comment.edit", comment_id=comment.id, body="No")


def test_without_discussions_there_is_nothing() -> None:
    seeded = watched()
    with refused(seeded, Gone):
        begin(seeded)


@pytest.mark.parametrize("parameters", [{"category": "rants"}, {"title": " "}, {"body": "x" * 262_145}])
def test_a_bad_beginning_is_refused(parameters: dict[str, str]) -> None:
    seeded = enabled()
    begin(seeded)
    with refused(seeded, ValidationFailed):
        act(seeded, "discussion.create", **{"title": "T", "body": "B", **parameters})
