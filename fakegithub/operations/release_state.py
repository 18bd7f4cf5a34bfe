"""What releases have in common: who may see them, their tags, which one is the latest, what is told of them.

Which events follow from what, as observed and documented:

    a draft is saved                 created
    a release is published at once   created, published, released (or prereleased)
    a draft is published             published, and released unless it is a prerelease
    a prerelease becomes a release   edited, released; the other way round edited, prereleased
    a release becomes a draft        unpublished

https://docs.github.com/webhooks/webhook-events-and-payloads#release
https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#release
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.releases import Release
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import TAGS, commit_value, find_commit
from fakegithub.operations.pushes import move_ref
from fakegithub.world import World


def release_of(world: World, actor: Actor, repository: Repository, release_id: int) -> Release:
    """Raises NotFound (404); drafts are hidden from who cannot push."""
    release = world.get(Release, release_id)
    if release is None or release.repository is not repository or not visible(world, actor, release):
        raise NotFound()
    return release


def visible(world: World, actor: Actor, release: Release) -> bool:
    return not release.draft or world.can(actor, release.repository, "push")


def latest_of(world: World, repository: Repository) -> Release | None:
    """The one that was made the latest, or else the newest that is published and no prerelease."""
    found = [r for r in world.all(Release, repository=repository) if not r.draft and not r.prerelease]
    return max(found, key=lambda r: (r.is_latest, r.created_at, r.id), default=None)


def choose_latest(world: World, release: Release, wanted: str) -> None:
    """`wanted` is true, false, or legacy: then the date of the commit decides."""
    others = [
        r for r in world.all(Release, repository=release.repository) if r.is_latest and r is not release
    ]
    if wanted == "legacy":
        chosen = all(other.created_at <= release.created_at for other in others)
    else:
        chosen = wanted == "true"
    chosen = chosen and not release.draft and not release.prerelease
    if chosen:
        for other in others:
            world.update(other, is_latest=False)
    world.update(release, is_latest=chosen)


def require_tag(world: World, repository: Repository, tag: str, but: Release | None = None) -> None:
    """Raises ValidationFailed (422) for a tag that no git tag can have, and for one with a release."""
    if not tag.strip() or tag != tag.strip() or " " in tag:
        raise ValidationFailed.of("Release", "tag_name", "custom", "tag_name is not a valid tag")
    others = world.all(Release, repository=repository, tag_name=tag)
    if any(other is not but and not other.draft for other in others):
        raise ValidationFailed.of("Release", "tag_name", "already_exists")


def commit_date(world: World, repository: Repository, tag: str, target: str) -> datetime:
    """When the commit of the release was made.

    Raises ValidationFailed (422) for a repository without commits and for an unknown target.
    """
    repo = world.git(repository)
    if not repo.refs:
        raise ValidationFailed("Repository is empty.")
    tagged = repo.ref(TAGS + tag)
    if tagged is not None:
        return commit_value(world, repository, repo.objects.peel(tagged)).git_committer.date
    commit = find_commit(world, repository, target)
    if commit is None:
        raise ValidationFailed.of("Release", "target_commitish", "invalid")
    return commit.git_committer.date


def publish(world: World, actor: Actor, release: Release, make_latest: str, *, saved: bool = False) -> None:
    """Make a draft public, and its tag where there is none: that is a push. `saved` says that the draft
    was there before, and has been told of.

    Emits PUSH_EVENTS, release.created, .published, and .released or .prereleased.
    """
    make_tag(world, actor, release)
    world.touch(release, draft=False, published_at=world.now())
    choose_latest(world, release, make_latest)
    if not saved:
        emit(world, actor, release, "created")
    emit(world, actor, release, "published")
    if not release.prerelease:
        emit(world, actor, release, "released")
    elif not saved:
        emit(world, actor, release, "prereleased")


def make_tag(world: World, actor: Actor, release: Release) -> None:
    """The git tag of a published release, unless it is there. Emits PUSH_EVENTS."""
    repository, ref = release.repository, TAGS + release.tag_name
    if world.git(repository).ref(ref) is None:
        commit = find_commit(world, repository, release.target_commitish)
        if commit is None:
            raise ValidationFailed.of("Release", "target_commitish", "invalid")
        move_ref(world, actor, repository, ref, commit.sha)


def emit(world: World, actor: Actor, release: Release, action: str, **changes: Any) -> None:
    """Emits release.ACTION."""
    world.emit(
        f"release.{action}", **changes, release=release, repository=release.repository, sender=actor.user
    )
