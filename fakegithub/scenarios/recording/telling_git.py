"""Pushes, branches, tags and releases as steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakegithub.scenarios.recording.exchanges import RecordedDelivery, text_at
from fakegithub.scenarios.recording.following import after, branch_of
from fakegithub.scenarios.recording.groups import Group
from fakegithub.scenarios.recording.story import Parameters, Step, Story, Subject, ref_of
from fakegithub.scenarios.recording.surroundings import Home

Teller = Callable[[Story, Group], Step | None]
_TAGS = "refs/tags/"


def _synchronize(story: Story, group: Group) -> Step:
    root = group.root
    subject = story.subject(root)
    parameters: Parameters = {**story.about(subject), "pull_request": subject.named.name}
    subject.named.used = True
    return _pushed(story, group, subject, {**parameters, "files": story.change()})


def _push(story: Story, group: Group) -> Step | None:
    root = group.root
    ref, payload, home = ref_of(root.payload, "ref"), root.payload, story.home(root)
    branch = branch_of(ref)
    if ref is not None and ref.startswith(_TAGS):
        return _tag(story, root, ref.removeprefix(_TAGS), deleted=payload.get("deleted") is True)
    if branch is None:
        return None
    if payload.get("deleted"):
        return _delete_branch(story, root, branch)
    synchronized = group.find("pull_request.synchronize")
    subject = (
        story.subject(synchronized) if synchronized is not None else _of_branch(story, home.name, branch)
    )
    place = (
        {**story.about(subject), "pull_request": subject.named.name}
        if subject is not None
        else _branch(story, home, branch)
    )
    if subject is not None:
        subject.named.used = True
    files, commits = story.change(root), payload.get("commits")
    parameters: Parameters
    if payload.get("created") and not commits and subject is None:
        story.branches.add((home.name, branch))
        parameters = {**story.place(home), "branch": branch}
        return story.step(root, "branch.create", parameters, f"makes the branch {branch}")
    for path in _removed(commits):
        if path not in files and path in home.files:
            files[path] = None
    message = text_at(payload, "head_commit", "message")
    parameters = {**place, "files": files}
    if message:
        parameters["message"] = story.references.said(message)
    if payload.get("forced") and (home.name, branch) in story.branches and branch != home.default_branch:
        parameters["force"] = True
    story.branches.add((home.name, branch))
    return _pushed(story, group, subject, parameters)


def _pushed(story: Story, group: Group, subject: Subject | None, parameters: Parameters) -> Step:
    root, sha = group.root, after(group.root)
    step = story.step(root, "push", parameters, "pushes")
    step.of, step.made = subject, story.new_name("pushed")
    if sha is not None:
        if subject is not None:
            # The former head is known by what pushed it, if anything did.
            story.move(subject, "head.sha", sha)
        else:
            story.references.shas[sha] = (step.made, "")
    return step


def _branch(story: Story, home: Home, branch: str) -> Parameters:
    return {**story.place(home), **({} if branch == home.default_branch else {"branch": branch})}


def _of_branch(story: Story, repository: str, branch: str) -> Subject | None:
    """The open pull request that comes from a branch."""
    open_now = [
        s for s in story.subjects.values() if s.state == "open" and s.branch_key == (repository, branch)
    ]
    return open_now[-1] if open_now else None


def _removed(commits: Any) -> list[str]:
    return [path for commit in commits or () for path in commit.get("removed") or () if isinstance(path, str)]


def _tag(story: Story, root: RecordedDelivery, tag: str, *, deleted: bool) -> Step | None:
    if deleted:
        return None
    parameters = {**story.place(story.home(root)), "tag": tag}
    return story.step(root, "tag.create", parameters, f"tags {tag}")


def _create(story: Story, group: Group) -> Step | None:
    root = group.root
    ref, home = ref_of(root.payload, "ref"), story.home(root)
    if ref is None or text_at(root.payload, "ref_type") == "repository":
        return None
    if text_at(root.payload, "ref_type") == "tag":
        return _tag(story, root, ref, deleted=False)
    if (home.name, ref) in story.branches:
        return None
    story.branches.add((home.name, ref))
    parameters = {**story.place(home), "branch": ref, "files": story.change()}
    return story.step(root, "push", parameters, f"makes the branch {ref}")


def _delete(story: Story, group: Group) -> Step | None:
    ref = ref_of(group.root.payload, "ref")
    if ref is None or text_at(group.root.payload, "ref_type") != "branch":
        return None
    return _delete_branch(story, group.root, ref)


def _delete_branch(story: Story, root: RecordedDelivery, branch: str) -> Step | None:
    home = story.home(root)
    if branch == home.default_branch:
        return None
    if (home.name, branch) not in story.branches:
        home.branches[branch] = None
    story.branches.discard((home.name, branch))
    parameters = {**story.place(home), "branch": branch}
    return story.step(root, "branch.delete", parameters, f"deletes the branch {branch}")


def _create_label(story: Story, group: Group) -> Step | None:
    label, home = group.root.payload["label"], story.home(group.root)
    name = ref_of(label, "name")
    if name is None or name in home.labels:
        return None
    parameters = {**story.place(home), "name": name, **story.texts(label, "color", "description")}
    return story.step(group.root, "label.create", parameters, f"makes the label {name}")


def _release(story: Story, group: Group) -> Step | None:
    release = group.root.payload["release"]
    tag = ref_of(release, "tag_name")
    if tag is None or release.get("draft"):
        return None
    parameters = {
        **story.place(story.home(group.root)),
        "tag_name": tag,
        **story.texts(release, "name", "body"),
    }
    if release.get("prerelease") is True:
        parameters["prerelease"] = True
    step = story.step(group.root, "release.create", parameters, f"releases {tag}")
    step.made = story.new_name("release")
    if isinstance(release.get("id"), int):
        story.references.ids[release["id"]] = (step.made, "id")
    return step


TELLERS: dict[str, Teller] = {
    "pull_request.synchronize": _synchronize,
    "push": _push,
    "create": _create,
    "delete": _delete,
    "label.created": _create_label,
    "release.published": _release,
}
