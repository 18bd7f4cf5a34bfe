"""The text that GitHub makes up for a release: its pull requests, its new contributors, its changes.

https://docs.github.com/repositories/releasing-projects-on-github/automatically-generated-release-notes
"""

from __future__ import annotations

from fakegithub import git
from fakegithub.model.pulls import PullRequest
from fakegithub.model.releases import Release
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import TAGS
from fakegithub.world import World


def release_notes(
    world: World, repository: Repository, tag: str, target: str, previous: str | None = None
) -> dict[str, str]:
    """`name` and `body` for a release of `tag`, or of `target` where there is no such tag yet."""
    before = previous if previous is not None else _previous_tag(world, repository, tag)
    merged = _merged(world, repository, tag, target, before)
    parts = []
    if merged:
        parts.append("\n".join(["## What's Changed", *(_line(world, pull) for pull in merged)]))
    newcomers = _newcomers(world, repository, merged)
    if newcomers:
        lines = (
            f"* @{pull.issue.user.login} made their first contribution in {world.urls.html(pull)}"
            for pull in newcomers
        )
        parts.append("\n".join(["## New Contributors", *lines]))
    root = world.urls.html(repository)
    changes = f"{root}/compare/{before}...{tag}" if before is not None else f"{root}/commits/{tag}"
    parts.append(f"**Full Changelog**: {changes}")
    return {"name": tag, "body": "\n\n".join(parts)}


def _previous_tag(world: World, repository: Repository, tag: str) -> str | None:
    published = [r for r in world.all(Release, repository=repository) if not r.draft and r.tag_name != tag]
    newest = max(published, key=lambda release: (release.created_at, release.id), default=None)
    return newest.tag_name if newest is not None else None


def _merged(
    world: World, repository: Repository, tag: str, target: str, before: str | None
) -> list[PullRequest]:
    """The pull requests whose merge arrived since `before`, in the order of their numbers."""
    repo = world.git(repository)
    head = _commit(repo, tag) or repo.resolve(target)
    if head is None:
        return []
    start = _commit(repo, before) if before is not None else None
    arrived = {commit.sha for commit in repo.log(head, exclude=[start] if start is not None else [])}
    pulls = world.all(PullRequest, repository=repository)
    return [pull for pull in pulls if pull.merged and pull.merge_commit_sha in arrived]


def _commit(repo: git.Repository, tag: str) -> str | None:
    found = repo.ref(TAGS + tag)
    return repo.objects.peel(found) if found is not None else None


def _line(world: World, pull: PullRequest) -> str:
    return f"* {pull.issue.title} by @{pull.issue.user.login} in {world.urls.html(pull)}"


def _newcomers(world: World, repository: Repository, merged: list[PullRequest]) -> list[PullRequest]:
    """The first merged pull request of each author, if it is among these."""
    first: dict[int, PullRequest] = {}
    for pull in world.all(PullRequest, repository=repository):
        if pull.merged:
            first.setdefault(pull.issue.user.id, pull)
    return [pull for pull in merged if first[pull.issue.user.id] is pull]
