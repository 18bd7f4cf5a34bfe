"""Finding discussions and their parts, who may change them, and telling of it.

REST has no discussions: GitHub's web pages and GraphQL do what these operations do.
https://docs.github.com/graphql/guides/using-the-graphql-api-for-discussions
"""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, Gone, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.discussions import Discussion, DiscussionCategory, DiscussionComment
from fakegithub.model.repositories import Repository
from fakegithub.world import World

# What a repository gets when discussions are enabled: slug, name, emoji, description, whether an answer
# can be marked. https://docs.github.com/discussions/managing-discussions-for-your-community/managing-categories-for-discussions
_DEFAULT_CATEGORIES = (
    ("announcements", "Announcements", ":mega:", "Updates from maintainers", False),
    ("general", "General", ":speech_balloon:", "Chat about anything and everything here", False),
    ("ideas", "Ideas", ":bulb:", "Share ideas for new features", False),
    ("polls", "Polls", ":ballot_box:", "Take a vote from the community", False),
    ("q-a", "Q&A", ":pray:", "Ask the community for help", True),
    ("show-and-tell", "Show and tell", ":raised_hands:", "Show off something you've made", False),
)


def repository_with_discussions(world: World, actor: Actor, owner: str, repo: str) -> Repository:
    """Raises NotFound (404), Gone (410) when discussions are disabled."""
    repository = world.repository(owner, repo, actor)
    if not repository.has_discussions:
        raise Gone("Discussions are disabled for this repo")
    return repository


def category_of(world: World, repository: Repository, name: str) -> DiscussionCategory:
    """The category, by its slug or its name; the usual ones are made when they are first asked for.

    Raises ValidationFailed (422) for one that is not there.
    """
    if not world.all(DiscussionCategory, repository=repository):
        now = world.now()
        for slug, title, emoji, description, is_answerable in _DEFAULT_CATEGORIES:
            world.add(
                DiscussionCategory(
                    world.new_id(DiscussionCategory),
                    repository,
                    slug,
                    title,
                    emoji,
                    description,
                    now,
                    now,
                    is_answerable,
                )
            )
    wanted = name.casefold()
    for category in world.all(DiscussionCategory, repository=repository):
        if wanted in (category.slug, category.name.casefold()):
            return category
    raise ValidationFailed.of("Discussion", "category", "invalid", f"There is no category {name}")


def discussion_of(world: World, actor: Actor, owner: str, repo: str, number: int) -> Discussion:
    """Raises NotFound (404), Gone (410) when discussions are disabled."""
    repository = repository_with_discussions(world, actor, owner, repo)
    found = world.find(Discussion, repository=repository, number=number)
    if found is None:
        raise NotFound()
    return found


def discussion_to_triage(world: World, actor: Actor, owner: str, repo: str, number: int) -> Discussion:
    """Raises as `discussion_of`, and Forbidden (403)."""
    found = discussion_of(world, actor, owner, repo, number)
    require_triage(world, actor, found.repository)
    return found


def discussion_to_edit(world: World, actor: Actor, owner: str, repo: str, number: int) -> Discussion:
    """The discussion, for its author as well. Raises as `discussion_to_triage`."""
    found = discussion_of(world, actor, owner, repo, number)
    if actor.user is not found.user:
        require_triage(world, actor, found.repository)
    return found


def require_triage(world: World, actor: Actor, repository: Repository) -> None:
    """Raises Forbidden (403)."""
    if not world.can(actor, repository, "triage"):
        raise Forbidden("Must have triage access to repository")


def comment_of(world: World, actor: Actor, owner: str, repo: str, comment_id: int) -> DiscussionComment:
    """Raises NotFound (404), Gone (410) when discussions are disabled."""
    repository = repository_with_discussions(world, actor, owner, repo)
    found = world.get(DiscussionComment, comment_id)
    if found is None or found.repository is not repository:
        raise NotFound()
    return found


def emit(world: World, actor: Actor, discussion: Discussion, action: str, **subjects: Any) -> None:
    """Emits discussion.ACTION."""
    world.emit(
        f"discussion.{action}",
        discussion=discussion,
        **subjects,
        repository=discussion.repository,
        sender=actor.user,
    )
