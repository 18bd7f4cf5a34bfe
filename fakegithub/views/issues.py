"""How issues, their comments, labels and milestones look from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.model.issues import Issue, IssueComment, Label, Milestone
from fakegithub.model.reactions import CONTENTS
from fakegithub.spec import MISSING
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


def reaction_rollup(url: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """How often each emoji was given; those that nobody gave are there too, as 0."""
    numbers = {content: counts.get(content, 0) for content in CONTENTS}
    return {"url": f"{url}/reactions", "total_count": sum(numbers.values()), **numbers}


def _pull_request_links(issue: Issue, urls: Urls) -> Any:
    """The key that tells a pull request from an issue; an issue does not have it."""
    pull = issue.pull
    if pull is None:
        return MISSING
    html = urls.html(pull)
    return {
        "url": urls.api(pull),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "merged_at": pull.merged_at,
    }


def _sub_issues_summary(issue: Issue, _urls: Urls) -> dict[str, int]:
    total = len(issue.sub_issues)
    completed = sum(sub_issue.state == "closed" for sub_issue in issue.sub_issues)
    return {
        "total": total,
        "completed": completed,
        "percent_completed": 100 * completed // total if total else 0,
    }


def _dependencies_summary(issue: Issue, _urls: Urls) -> dict[str, int]:
    """Only open issues count as blocking; the totals have the closed ones too."""
    return {
        "blocked_by": sum(other.state == "open" for other in issue.blocked_by),
        "total_blocked_by": len(issue.blocked_by),
        "blocking": sum(other.state == "open" for other in issue.blocking),
        "total_blocking": len(issue.blocking),
    }


@view(Label)
class LabelView(View):
    url = derived(lambda label, urls: urls.api(label))


@view(Milestone)
class MilestoneView(View):
    url = derived(lambda milestone, urls: urls.api(milestone))
    html_url = derived(lambda milestone, urls: urls.html(milestone))
    labels_url = derived(lambda milestone, urls: f"{urls.api(milestone)}/labels")


@view(Issue)
class IssueView(View):
    url = derived(lambda issue, urls: urls.api(issue))
    html_url = derived(lambda issue, urls: urls.html(issue))
    repository_url = derived(lambda issue, urls: urls.api(issue.repository))
    labels_url = derived(lambda issue, urls: f"{urls.api(issue)}/labels{{/name}}")
    comments_url = derived(lambda issue, urls: f"{urls.api(issue)}/comments")
    events_url = derived(lambda issue, urls: f"{urls.api(issue)}/events")
    timeline_url = derived(lambda issue, urls: f"{urls.api(issue)}/timeline")
    author_association = derived(lambda issue, _: issue.repository.association(issue.user))
    pull_request = derived(_pull_request_links)
    draft = derived(lambda issue, _: issue.pull.draft if issue.pull is not None else MISSING)
    reactions = derived(lambda issue, urls: reaction_rollup(urls.api(issue), issue.reactions))
    # Only lists over several repositories (`GET /issues`) show the repository of each issue.
    repository = derived(lambda _issue, _: MISSING)
    sub_issues_summary = derived(_sub_issues_summary)
    issue_dependencies_summary = derived(_dependencies_summary)
    parent_issue_url = derived(
        lambda issue, urls: urls.api(issue.parent) if issue.parent is not None else MISSING
    )
    # Types and fields are an organization's: the issues of a user's repository lack the keys.
    type = derived(lambda issue, _: issue.type if issue.repository.owner.is_organization else MISSING)
    issue_field_values = derived(
        lambda issue, _: list(issue.issue_field_values) if issue.repository.owner.is_organization else MISSING
    )
    # Of a search result. All that match, match alike.
    score = derived(lambda _issue, _: 1.0)


@view(IssueComment)
class IssueCommentView(View):
    url = derived(lambda comment, urls: urls.api(comment))
    html_url = derived(lambda comment, urls: urls.html(comment))
    issue_url = derived(lambda comment, urls: urls.api(comment.issue))
    pin = derived(
        lambda comment, _: (
            {"pinned_at": comment.pinned_at, "pinned_by": comment.pinned_by}
            if comment.pinned_at is not None
            else None
        )
    )
    author_association = derived(lambda comment, _: comment.repository.association(comment.user))
    reactions = derived(lambda comment, urls: reaction_rollup(urls.api(comment), comment.reactions))
