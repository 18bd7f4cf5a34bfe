"""What causes the rarer events of issues and pull requests, and of how they belong together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.handles import IssueHandle, RepositoryHandle
from fakegithub.scenarios.samples.sample_world import Cause, Sample, then


def _on_issue(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.perform(operation, issue_number=s.issue.number, **parameters)


def _on_thread(operation: str) -> Cause:
    return lambda s: s.perform(operation, comment_id=s.review_comment.id)


def _transfer(sample: Sample) -> None:
    sample.octocat.create_repository("spoon-knife")
    sample.perform("issue.transfer", issue_number=sample.issue.number, new_repository="spoon-knife")


def _type(sample: Sample) -> IssueHandle:
    """An issue of an organization that has a type."""
    sample.organization.in_org(
        "orgs/create-issue-type",
        name="Bug",
        is_enabled=True,
        description="An unexpected problem or behavior",
        color="red",
    )
    return sample.organization.repository.create_issue("Found a bug", type="Bug")


def _enable_auto_merge(sample: Sample) -> None:
    """A review is missing, so that it has something to wait for."""
    sample.perform("repos/update", allow_auto_merge=True)
    sample.perform("pull_request.convert_to_draft", pull_number=sample.pull.number)
    sample.perform("pull_request.enable_auto_merge", pull_number=sample.pull.number, merge_method="squash")


def _linked(repository: Callable[[Sample], RepositoryHandle], add: str, key: str, remove: str = "") -> Cause:
    """Relate two issues, and undo that."""

    def run(sample: Sample) -> None:
        where = repository(sample)
        one = where.create_issue("Greet the world", body="In all its languages.")
        other = where.create_issue("Greet in French", body="Bonjour!")
        for operation in (add, remove):
            if operation:
                where.perform(operation, issue_number=one.number, **{key: other.id})

    return run


def _untype(sample: Sample) -> None:
    _type(sample).edit(type=None)


def _sub_issue(remove: str = "") -> Cause:
    return _linked(lambda s: s.repository, "issues/add-sub-issue", "sub_issue_id", remove)


def _dependency(remove: str = "") -> Cause:
    # The published schema wants an organization.
    return _linked(
        lambda s: s.organization.repository, "issues/add-blocked-by-dependency", "issue_id", remove
    )


_sub_issue_added = _sub_issue()
_sub_issue_removed = _sub_issue("issues/remove-sub-issue")
_blocked = _dependency()
_unblocked = _dependency("issues/remove-dependency-blocked-by")


def _field(sample: Sample) -> IssueHandle:
    """An issue of an organization with a value in a field."""
    there = sample.organization
    options = [{"name": name, "color": color, "priority": n} for n, (name, color) in enumerate(_PRIORITIES)]
    field = there.in_org(
        "orgs/create-issue-field", name="Priority", data_type="single_select", options=options
    )
    issue = there.repository.create_issue("Found a bug")
    values = [{"field_id": field.id, "value": "High"}]
    there.repository.perform(
        "issues/add-issue-field-values", issue_number=issue.number, issue_field_values=values
    )
    return issue


def _clear_field(sample: Sample) -> None:
    issue = _field(sample)
    issue.repository.perform("issues/set-issue-field-values", issue_number=issue.number)


def _pin_comment(sample: Sample) -> None:
    sample.perform("issues/pin-comment", comment_id=sample.comment.id)


def _stack(sample: Sample) -> None:
    """A pull request into the head of the sample's one."""
    upper = sample.repository.open_pull_request(
        head="greeting-in-french", base=sample.pull.head.ref, files={"salut.txt": "Salut !\n"}
    )
    sample.perform("pull-request-stacks/create", pull_requests=[sample.pull.number, upper.number])


_PRIORITIES = (("High", "red"), ("Low", "gray"))

ISSUE_CAUSES: dict[str, Cause] = {
    "issues.pinned": _on_issue("issue.pin"),
    "issues.unpinned": then(_on_issue("issue.pin"), _on_issue("issue.unpin")),
    "issues.transferred": _transfer,
    "issues.deleted": _on_issue("issue.delete"),
    "issues.field_added": _field,
    "issues.field_removed": _clear_field,
    "issues.typed": _type,
    "issues.untyped": _untype,
    "issue_comment.pinned": _pin_comment,
    "issue_comment.unpinned": then(
        _pin_comment, lambda s: s.perform("issues/unpin-comment", comment_id=s.comment.id)
    ),
    "pull_request.stacked": _stack,
    "pull_request.auto_merge_enabled": _enable_auto_merge,
    "pull_request.auto_merge_disabled": then(_enable_auto_merge, lambda s: s.pull.close()),
    "pull_request_review_thread.resolved": _on_thread("pull_request_review_thread.resolve"),
    "pull_request_review_thread.unresolved": then(
        _on_thread("pull_request_review_thread.resolve"),
        _on_thread("pull_request_review_thread.unresolve"),
    ),
    "sub_issues.sub_issue_added": _sub_issue_added,
    "sub_issues.parent_issue_added": _sub_issue_added,
    "sub_issues.sub_issue_removed": _sub_issue_removed,
    "sub_issues.parent_issue_removed": _sub_issue_removed,
    "issue_dependencies.blocked_by_added": _blocked,
    "issue_dependencies.blocking_added": _blocked,
    "issue_dependencies.blocked_by_removed": _unblocked,
    "issue_dependencies.blocking_removed": _unblocked,
}
