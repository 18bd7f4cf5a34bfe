"""Handles of conversations: what can be done with an issue, a pull request, a discussion in the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakegithub.github import GitHub
from fakegithub.handles import (
    AccountHandle,
    DiscussionHandle,
    IssueHandle,
    PullRequestHandle,
    RepositoryHandle,
)


@pytest.fixture
def repository() -> Iterator[RepositoryHandle]:
    with GitHub(strict=True) as github:
        octocat = github.user("octocat")
        github.user("hubot")
        yield octocat.create_repository("hello-world", files={"README.md": "# Hello\n"})


def test_handles_lead_to_each_other(repository: RepositoryHandle) -> None:
    issue = repository.create_issue("It breaks")
    assert type(issue) is IssueHandle
    assert issue.repository == repository
    assert type(repository.owner) is AccountHandle
    assert repository.owner.create_repository("spoon-knife").owner == repository.owner


def test_an_issue_is_related_to_others(repository: RepositoryHandle) -> None:
    issue, child, blocker = (repository.create_issue(title) for title in ("It", "Child", "Blocker"))
    issue.add_sub_issue(child)
    issue.block_by(blocker)
    issue.react("+1", by="hubot")
    issue.pin()
    assert (issue.sub_issues, child.parent, issue.parent) == ([child], issue, None)
    assert issue.blocked_by == [blocker]
    assert issue.reactions == {"+1": 1}
    assert issue.issue.pinned


def test_an_issue_moves_and_goes(repository: RepositoryHandle) -> None:
    other = repository.owner.create_repository("spoon-knife")
    moved = repository.create_issue("It").transfer(other)
    assert (moved.repository, moved.number) == (other, 1)
    moved.delete()
    assert other.entity.open_issues_count == 0


def test_a_pull_request_waits_for_its_requirements(repository: RepositoryHandle) -> None:
    repository.perform("repos/update", allow_auto_merge=True)
    pull = repository.open_pull_request(head="topic", files={"hi.txt": "hi\n"}, draft=True)
    assert type(pull) is PullRequestHandle
    pull.enable_auto_merge(method="squash")
    assert pull.auto_merge is not None
    pull.disable_auto_merge()
    assert pull.auto_merge is None
    pull.enable_auto_merge()
    pull.ready_for_review()
    assert pull.merged


def test_a_thread_of_review_comments_is_resolved(repository: RepositoryHandle) -> None:
    pull = repository.open_pull_request(head="topic", files={"hi.txt": "hi\n"})
    comment = pull.comment_on_line("Whom?", path="hi.txt", line=1, by="hubot")
    (thread,) = pull.review_threads
    pull.resolve(comment)
    assert thread.resolved
    pull.convert_to_draft()
    assert pull.draft


def test_a_discussion_is_answered(repository: RepositoryHandle) -> None:
    discussion = repository.create_discussion("Whom?", "Whom does it greet?", category="q-a")
    assert type(discussion) is DiscussionHandle
    answer = discussion.comment("The world", by="hubot")
    reply = discussion.comment("Thanks", reply_to=answer)
    discussion.mark_answer(answer)
    repository.create_label("docs")
    discussion.label("docs")
    discussion.edit(title="Whom does it greet?")
    assert discussion.answer is answer
    assert discussion.comments == [answer, reply]
    assert (discussion.title, discussion.repository) == ("Whom does it greet?", repository)
    discussion.close()
    assert discussion.state == "closed"
    discussion.reopen()
    assert discussion.state == "open"
