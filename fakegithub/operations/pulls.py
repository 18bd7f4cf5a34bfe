"""Pull requests as they are: lists, files, commits."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Commit, FileChange
from fakegithub.model.pulls import PullRequest
from fakegithub.operations.gitdata import commit_value, file_changes
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import operation
from fakegithub.operations.pull_state import refresh_mergeable_state
from fakegithub.world import World

PULL_READ = ("pull_requests=read",)
# https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request and …#list-pull-requests-files
_COMMIT_LIMIT = 250
_FILE_LIMIT = 3000
_SORT_KEYS: dict[str, Callable[[PullRequest], Any]] = {
    "created": lambda pull: pull.issue.created_at,
    "updated": lambda pull: pull.issue.updated_at,
    "popularity": lambda pull: pull.issue.comments,
    "long-running": lambda pull: pull.issue.created_at,
}


@operation("pulls/list", permissions=PULL_READ, credentials="any")
def list_pulls(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    state: str = "open",
    head: str | None = None,
    base: str | None = None,
    sort: str = "created",
    direction: str | None = None,
) -> list[PullRequest]:
    """Pull requests of a repository; `head` is `owner:branch`, and GitHub ignores one without the owner.

    The newest come first, unless another `sort` or `direction` is asked for.
    https://docs.github.com/rest/pulls/pulls#list-pull-requests
    """
    repository = world.repository(owner, repo, actor)
    wanted = head.casefold() if head is not None and ":" in head else None
    found = [
        pull
        for pull in world.all(PullRequest, repository=repository)
        if state in ("all", pull.issue.state)
        and (wanted is None or pull.head.label.casefold() == wanted)
        and (base is None or pull.base.ref == base)
    ]
    down = direction == "desc" or (direction is None and sort == "created")
    found.sort(key=lambda pull: (_SORT_KEYS[sort](pull), pull.number), reverse=down)
    return found


@operation("pulls/get", permissions=PULL_READ, credentials="any")
def get(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> PullRequest:
    """The pull request; asking for it makes GitHub judge anew whether it can be merged.

    https://docs.github.com/rest/pulls/pulls#get-a-pull-request
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    refresh_mergeable_state(world, pull)
    return pull


@operation("pulls/list-commits", permissions=PULL_READ, credentials="any")
def list_commits(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> list[Commit]:
    """Oldest first, 250 at most.

    https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    log = list(world.git(pull.repository).log(pull.head.sha, exclude=[pull.base.sha]))
    return [
        commit_value(world, pull.repository, commit.sha) for commit in islice(reversed(log), _COMMIT_LIMIT)
    ]


@operation("pulls/list-files", permissions=PULL_READ, credentials="any")
def list_files(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> list[FileChange]:
    """What the head changed since it left the base, by name, 3,000 files at most.

    https://docs.github.com/rest/pulls/pulls#list-pull-requests-files
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    repository, head = world.git(pull.repository), pull.head.sha
    start = repository.merge_base(pull.base.sha, head)
    return list(file_changes(pull.repository, repository.diff(start, head)[:_FILE_LIMIT], start, head))
