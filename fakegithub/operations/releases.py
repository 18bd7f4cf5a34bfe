"""Releases: making, publishing, changing and deleting them."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.releases import Release, ReleaseAsset
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.pushes import PUSH_EVENTS
from fakegithub.operations.release_notes import release_notes
from fakegithub.operations.release_state import (
    choose_latest,
    commit_date,
    emit,
    latest_of,
    make_tag,
    publish,
    release_of,
    require_tag,
    visible,
)
from fakegithub.world import World

READ = ("contents=read",)
WRITE = ("contents=write",)
_PUBLISHED = ("release.published", "release.released", "release.prereleased", *PUSH_EVENTS)
_TOLD = ("tag_name", "name", "body")


@operation("repos/create-release", emits=("release.created", *_PUBLISHED), permissions=WRITE)
def create_release(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    tag_name: str,
    target_commitish: str | None = None,
    name: str | None = None,
    body: str | None = None,
    draft: bool = False,
    prerelease: bool = False,
    generate_release_notes: bool = False,
    make_latest: str = "true",
) -> Result:
    """Make a release of a tag, which is made as well when the release is published without there being one.

    Emits release.created; unless it is a draft also release.published, release.released or
    release.prereleased, and PUSH_EVENTS for a new tag. Raises Forbidden (403) without push access,
    ValidationFailed (422) for a tag that has a release and for an unknown target.
    https://docs.github.com/rest/releases/releases#create-a-release
    """
    repository = world.repository(owner, repo, actor, "push")
    require_tag(world, repository, tag_name)
    target = target_commitish or repository.default_branch
    created_at = commit_date(world, repository, tag_name, target)
    if generate_release_notes:
        notes = release_notes(world, repository, tag_name, target)
        name = name or notes["name"]
        body = "\n\n".join(part for part in (body, notes["body"]) if part)
    release = world.add(
        Release(
            world.new_id(Release),
            repository,
            tag_name,
            target,
            actor.user,
            created_at,
            world.now(),
            name=name,
            body=body,
            draft=True,
            prerelease=prerelease,
        )
    )
    if draft:
        emit(world, actor, release, "created")
    else:
        publish(world, actor, release, make_latest)
    return Result(release, location=world.urls.api(release))


@operation("repos/get-release", permissions=READ, credentials="any")
def get_release(world: World, actor: Actor, *, owner: str, repo: str, release_id: int) -> Release:
    """https://docs.github.com/rest/releases/releases#get-a-release"""
    return release_of(world, actor, world.repository(owner, repo, actor), release_id)


@operation("repos/get-latest-release", permissions=READ, credentials="any")
def get_latest_release(world: World, actor: Actor, *, owner: str, repo: str) -> Release:
    """Never a draft or a prerelease. Raises NotFound (404) when there is no other.

    https://docs.github.com/rest/releases/releases#get-the-latest-release
    """
    release = latest_of(world, world.repository(owner, repo, actor))
    if release is None:
        raise NotFound()
    return release


@operation("repos/get-release-by-tag", permissions=READ, credentials="any")
def get_release_by_tag(world: World, actor: Actor, *, owner: str, repo: str, tag: str) -> Release:
    """A published one. Raises NotFound (404).

    https://docs.github.com/rest/releases/releases#get-a-release-by-tag-name
    """
    repository = world.repository(owner, repo, actor)
    found = [r for r in world.all(Release, repository=repository, tag_name=tag) if not r.draft]
    if not found:
        raise NotFound()
    return found[0]


@operation("repos/list-releases", permissions=READ, credentials="any")
def list_releases(world: World, actor: Actor, *, owner: str, repo: str) -> list[Release]:
    """The newest first; drafts only for those who can push.

    https://docs.github.com/rest/releases/releases#list-releases
    """
    repository = world.repository(owner, repo, actor)
    found = world.all(Release, repository=repository)
    return [release for release in reversed(found) if visible(world, actor, release)]


@operation(
    "repos/update-release", emits=("release.edited", "release.unpublished", *_PUBLISHED), permissions=WRITE
)
def update_release(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    release_id: int,
    tag_name: str | Unset = UNSET,
    target_commitish: str | Unset = UNSET,
    name: str | Unset | None = UNSET,
    body: str | Unset | None = UNSET,
    draft: bool | Unset = UNSET,
    prerelease: bool | Unset = UNSET,
    make_latest: str | Unset = UNSET,
) -> Release:
    """Change a release, publish it (`draft` False) or take it back (`draft` True).

    Emits release.edited with what changed, release.published, release.released, release.prereleased,
    release.unpublished, and PUSH_EVENTS for a new tag. Raises as `create_release`.
    https://docs.github.com/rest/releases/releases#update-a-release
    """
    repository = world.repository(owner, repo, actor, "push")
    release = release_of(world, actor, repository, release_id)
    wanted = given(tag_name=tag_name, target_commitish=target_commitish, name=name, body=body)
    was_draft, was_prerelease = release.draft, release.prerelease
    changes = _change(world, actor, release, {**wanted, **given(prerelease=prerelease)})
    flipped = release.prerelease != was_prerelease and not was_draft
    if isinstance(make_latest, str) and not was_draft:
        before = release.is_latest
        choose_latest(world, release, make_latest)
        if release.is_latest != before:
            changes["make_latest"] = {"to": release.is_latest}
    elif flipped:
        choose_latest(world, release, "legacy")
    if changes or flipped:
        emit(world, actor, release, "edited", changes=changes)
    if draft is False and was_draft:
        latest = make_latest if isinstance(make_latest, str) else "true"
        publish(world, actor, release, latest, saved=True)
    elif draft is True and not was_draft:
        world.touch(release, draft=True, published_at=None, is_latest=False)
        emit(world, actor, release, "unpublished")
    elif flipped:
        emit(world, actor, release, "prereleased" if release.prerelease else "released")
    return release


@operation("repos/delete-release", emits=("release.deleted",), permissions=WRITE)
def delete_release(world: World, actor: Actor, *, owner: str, repo: str, release_id: int) -> None:
    """Its tag stays. Emits release.deleted.

    https://docs.github.com/rest/releases/releases#delete-a-release
    """
    repository = world.repository(owner, repo, actor, "push")
    release = release_of(world, actor, repository, release_id)
    for asset in world.all(ReleaseAsset, release=release):
        world.remove(asset)
    world.remove(release)
    emit(world, actor, release, "deleted")


@operation("repos/generate-release-notes", permissions=WRITE)
def generate_release_notes(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    tag_name: str,
    target_commitish: str | None = None,
    previous_tag_name: str | None = None,
) -> dict[str, Any]:
    """A name and a body in Markdown: what was merged since the previous release, and by whom.

    https://docs.github.com/rest/releases/releases#generate-release-notes-content-for-a-release
    """
    repository = world.repository(owner, repo, actor, "push")
    return release_notes(
        world, repository, tag_name, target_commitish or repository.default_branch, previous_tag_name
    )


def _change(world: World, actor: Actor, release: Release, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set attributes of the release. Returns the `changes` to tell of; emits PUSH_EVENTS for a new tag."""
    repository = release.repository
    if "tag_name" in wanted or "target_commitish" in wanted:
        tag = wanted.get("tag_name", release.tag_name)
        target = wanted.get("target_commitish", release.target_commitish)
        require_tag(world, repository, tag, but=release)
        wanted = {**wanted, "created_at": commit_date(world, repository, tag, target)}
    before = {name: getattr(release, name) or "" for name in _TOLD if name in wanted}
    world.touch(release, **wanted)
    if not release.draft:
        make_tag(world, actor, release)
    return {name: {"from": old} for name, old in before.items() if (getattr(release, name) or "") != old}
