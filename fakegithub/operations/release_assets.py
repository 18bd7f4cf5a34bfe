"""The files of a release. No event tells of them."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.releases import Release, ReleaseAsset
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.release_state import release_of, visible
from fakegithub.operations.releases import READ, WRITE
from fakegithub.world import World


@operation("repos/list-release-assets", permissions=READ, credentials="any")
def list_release_assets(
    world: World, actor: Actor, *, owner: str, repo: str, release_id: int
) -> list[ReleaseAsset]:
    """https://docs.github.com/rest/releases/assets#list-release-assets"""
    repository = world.repository(owner, repo, actor)
    return list(release_of(world, actor, repository, release_id).assets)


@operation("repos/upload-release-asset", permissions=WRITE)
def upload_release_asset(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    release_id: int,
    name: str,
    label: str | None = None,
    data: bytes = b"",
    content_type: str = "application/octet-stream",
) -> Result:
    """`data` is the body of the request as it is, of the `content_type` that its header says.

    Raises Forbidden (403) without push access, ValidationFailed (422) for a name that the release has.
    https://docs.github.com/rest/releases/assets#upload-a-release-asset
    """
    repository = world.repository(owner, repo, actor, "push")
    release = release_of(world, actor, repository, release_id)
    _require_free(world, release, name)
    now = world.now()
    asset = world.add(
        ReleaseAsset(
            world.new_id(ReleaseAsset), release, name, actor.user, content_type, now, now, data, label
        )
    )
    world.touch(release, assets=(*release.assets, asset))
    return Result(asset, location=world.urls.api(asset))


@operation("repos/get-release-asset", permissions=READ, credentials="any")
def get_release_asset(world: World, actor: Actor, *, owner: str, repo: str, asset_id: int) -> Result:
    """https://docs.github.com/rest/releases/assets#get-a-release-asset"""
    return Result(_asset(world, actor, world.repository(owner, repo, actor), asset_id), status=200)


@operation("repos/update-release-asset", permissions=WRITE)
def update_release_asset(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    asset_id: int,
    name: str | Unset = UNSET,
    label: str | Unset | None = UNSET,
) -> ReleaseAsset:
    """Raises as `upload_release_asset`.

    https://docs.github.com/rest/releases/assets#update-a-release-asset
    """
    asset = _asset(world, actor, world.repository(owner, repo, actor, "push"), asset_id)
    wanted: dict[str, Any] = given(name=name, label=label)
    if wanted.get("name", asset.name) != asset.name:
        _require_free(world, asset.release, wanted["name"])
    world.touch(asset, **wanted)
    return asset


@operation("repos/delete-release-asset", permissions=WRITE)
def delete_release_asset(world: World, actor: Actor, *, owner: str, repo: str, asset_id: int) -> None:
    """https://docs.github.com/rest/releases/assets#delete-a-release-asset"""
    asset = _asset(world, actor, world.repository(owner, repo, actor, "push"), asset_id)
    world.remove(asset)
    release = asset.release
    world.touch(release, assets=tuple(other for other in release.assets if other is not asset))


def _asset(world: World, actor: Actor, repository: Repository, asset_id: int) -> ReleaseAsset:
    asset = world.get(ReleaseAsset, asset_id)
    if asset is None or asset.repository is not repository or not visible(world, actor, asset.release):
        raise NotFound()
    return asset


def _require_free(world: World, release: Release, name: str) -> None:
    if world.find(ReleaseAsset, release=release, name=name) is not None:
        raise ValidationFailed.of("ReleaseAsset", "name", "already_exists")
