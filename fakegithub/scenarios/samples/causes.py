"""What causes an event: a small script of real operations for each, never a hand-made payload.

A script acts in a world that has what it needs (`Sample`), and the payload is what a hook would be
sent for it. Events that nothing here causes are filled from GitHub's schema: see samples.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.handles import IssueHandle
from fakegithub.scenarios.samples.actions_causes import ACTIONS_CAUSES
from fakegithub.scenarios.samples.discussion_causes import DISCUSSION_CAUSES
from fakegithub.scenarios.samples.issue_causes import ISSUE_CAUSES
from fakegithub.scenarios.samples.organization_causes import ORGANIZATION_CAUSES
from fakegithub.scenarios.samples.organization_causes import Cause as OrganizationCause
from fakegithub.scenarios.samples.repository_causes import REPOSITORY_CAUSES
from fakegithub.scenarios.samples.sample_world import FILE, Cause, Sample, then

__all__ = ["CAUSES", "Cause", "Sample"]


def _on_pull(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.perform(operation, pull_number=s.pull.number, **parameters)


def _create_ref(sample: Sample) -> None:
    sample.perform("git/create-ref", ref="refs/heads/topic", sha=sample.repository.sha())


def _request_review(sample: Sample) -> None:
    sample.pull.request_review("hubot")


_MILESTONE = "issues/update-milestone"


def _update(**settings: Any) -> Cause:
    return lambda s: s.perform("repos/update", **settings)


def _collaborator(permission: str) -> Cause:
    def run(sample: Sample) -> None:
        sample.perform("collaborator.add", username=sample.monalisa.login, permission=permission)

    return run


def _update_milestone(**fields: Any) -> Cause:
    return lambda s: s.perform(_MILESTONE, milestone_number=s.milestone.number, **fields)


def _conversation(event: str, subject: Callable[[Sample], IssueHandle]) -> dict[str, Cause]:
    """What can happen to issues and to pull requests alike."""

    def do(operation: str, parameters: Callable[[Sample], dict[str, Any]] = lambda _: {}) -> Cause:
        return lambda s: s.perform(operation, issue_number=subject(s).number, **parameters(s))

    close = do("issues/update", lambda _: {"state": "closed"})
    label = do("issues/add-labels", lambda s: {"labels": [s.label.name]})
    assign = do("issues/add-assignees", lambda _: {"assignees": ["octocat"]})
    milestone = do("issues/update", lambda s: {"milestone": s.milestone.number})
    lock = do("issues/lock", lambda _: {"lock_reason": "resolved"})
    return {
        f"{event}.closed": close,
        f"{event}.reopened": then(close, do("issues/update", lambda _: {"state": "open"})),
        f"{event}.edited": do("issues/update", lambda _: {"title": "A better title"}),
        f"{event}.labeled": label,
        f"{event}.unlabeled": then(label, do("issues/remove-label", lambda s: {"name": s.label.name})),
        f"{event}.assigned": assign,
        f"{event}.unassigned": then(
            assign, do("issues/remove-assignees", lambda _: {"assignees": ["octocat"]})
        ),
        f"{event}.milestoned": milestone,
        f"{event}.demilestoned": then(milestone, do("issues/update", lambda _: {"milestone": None})),
        f"{event}.locked": lock,
        f"{event}.unlocked": then(lock, do("issues/unlock")),
    }


def _in_organization(cause: OrganizationCause) -> Cause:
    return lambda s: cause(s.organization)


CAUSES: dict[str, Cause] = {
    **ISSUE_CAUSES,
    **DISCUSSION_CAUSES,
    **ACTIONS_CAUSES,
    **REPOSITORY_CAUSES,
    **{name: _in_organization(cause) for name, cause in ORGANIZATION_CAUSES.items()},
    "push": lambda s: s.repository.push(files={"src/main.py": "print('Hello!')\n"}, message="Greet"),
    "create": _create_ref,
    "delete": then(_create_ref, lambda s: s.perform("git/delete-ref", ref="heads/topic")),
    "ping": lambda s: s.hook,
    "meta.deleted": lambda s: s.perform("repos/delete-webhook", hook_id=s.hook.id),
    "pull_request.opened": lambda s: s.pull,
    "pull_request.synchronize": lambda s: s.pull.push(
        files={FILE: "Hello, World!\n"}, message="Greet the world"
    ),
    "pull_request.converted_to_draft": _on_pull("pull_request.convert_to_draft"),
    "pull_request.ready_for_review": then(
        _on_pull("pull_request.convert_to_draft"), _on_pull("pull_request.ready_for_review")
    ),
    "pull_request.review_requested": _request_review,
    "pull_request.review_request_removed": then(
        _request_review,
        lambda s: s.perform(
            "pulls/remove-requested-reviewers", pull_number=s.pull.number, reviewers=["hubot"]
        ),
    ),
    **_conversation("pull_request", lambda s: s.pull),
    "pull_request.closed": lambda s: s.pull.merge(),
    "pull_request_review.submitted": lambda s: s.pull.review("APPROVE", "Well done.", by=s.hubot),
    "pull_request_review.edited": lambda s: s.perform(
        "pulls/update-review",
        by=s.hubot,
        pull_number=s.pull.number,
        review_id=s.review.id,
        body="Whom does it greet?",
    ),
    "pull_request_review.dismissed": lambda s: s.perform(
        "pulls/dismiss-review", pull_number=s.pull.number, review_id=s.review.id, message="It is clear."
    ),
    "pull_request_review_comment.created": lambda s: s.review_comment,
    "pull_request_review_comment.edited": lambda s: s.perform(
        "pulls/update-review-comment", by=s.hubot, comment_id=s.review_comment.id, body="Whom does it greet?"
    ),
    "pull_request_review_comment.deleted": lambda s: s.perform(
        "pulls/delete-review-comment", by=s.hubot, comment_id=s.review_comment.id
    ),
    "issues.opened": lambda s: s.issue,
    **_conversation("issues", lambda s: s.issue),
    "issue_comment.created": lambda s: s.comment,
    "issue_comment.edited": lambda s: s.perform(
        "issues/update-comment", by=s.hubot, comment_id=s.comment.id, body="Me too, since yesterday."
    ),
    "issue_comment.deleted": lambda s: s.perform(
        "issues/delete-comment", by=s.hubot, comment_id=s.comment.id
    ),
    "label.created": lambda s: s.label,
    "label.edited": lambda s: s.perform("issues/update-label", name=s.label.name, color="0e8a16"),
    "label.deleted": lambda s: s.perform("issues/delete-label", name=s.label.name),
    "milestone.created": lambda s: s.milestone,
    "milestone.edited": _update_milestone(title="v1.0.0"),
    "milestone.closed": _update_milestone(state="closed"),
    "milestone.opened": then(_update_milestone(state="closed"), _update_milestone(state="open")),
    "milestone.deleted": lambda s: s.perform("issues/delete-milestone", milestone_number=s.milestone.number),
    "status": lambda s: s.perform(
        "repos/create-commit-status",
        sha=s.pull.head.sha,
        state="success",
        context="ci/sample",
        description="All checks have passed",
    ),
    "check_run.created": lambda s: s.check_run(status="in_progress"),
    "check_run.completed": lambda s: s.check_run(status="completed", conclusion="success"),
    "check_suite.completed": lambda s: s.check_run(status="completed", conclusion="success"),
    "check_suite.requested": lambda s: (s.bot, s.pull),
    "installation.created": lambda s: s.bot,
    "check_run.rerequested": lambda s: s.perform("checks/rerequest-run", check_run_id=s.completed_run.id),
    "check_suite.rerequested": lambda s: s.perform(
        "checks/rerequest-suite", check_suite_id=s.completed_run.check_suite.id
    ),
    "member.added": _collaborator("pull"),
    "member.edited": then(_collaborator("pull"), _collaborator("admin")),
    "member.removed": then(
        _collaborator("pull"), lambda s: s.perform("repos/remove-collaborator", username="monalisa")
    ),
    "public": then(_update(private=True), _update(private=False)),
    "repository.created": lambda s: s.octocat.create_repository("spoon-knife"),
    "repository.edited": _update(description="Greets the world"),
    "repository.renamed": _update(name="hello-universe"),
    "repository.privatized": _update(private=True),
    "repository.publicized": then(_update(private=True), _update(private=False)),
    "repository.archived": _update(archived=True),
    "repository.unarchived": then(_update(archived=True), _update(archived=False)),
    "repository.deleted": lambda s: s.perform("repos/delete"),
}
