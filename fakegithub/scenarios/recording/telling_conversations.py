"""Pull requests, issues, and what is said of them, as steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.scenarios.recording.exchanges import text_at
from fakegithub.scenarios.recording.groups import Group
from fakegithub.scenarios.recording.story import Parameters, Step, Story, Subject, ref_of

Teller = Callable[[Story, Group], Step | None]
_REVIEWS = {"approved": "APPROVE", "changes_requested": "REQUEST_CHANGES", "commented": "COMMENT"}


def _open_pull(story: Story, group: Group) -> Step | None:
    root = group.root
    shown = root.payload["pull_request"]
    if story.find(root) is not None:
        return None
    named = story.new_name("pr")
    home = story.home(root)
    place = story.place(home)
    subject = story.add(root, named)
    head, login = subject.head or named.name, subject.author
    there = text_at(shown, "head", "repo", "full_name")
    from_fork = there is not None and there != root.repository and login not in (None, home.owner)
    parameters: Parameters = {**place}
    if from_fork:
        parameters["head"] = f"{login}:{head}"
    else:
        new = (home.name, head) not in story.branches
        if not new and head in (home.default_branch, ref_of(shown, "base", "ref")):
            head = f"{head}-of-{login or named.name}"
        subject.head = parameters["head"] = head
        story.branches.add((home.name, head))
    parameters |= story.base(home, ref_of(shown, "base", "ref"))
    parameters |= story.texts(shown, "title", "body")
    if shown.get("draft") is True:
        parameters["draft"] = True
    files = story.files(home, subject.number)
    if files and not _is_pushed(story, head):
        parameters["files"] = files
    step = story.step(root, "pull_request.open", parameters, "opens a pull request")
    step.made, step.of = named, subject
    subject.labels = set()
    return step


def _is_pushed(story: Story, branch: str) -> bool:
    """Whether a step has pushed the branch, with files of its own."""
    said = [step.parameters for step in story.steps]
    return any(isinstance(parameters, dict) and parameters.get("branch") == branch for parameters in said)


def _open_issue(story: Story, group: Group) -> Step | None:
    root = group.root
    if story.find(root) is not None:
        return None
    shown = root.payload["issue"]
    named = story.new_name("issue")
    parameters = {**story.place(story.home(root)), **story.texts(shown, "title", "body")}
    subject = story.add(root, named)
    if subject.labels:
        parameters["labels"] = sorted(subject.labels)
        # Only who may push can label what he opens.
        story.surroundings.let_in(subject.home, story.by(root))
    step = story.step(root, "issue.open", parameters, "opens an issue")
    step.made = named
    return step


def _on_subject(verb: str, does: str, state: str | None = None) -> Teller:
    """`verb` without its event: `close` for pull_request.closed and issues.closed."""

    def run(story: Story, group: Group) -> Step:
        root = group.root
        subject = story.subject(root)
        if state is not None and subject.state == state:
            _arrange(story, subject, "reopen" if state == "closed" else "close")
        word = "pull request" if subject.is_pull else "issue"
        step = story.step(root, f"{subject.key}.{verb}", story.about(subject), f"{does} the {word}")
        subject.state = state or subject.state
        return step

    return run


def _arrange(story: Story, subject: Subject, verb: str, **parameters: Any) -> None:
    """A step that makes things be as they must have been before, which nobody has recorded."""
    name = f"as it was in the recording: {verb} {subject.named.name}"
    story.steps.append(Step(f"{subject.key}.{verb}", {**story.about(subject), **parameters}, name))


def _close_pull(story: Story, group: Group) -> Step | None:
    root = group.root
    shown = root.payload["pull_request"]
    if not shown.get("merged"):
        return _CLOSE(story, group)
    subject = story.subject(root)
    if subject.state == "closed":
        _arrange(story, subject, "reopen")
    parameters = story.about(subject)
    message = next(
        (text_at(d.payload, "head_commit", "message") for d in group.followed if d.event == "push"), None
    )
    if (
        message is not None
        and message.splitlines()[:1]
        and message.splitlines()[0].endswith(f"(#{subject.number})")
    ):
        parameters["method"] = "squash"
    step = story.step(root, "pull_request.merge", parameters, "merges the pull request")
    subject.state = "closed"
    merged = text_at(shown, "merge_commit_sha")
    if merged is not None:
        story.references.shas[merged] = (subject.named, "merge_commit_sha")
    return step


_CLOSE = _on_subject("close", "closes", "closed")


def _edit(story: Story, group: Group) -> Step | None:
    root = group.root
    changes, shown = root.payload.get("changes"), root.subject
    if not isinstance(changes, dict) or shown is None:
        return None
    subject = story.subject(root)
    parameters: Parameters = {}
    parameters |= story.texts(shown, *(key for key in ("title", "body") if key in changes), empty=True)
    if "base" in changes and subject.is_pull:
        parameters |= {
            "base": subject.home.default_branch,
            **story.base(subject.home, ref_of(shown, "base", "ref")),
        }
    if subject.given is not None and subject.lookup is story.steps[-1]:
        _as_before(story, subject, changes)
    if not parameters:
        return None
    return story.step(root, f"{subject.key}.edit", {**story.about(subject), **parameters}, "edits it")


def _as_before(story: Story, subject: Subject, changes: dict[str, Any]) -> None:
    """Have what is given be as it was before an edit, which would else change nothing."""
    assert subject.given is not None  # noqa: S101 - of a subject that is given
    for key in ("title", "body"):
        before = text_at(changes, key, "from")
        if before:
            subject.given[key] = story.references.said(before)


def _label(story: Story, group: Group) -> Step | None:
    root = group.root
    name = ref_of(root.payload, "label", "name")
    if name is None:
        return None
    subject = story.subject(root)
    if name in subject.labels:
        _arrange(story, subject, "unlabel", labels=[name])
    subject.labels.add(name)
    parameters = {**story.about(subject), "labels": [name]}
    return story.step(root, f"{subject.key}.label", parameters, f"labels it {name}")


def _unlabel(story: Story, group: Group) -> Step | None:
    root = group.root
    name = ref_of(root.payload, "label", "name")
    if name is None:
        return None
    subject = story.subject(root)
    if name not in subject.labels:
        if subject.given is not None and subject.lookup is story.steps[-1]:
            subject.given["labels"] = sorted({*subject.given.get("labels", ()), name})
        else:
            _arrange(story, subject, "label", labels=[name])
    subject.labels.discard(name)
    parameters = {**story.about(subject), "labels": [name]}
    return story.step(root, f"{subject.key}.unlabel", parameters, f"takes the label {name} off")


def _comment(story: Story, group: Group) -> Step | None:
    root = group.root
    body = text_at(root.payload, "comment", "body")
    if not body:
        return None
    subject = story.subject(root)
    parameters = {**story.about(subject), "body": story.references.said(body)}
    step = story.step(root, "issue_comment.create", parameters, "comments")
    step.made = story.new_name("comment")
    comment_id = root.payload["comment"].get("id")
    if isinstance(comment_id, int):
        story.references.ids[comment_id] = (step.made, "id")
    return step


def _review(story: Story, group: Group) -> Step | None:
    root = group.root
    review = root.payload["review"]
    event = _REVIEWS.get(str(text_at(review, "state")).lower())
    if event is None:
        return None
    subject = story.subject(root)
    if story.by(root) in (None, subject.author) and event != "COMMENT":
        return None  # nobody reviews what is his own
    parameters = {**story.about(subject), "event": event, **story.texts(review, "body")}
    if event != "APPROVE":
        parameters.setdefault("body", "Please have a look.")
    step = story.step(root, "pull_request.review", parameters, "reviews it")
    step.made = story.new_name("review")
    if isinstance(review.get("id"), int):
        story.references.ids[review["id"]] = (step.made, "id")
    if any(delivery.event == "pull_request_review_comment" for delivery in group.followed):
        step.notes.append("left out: the review's comments on lines, for their files are not known")
    return step


def _people(verb: str, does: str, key: str, listed: str) -> Teller:
    def run(story: Story, group: Group) -> Step | None:
        login = story.surroundings.login(group.root.payload.get(key))
        if login is None:
            return None
        subject = story.subject(group.root)
        if listed == "reviewers" and login == subject.author:
            return None
        story.surroundings.let_in(subject.home, login)
        parameters = {**story.about(subject), listed: [login]}
        return story.step(group.root, f"{subject.key}.{verb}", parameters, f"{does} {login}")

    return run


def _ready(story: Story, group: Group) -> Step | None:
    subject = story.subject(group.root)
    if subject.given is not None and subject.lookup is story.steps[-1]:
        subject.given["draft"] = True
    elif not subject.draft:
        _arrange(story, subject, "convert_to_draft")
    subject.draft = False
    return story.step(
        group.root, "pull_request.ready_for_review", story.about(subject), "says that it is ready"
    )


def _draft(story: Story, group: Group) -> Step | None:
    subject = story.subject(group.root)
    if subject.given is not None and subject.lookup is story.steps[-1]:
        subject.given.pop("draft", None)
    elif subject.draft:
        _arrange(story, subject, "ready_for_review")
    subject.draft = True
    return story.step(group.root, "pull_request.convert_to_draft", story.about(subject), "makes it a draft")


TELLERS: dict[str, Teller] = {
    "pull_request.opened": _open_pull,
    "pull_request.closed": _close_pull,
    "pull_request.reopened": _on_subject("reopen", "reopens", "open"),
    "pull_request.edited": _edit,
    "pull_request.labeled": _label,
    "pull_request.unlabeled": _unlabel,
    "pull_request.assigned": _people("assign", "assigns", "assignee", "assignees"),
    "pull_request.review_requested": _people(
        "request_review", "requests a review of", "requested_reviewer", "reviewers"
    ),
    "pull_request_review.submitted": _review,
    "issues.opened": _open_issue,
    "issues.closed": _CLOSE,
    "issues.reopened": _on_subject("reopen", "reopens", "open"),
    "issues.edited": _edit,
    "issues.labeled": _label,
    "issues.unlabeled": _unlabel,
    "issues.assigned": _people("assign", "assigns", "assignee", "assignees"),
    "issue_comment.created": _comment,
    "pull_request.ready_for_review": _ready,
    "pull_request.converted_to_draft": _draft,
}
