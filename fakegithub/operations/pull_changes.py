"""Opening and changing pull requests."""

from __future__ import annotations

from typing import Any

from fakegithub.errors import Forbidden, ValidationFailed
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, given
from fakegithub.model.issues import Issue
from fakegithub.model.pulls import PullRequest, PullRequestEnd
from fakegithub.model.repositories import Repository
from fakegithub.operations.auto_merge_state import AUTO_MERGE_STOPPED, stop_auto_merge
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.issue_state import close_issue
from fakegithub.operations.issues import add_issue, edit_issue
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.operations.pull_ends import end_of, existing_pull, reopen
from fakegithub.operations.pull_state import BASE_MODIFIED, refresh, refresh_mergeable_state, retarget
from fakegithub.world import World

PULL_WRITE = ("pull_requests=write",)


@operation("pulls/create", emits=("pull_request.opened",), permissions=PULL_WRITE)
def create(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    head: str,
    base: str,
    title: str | None = None,
    head_repo: str | None = None,
    body: str | None = None,
    maintainer_can_modify: bool | None = None,
    draft: bool = False,
    issue: int | None = None,
) -> Result:
    """Open a pull request; `head` is a branch here or, of a fork, `owner:branch`. With `issue` an
    issue becomes the pull request, with its title and body.

    Emits pull_request.opened. Raises ValidationFailed (422) for an unknown head or base, when there
    is nothing to merge, when there is such a pull request already, without a title.
    https://docs.github.com/rest/pulls/pulls#create-a-pull-request
    """
    repository = world.repository(owner, repo, actor)
    source, target = _ends(_head(world, actor, repository, head, head_repo), end_of(world, repository, base))
    _require_commits(world, repository, source, target)
    _require_new(world, repository, source, target)
    if issue is None and not (title or "").strip():
        raise ValidationFailed.of("PullRequest", "title", "missing_field")
    record = (
        add_issue(world, actor, repository, str(title), body)
        if issue is None
        else _issue(world, repository, issue)
    )
    across = source.repository is not repository
    pull = world.add(
        PullRequest(
            world.new_id(PullRequest),
            record,
            source,
            target,
            draft=draft,
            # Only the owner of a fork can let others in, and does so unless told otherwise.
            maintainer_can_modify=across and maintainer_can_modify is not False,
        )
    )
    world.update(record, pull=pull)
    refresh(world, pull)
    emit_pull(world, actor, pull, "opened")
    return Result(pull, location=world.urls.api(pull))


@operation(
    "pulls/update",
    emits=("pull_request.edited", "pull_request.closed", "pull_request.reopened", AUTO_MERGE_STOPPED),
    permissions=PULL_WRITE,
)
def update(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    title: Any = UNSET,
    body: Any = UNSET,
    state: Any = UNSET,
    base: Any = UNSET,
    maintainer_can_modify: Any = UNSET,
) -> PullRequest:
    """Change a pull request; its author may, and who can push.

    Emits pull_request.edited with what changed, pull_request.closed, pull_request.reopened; closing or
    another base also ends auto-merge, with pull_request.auto_merge_disabled. Raises Forbidden (403) for
    somebody else's, ValidationFailed (422) for an unknown base, a blank title, or a state that it cannot
    have.
    https://docs.github.com/rest/pulls/pulls#update-a-pull-request
    """
    pull = _pull_to_change(world, actor, owner, repo, pull_number)
    changes: dict[str, Any] = {}
    if base is not UNSET and base != pull.base.ref:
        changes = _rebase_on(world, pull, base)
    edit_issue(world, actor, pull.issue, given(title=title, body=body), **changes)
    if changes:
        stop_auto_merge(world, actor, pull, BASE_MODIFIED)
    world.update(pull, **given(maintainer_can_modify=maintainer_can_modify))
    if state == "closed" and pull.issue.state == "open":
        close_issue(world, actor, pull.issue)
    elif state == "open" and pull.issue.state == "closed":
        reopen(world, actor, pull)
    return pull


@simulated("pull_request.ready_for_review", emits=("pull_request.ready_for_review",))
def ready_for_review(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> PullRequest:
    """What GraphQL's markPullRequestReadyForReview does; REST has no way. Emits that.

    Raises Forbidden (403) for somebody else's pull request.
    """
    return _set_draft(world, actor, owner, repo, pull_number, False, "ready_for_review")


@simulated("pull_request.convert_to_draft", emits=("pull_request.converted_to_draft", AUTO_MERGE_STOPPED))
def convert_to_draft(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> PullRequest:
    """What GraphQL's convertPullRequestToDraft does; REST has no way. Ends auto-merge.

    Emits pull_request.converted_to_draft, pull_request.auto_merge_disabled.
    Raises Forbidden (403) for somebody else's pull request.
    """
    pull = _set_draft(world, actor, owner, repo, pull_number, True, "converted_to_draft")
    stop_auto_merge(world, actor, pull, "Pull request was converted to draft")
    return pull


def _pull_to_change(world: World, actor: Actor, owner: str, repo: str, number: int) -> PullRequest:
    pull = pull_of(world, world.repository(owner, repo, actor), number)
    if actor.user is not pull.issue.user and not world.can(actor, pull.repository, "push"):
        raise Forbidden("Must have push access to repository")
    return pull


def _set_draft(
    world: World, actor: Actor, owner: str, repo: str, number: int, draft: bool, action: str
) -> PullRequest:
    pull = _pull_to_change(world, actor, owner, repo, number)
    if pull.draft is not draft:
        world.update(pull, draft=draft)
        world.touch(pull.issue)
        refresh_mergeable_state(world, pull)
        emit_pull(world, actor, pull, action)
    return pull


def _head(
    world: World, actor: Actor, repository: Repository, head: str, head_repo: str | None
) -> PullRequestEnd | None:
    login, colon, branch = head.rpartition(":")
    owner = world.find(Account, login_key=login.casefold()) if colon else repository.owner
    if owner is None:
        return None
    # The base repository itself stands for its owner's branches, unless another one is named.
    candidates = (
        [repository] if owner is repository.owner and not head_repo else world.all(Repository, owner=owner)
    )
    for candidate in candidates:
        related = (candidate.source or candidate) is (repository.source or repository)
        named = not head_repo or candidate.name_key == head_repo.rpartition("/")[2].casefold()
        if related and named and world.can(actor, candidate):
            return end_of(world, candidate, branch)
    return None


def _ends(
    source: PullRequestEnd | None, target: PullRequestEnd | None
) -> tuple[PullRequestEnd, PullRequestEnd]:
    """Both, when both are there; GitHub names all that are not."""
    if source is not None and target is not None:
        return source, target
    ends = {"base": target, "head": source}
    raise ValidationFailed(
        errors=[
            {"resource": "PullRequest", "field": field, "code": "invalid"}
            for field, end in ends.items()
            if end is None
        ]
    )


def _require_commits(
    world: World, repository: Repository, source: PullRequestEnd, target: PullRequestEnd
) -> None:
    across = source.repository is not repository
    base, head = (target.label, source.label) if across else (target.ref, source.ref)
    objects = world.git(repository)
    if objects.merge_base(target.sha, source.sha) is None:
        raise _refusal(f"The {head} branch has no history in common with {base}")
    if objects.is_ancestor(source.sha, target.sha):
        raise _refusal(f"No commits between {base} and {head}")


def _require_new(
    world: World, repository: Repository, source: PullRequestEnd, target: PullRequestEnd
) -> None:
    if existing_pull(world, repository, source, target) is not None:
        raise _refusal(f"A pull request already exists for {source.label}.")


def _issue(world: World, repository: Repository, number: int) -> Issue:
    issue = world.find(Issue, repository=repository, number=number)
    if issue is None or issue.pull is not None:
        raise ValidationFailed.of("PullRequest", "issue", "invalid")
    return issue


def _rebase_on(world: World, pull: PullRequest, branch: str) -> dict[str, Any]:
    target = end_of(world, pull.repository, branch)
    if target is None:
        raise ValidationFailed.of(
            "PullRequest", "base", "invalid", f"Proposed base branch '{branch}' was not found"
        )
    _require_commits(world, pull.repository, pull.head, target)
    _require_new(world, pull.repository, pull.head, target)
    return retarget(world, pull, branch)


def _refusal(message: str) -> ValidationFailed:
    return ValidationFailed.of("PullRequest", None, "custom", message)
