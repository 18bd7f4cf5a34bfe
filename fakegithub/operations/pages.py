"""GitHub Pages: a repository's site and its builds.

https://docs.github.com/rest/pages/pages
"""

from __future__ import annotations

from collections.abc import Mapping

from fakegithub.errors import Conflict, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pages import Pages, PagesBuild
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.world import World

_READ = ("pages=read",)
_WRITE = ("pages=write",)


@operation("repos/create-pages-site", permissions=_WRITE)
def create_pages_site(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    source: Mapping[str, str] | None = None,
    build_type: str = "legacy",
) -> Result:
    """A site from `source`: a `branch` and a `path`, / or /docs.

    Raises Forbidden (403) for those who may not maintain the repository, Conflict (409) when there is
    a site, ValidationFailed (422) for an unknown branch, and without source unless a workflow builds it.
    https://docs.github.com/rest/pages/pages#create-a-github-pages-site
    """
    repository = world.repository(owner, repo, actor, "maintain")
    if world.find(Pages, repository=repository) is not None:
        raise Conflict("GitHub Pages is already enabled.")
    if source is None and build_type == "legacy":
        raise ValidationFailed.of("Page", "source", "missing_field")
    place = source or {"branch": repository.default_branch}
    if world.git(repository).ref(HEADS + place["branch"]) is None:
        raise ValidationFailed(f"The {place['branch']} branch must exist before GitHub Pages can be built.")
    path = place.get("path", "/")
    pages = world.add(Pages(world.new_id(Pages), repository, build_type, place["branch"], path))
    world.update(repository, has_pages=True)
    return Result(pages, status=201)


@operation("repos/get-pages", permissions=_READ)
def get_pages(world: World, actor: Actor, *, owner: str, repo: str) -> Pages:
    """https://docs.github.com/rest/pages/pages#get-a-github-pages-site"""
    return _pages(world, world.repository(owner, repo, actor))


@operation("repos/delete-pages-site", permissions=_WRITE)
def delete_pages_site(world: World, actor: Actor, *, owner: str, repo: str) -> None:
    """https://docs.github.com/rest/pages/pages#delete-a-github-pages-site"""
    repository = world.repository(owner, repo, actor, "maintain")
    world.remove(_pages(world, repository))
    world.update(repository, has_pages=False)


@operation("repos/request-pages-build", permissions=_WRITE)
def request_pages_build(world: World, actor: Actor, *, owner: str, repo: str) -> Result:
    """Build the site as its branch is now; `page_build.complete` ends the build.

    Raises NotFound (404) without a site.
    https://docs.github.com/rest/pages/pages#request-a-github-pages-build
    """
    repository = world.repository(owner, repo, actor, "push")
    pages = _pages(world, repository)
    commit = world.git(repository).ref(HEADS + pages.branch)
    if commit is None:
        raise NotFound()
    now = world.now()
    build = world.add(PagesBuild(world.new_id(PagesBuild), repository, commit, actor.user, now, now))
    world.update(pages, status="building")
    answer = {"url": f"{world.urls.api(pages)}/builds/latest", "status": "queued"}
    return Result(answer, status=201, location=world.urls.api(build))


@operation("repos/list-pages-builds", permissions=_READ)
def list_pages_builds(world: World, actor: Actor, *, owner: str, repo: str) -> list[PagesBuild]:
    """The newest first.

    https://docs.github.com/rest/pages/pages#list-github-pages-builds
    """
    return world.all(PagesBuild, repository=world.repository(owner, repo, actor))[::-1]


@operation("repos/get-latest-pages-build", permissions=_READ)
def get_latest_pages_build(world: World, actor: Actor, *, owner: str, repo: str) -> PagesBuild:
    """https://docs.github.com/rest/pages/pages#get-latest-pages-build"""
    return _latest(world, world.repository(owner, repo, actor))


@operation("repos/get-pages-build", permissions=_READ)
def get_pages_build(world: World, actor: Actor, *, owner: str, repo: str, build_id: int) -> PagesBuild:
    """https://docs.github.com/rest/pages/pages#get-github-pages-build"""
    return _build(world, world.repository(owner, repo, actor), build_id)


@simulated("page_build.complete", emits=("page_build",))
def complete_build(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    build_id: int | None = None,
    error: str | None = None,
) -> PagesBuild:
    """The build (by default the latest) ends: well, or with `error`.

    Emits page_build. Raises NotFound (404) for an unknown build, ValidationFailed (422) for one that
    has ended.
    https://docs.github.com/webhooks/webhook-events-and-payloads#page_build
    """
    repository = world.repository(owner, repo, actor, "push")
    build = _latest(world, repository) if build_id is None else _build(world, repository, build_id)
    if build.status != "building":
        raise ValidationFailed.of("PagesBuild", "status", "invalid", f"it is {build.status}")
    status = "built" if error is None else "errored"
    taken = int((world.now() - build.created_at).total_seconds() * 1000)
    world.touch(build, status=status, message=error, duration=taken)
    pages = world.find(Pages, repository=repository)
    if pages is not None:
        world.update(pages, status=status)
    world.emit("page_build", id=build.id, build=build, repository=repository, sender=build.pusher)
    return build


def _pages(world: World, repository: Repository) -> Pages:
    pages = world.find(Pages, repository=repository)
    if pages is None:
        raise NotFound()
    return pages


def _latest(world: World, repository: Repository) -> PagesBuild:
    builds = world.all(PagesBuild, repository=repository)
    if not builds:
        raise NotFound()
    return builds[-1]


def _build(world: World, repository: Repository, build_id: int) -> PagesBuild:
    build = world.get(PagesBuild, build_id)
    if build is None or build.repository is not repository:
        raise NotFound()
    return build
