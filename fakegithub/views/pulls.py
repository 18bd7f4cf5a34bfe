"""How pull requests, reviews and review comments look from outside."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from fakegithub.model.pulls import PullRequest, PullRequestEnd, Review, ReviewComment
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.issues import reaction_rollup
from fakegithub.views.view import View, derived, view


def _links(pull: PullRequest, urls: Urls) -> dict[str, Any]:
    hrefs = {
        "self": urls.api(pull),
        "html": urls.html(pull),
        "issue": urls.api(pull.issue),
        "comments": f"{urls.api(pull.issue)}/comments",
        "review_comments": f"{urls.api(pull)}/comments",
        "review_comment": _review_comment_url(pull, urls),
        "commits": f"{urls.api(pull)}/commits",
        "statuses": _statuses_url(pull, urls),
    }
    return {name: {"href": href} for name, href in hrefs.items()}


def _review_comment_url(pull: PullRequest, urls: Urls) -> str:
    return f"{urls.api(pull.repository)}/pulls/comments{{/number}}"


def _statuses_url(pull: PullRequest, urls: Urls) -> str:
    return f"{urls.api(pull.repository)}/statuses/{pull.head.sha}"


def _of_issue(name: str) -> derived:
    get = attrgetter(f"issue.{name}")
    return derived(lambda pull, _: get(pull))


@view(PullRequestEnd)
class PullRequestEndView(View):
    user = derived(lambda end, _: end.owner)
    repo = derived(lambda end, _: end.repository)


@view(PullRequest)
class PullRequestView(View):
    url = derived(lambda pull, urls: urls.api(pull))
    html_url = derived(lambda pull, urls: urls.html(pull))
    diff_url = derived(lambda pull, urls: f"{urls.html(pull)}.diff")
    patch_url = derived(lambda pull, urls: f"{urls.html(pull)}.patch")
    issue_url = derived(lambda pull, urls: urls.api(pull.issue))
    comments_url = derived(lambda pull, urls: f"{urls.api(pull.issue)}/comments")
    commits_url = derived(lambda pull, urls: f"{urls.api(pull)}/commits")
    review_comments_url = derived(lambda pull, urls: f"{urls.api(pull)}/comments")
    review_comment_url = derived(_review_comment_url)
    statuses_url = derived(_statuses_url)
    links = derived(_links)
    author_association = derived(lambda pull, _: pull.repository.association(pull.issue.user))
    stack = derived(lambda pull, _: pull.stack.place_of(pull) if pull.stack is not None else MISSING)
    # What a pull request shares with issues is kept there.
    title = _of_issue("title")
    body = _of_issue("body")
    user = _of_issue("user")
    state = _of_issue("state")
    locked = _of_issue("locked")
    active_lock_reason = _of_issue("active_lock_reason")
    labels = _of_issue("labels")
    milestone = _of_issue("milestone")
    assignee = _of_issue("assignee")
    assignees = _of_issue("assignees")
    comments = _of_issue("comments")
    created_at = _of_issue("created_at")
    updated_at = _of_issue("updated_at")
    closed_at = _of_issue("closed_at")


@view(Review)
class ReviewView(View):
    html_url = derived(lambda review, urls: urls.html(review))
    pull_request_url = derived(lambda review, urls: urls.api(review.pull_request))
    author_association = derived(lambda review, _: review.repository.association(review.user))
    links = derived(
        lambda review, urls: {
            "html": {"href": urls.html(review)},
            "pull_request": {"href": urls.api(review.pull_request)},
        }
    )
    # A pending review has not been submitted: it lacks the key.
    submitted_at = derived(
        lambda review, _: review.submitted_at if review.submitted_at is not None else MISSING
    )


@view(ReviewComment)
class ReviewCommentView(View):
    url = derived(lambda comment, urls: urls.api(comment))
    html_url = derived(lambda comment, urls: urls.html(comment))
    pull_request_url = derived(lambda comment, urls: urls.api(comment.pull_request))
    pull_request_review_id = derived(lambda comment, _: comment.review.id)
    author_association = derived(lambda comment, _: comment.repository.association(comment.user))
    reactions = derived(lambda comment, urls: reaction_rollup(urls.api(comment), comment.reactions))
    in_reply_to_id = derived(
        lambda comment, _: comment.in_reply_to.id if comment.in_reply_to is not None else MISSING
    )
    links = derived(
        lambda comment, urls: {
            "self": {"href": urls.api(comment)},
            "html": {"href": urls.html(comment)},
            "pull_request": {"href": urls.api(comment.pull_request)},
        }
    )
