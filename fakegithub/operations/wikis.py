"""The wiki of a repository. It has no REST API: a page is edited in the browser, or pushed with git."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Actor
from fakegithub.model.repositories import Repository
from fakegithub.model.wikis import WikiPage
from fakegithub.operations.operation import simulated
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World


@simulated("wiki.edit", emits=("gollum",))
def edit_wiki(
    world: World, actor: Actor, *, owner: str, repo: str, pages: Mapping[str, str], summary: str | None = None
) -> list[WikiPage]:
    """Write pages, by title, with one commit; `summary` is its message. Returns the pages.

    Emits gollum, once for all of them. Raises NotFound (404) for a repository without a wiki, Forbidden
    (403) without push access.
    https://docs.github.com/webhooks/webhook-events-and-payloads#gollum
    """
    repository = world.repository(owner, repo, actor, "push")
    if not repository.has_wiki:
        raise NotFound()
    existing = {page.page_name for page in world.all(WikiPage, repository=repository)}
    sha = _commit(world, actor, repository, pages, summary)
    written = [_write(world, repository, title, body, sha) for title, body in pages.items()]
    world.emit(
        "gollum",
        pages=[_shown(world, page, summary, page.page_name in existing) for page in written],
        repository=repository,
        sender=actor.user,
    )
    return written


def _commit(
    world: World, actor: Actor, repository: Repository, pages: Mapping[str, str], summary: str | None
) -> str:
    """A wiki is a git repository of its own: its commits stand beside, and no ref of ours leads to them."""
    sha = world.git(repository).commit_files(
        parent=repository.wiki_sha,
        files={f"{_page_name(title)}.md": body for title, body in pages.items()},
        message=summary or f"Updated {', '.join(pages)} (markdown)",
        author=signature_of(world, actor.user),
    )
    world.update(repository, wiki_sha=sha)
    return sha


def _write(world: World, repository: Repository, title: str, body: str, sha: str) -> WikiPage:
    name, now = _page_name(title), world.now()
    page = world.find(WikiPage, repository=repository, page_name=name)
    if page is None:
        return world.add(WikiPage(world.new_id(WikiPage), repository, name, title, body, sha, now, now))
    world.touch(page, title=title, body=body, sha=sha)
    return page


def _page_name(title: str) -> str:
    return title.replace(" ", "-")


def _shown(world: World, page: WikiPage, summary: str | None, existed: bool) -> dict[str, Any]:
    return {
        "page_name": page.page_name,
        "title": page.title,
        "summary": summary,
        "action": "edited" if existed else "created",
        "sha": page.sha,
        "html_url": world.urls.html(page),
    }
