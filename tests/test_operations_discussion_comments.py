"""Comments on discussions, and replies."""

from __future__ import annotations

import pytest
from conversation_helpers import act
from pull_helpers import forget, only, payloads
from test_operations_discussions import begin, enabled
from world_helpers import PRODUCTS, refused

from fakegithub.errors import Forbidden, ValidationFailed


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_reply_names_its_parent(product: str) -> None:
    seeded = enabled(product)
    number = begin(seeded).number
    top = act(seeded, "discussion_comment.create", discussion_number=number, body="The world")
    forget(seeded)
    reply = act(
        seeded,
        "discussion_comment.create",
        actor=seeded.stranger,
        discussion_number=number,
        body="All of it?",
        reply_to_id=top.id,
    )
    made = only(seeded, "discussion_comment.created")
    assert made["comment"]["parent_id"] == top.id
    assert made["comment"]["author_association"] == "NONE"
    assert made["comment"]["html_url"].endswith(f"/discussions/{number}#discussioncomment-{reply.id}")
    assert made["comment"]["discussion_id"] == made["discussion"]["id"]
    assert made["discussion"]["comments"] == 2
    assert top.child_comment_count == 1
    with refused(seeded, ValidationFailed):
        act(
            seeded,
            "discussion_comment.create",
            discussion_number=number,
            body="Yes",
            reply_to_id=reply.id,
        )


@pytest.mark.parametrize("product", PRODUCTS)
def test_editing_tells_what_it_was(product: str) -> None:
    seeded = enabled(product)
    comment = act(
        seeded, "discussion_comment.create", discussion_number=begin(seeded).number, body="The world"
    )
    forget(seeded)
    act(seeded, "discussion_comment.edit", comment_id=comment.id, body="You")
    made = only(seeded, "discussion_comment.edited")
    assert made["changes"] == {"body": {"from": "The world"}}
    assert made["comment"]["body"] == "You"


@pytest.mark.parametrize("product", PRODUCTS)
def test_deleting_the_answer_takes_replies_along_and_leaves_the_question_open(product: str) -> None:
    seeded = enabled(product)
    discussion = begin(seeded)
    answer = act(seeded, "discussion_comment.create", discussion_number=discussion.number, body="The world")
    act(
        seeded,
        "discussion_comment.create",
        discussion_number=discussion.number,
        body="All of it?",
        reply_to_id=answer.id,
    )
    act(seeded, "discussion.mark_answer", comment_id=answer.id)
    forget(seeded)
    act(seeded, "discussion_comment.delete", comment_id=answer.id)
    assert seeded.names == [
        "discussion.unanswered",
        "discussion_comment.deleted",
        "discussion_comment.deleted",
    ]
    assert payloads(seeded)["discussion_comment.deleted"][-1]["discussion"]["comments"] == 0
    assert discussion.answer is None


def test_strangers_change_only_their_own() -> None:
    seeded = enabled()
    number = begin(seeded).number
    comment = act(seeded, "discussion_comment.create", discussion_number=number, body="The world")
    own = act(
        seeded,
        "discussion_comment.create",
        actor=seeded.stranger,
        discussion_number=number,
        body="You",
    )
    with refused(seeded, Forbidden):
        act(seeded, "discussion_comment.edit", actor=seeded.stranger, comment_id=comment.id, body="Me")
    with refused(seeded, ValidationFailed):
        act(seeded, "discussion_comment.edit", actor=seeded.stranger, comment_id=own.id, body=" ")
    act(seeded, "discussion_comment.delete", actor=seeded.stranger, comment_id=own.id)
