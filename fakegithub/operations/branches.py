"""Branches and tags, as a repository shows them."""

from __future__ import annotations

from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Branch, Tag
from fakegithub.operations.gitdata import TAGS, branch_names, branch_value
from fakegithub.operations.operation import operation
from fakegithub.world import World

_READ = ("contents=read",)


@operation("repos/list-branches", permissions=_READ, credentials="any")
def list_branches(
    world: World, actor: Actor, *, owner: str, repo: str, protected: bool | None = None
) -> list[Branch]:
    """All branches, or with `protected` only those that are (True) or are not (False).

    https://docs.github.com/rest/branches/branches#list-branches
    """
    repository = world.repository(owner, repo, actor)
    branches = [branch_value(world, repository, name) for name in branch_names(world, repository)]
    return [branch for branch in branches if protected is None or branch.protected is protected]


@operation("repos/get-branch", permissions=_READ, credentials="any")
def get_branch(world: World, actor: Actor, *, owner: str, repo: str, branch: str) -> Branch:
    """Raises NotFound (404) with `Branch not found`.

    https://docs.github.com/rest/branches/branches#get-a-branch
    """
    return branch_value(world, world.repository(owner, repo, actor), branch)


@operation("repos/list-tags", permissions=("metadata=read",), credentials="any")
def list_tags(world: World, actor: Actor, *, owner: str, repo: str) -> list[Tag]:
    """The newest name first, as GitHub sorts them.

    https://docs.github.com/rest/repos/repos#list-repository-tags
    """
    repository = world.repository(owner, repo, actor)
    repo_git = world.git(repository)
    return [
        Tag(repository, ref.removeprefix(TAGS), repo_git.objects.peel(repo_git.refs[ref]))
        for ref in sorted(repo_git.refs, reverse=True)
        if ref.startswith(TAGS)
    ]
