"""Finding things by what a URL says, with GitHub's own errors when they are not there."""

from __future__ import annotations

from fakegithub.errors import Gone, NotFound
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.world import World


def issue_of(world: World, repository: Repository, number: int) -> Issue:
    """The issue or pull request. Raises NotFound (404); Gone (410) when issues are disabled."""
    issue = world.find(Issue, repository=repository, number=number)
    if issue is None or (issue.pull is None and not repository.has_issues):
        if not repository.has_issues:
            raise Gone("Issues are disabled for this repo")
        raise NotFound()
    return issue


def pull_of(world: World, repository: Repository, number: int) -> PullRequest:
    """The pull request. Raises NotFound (404)."""
    pull = world.find(PullRequest, repository=repository, number=number)
    if pull is None:
        raise NotFound()
    return pull
