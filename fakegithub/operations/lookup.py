"""Finding things by what a URL says, with GitHub's own errors when they are not there."""

from __future__ import annotations

from fakegithub.errors import Gone, MovedPermanently, NotFound
from fakegithub.model.issues import FormerIssue, Issue
from fakegithub.model.pulls import PullRequest
from fakegithub.model.repositories import Repository
from fakegithub.world import World


def issue_of(world: World, repository: Repository, number: int) -> Issue:
    """The issue or pull request.

    Raises NotFound (404), Gone (410) for a deleted one and when issues are disabled, MovedPermanently
    (301) for one that was transferred.
    """
    issue = world.find(Issue, repository=repository, number=number)
    if issue is None or (issue.pull is None and not repository.has_issues):
        if not repository.has_issues:
            raise Gone("Issues are disabled for this repo")
        _require_never_there(world, repository, number)
        raise NotFound()
    return issue


def _require_never_there(world: World, repository: Repository, number: int) -> None:
    former = world.find(FormerIssue, repository=repository, number=number)
    while former is not None:
        issue = former.transferred_to
        if issue is None:
            raise Gone("This issue was deleted")
        # It may have been transferred once more.
        former = world.find(FormerIssue, repository=issue.repository, number=issue.number)
        if former is None:
            raise MovedPermanently(world.urls.api(issue))


def pull_of(world: World, repository: Repository, number: int) -> PullRequest:
    """The pull request. Raises NotFound (404)."""
    pull = world.find(PullRequest, repository=repository, number=number)
    if pull is None:
        raise NotFound()
    return pull
