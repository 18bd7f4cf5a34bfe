"""Merging pull requests, and bringing their heads up to date."""

from __future__ import annotations

from typing import Any

from fakegithub import git
from fakegithub.errors import Conflict, MethodNotAllowed, NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.pulls import PullRequest
from fakegithub.operations.issue_events import emit_pull
from fakegithub.operations.issue_state import close_mentioned
from fakegithub.operations.lookup import pull_of
from fakegithub.operations.operation import operation
from fakegithub.operations.protected_branches import (
    ABOUT,
    Update,
    bypasses,
    merge_refusal,
    protection_of,
    push_refusals,
)
from fakegithub.operations.pull_state import mark_merged, refresh
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.operations.signatures import signature_of, web_flow
from fakegithub.world import World

# The setting of a repository that allows a method, and what is said when it does not.
METHOD_REFUSALS = {
    "merge": ("allow_merge_commit", "Merge commits are not allowed on this repository."),
    "squash": ("allow_squash_merge", "Squash merges are not allowed on this repository."),
    "rebase": ("allow_rebase_merge", "Rebase merges are not allowed on this repository."),
}
_MODIFIED = "Head branch was modified. Review and try the merge again."


@operation("pulls/check-if-merged", permissions=("contents=read",), credentials="any")
def check_if_merged(world: World, actor: Actor, *, owner: str, repo: str, pull_number: int) -> None:
    """Raises NotFound (404) when it has not been merged.

    https://docs.github.com/rest/pulls/pulls#check-if-a-pull-request-has-been-merged
    """
    if not pull_of(world, world.repository(owner, repo, actor), pull_number).merged:
        raise NotFound()


@operation("pulls/merge", emits=(*PUSH_EVENTS, "pull_request.closed"), permissions=("contents=write",))
def merge(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    commit_title: str | None = None,
    commit_message: str | None = None,
    sha: str | None = None,
    merge_method: str = "merge",
) -> dict[str, Any]:
    """Merge a pull request: with a merge commit, squashed into one commit, or rebased onto the base.

    Emits push on the base, pull_request.closed, issues.closed for those that its body closes when
    the base is the default branch; with delete_branch_on_merge also push and delete of the head.
    Raises Forbidden (403) without push access, MethodNotAllowed (405) when it cannot be merged,
    Conflict (409) when `sha` is not its head.
    https://docs.github.com/rest/pulls/pulls#merge-a-pull-request
    """
    repository = world.repository(owner, repo, actor, "push")
    pull = pull_of(world, repository, pull_number)
    _require_mergeable(world, actor, pull, sha, merge_method)
    refresh(world, pull)
    merged = _merge(world, actor, pull, merge_method, commit_title, commit_message)
    if merged.sha is None:
        raise MethodNotAllowed("Pull Request is not mergeable")
    # Merged first, so that moving the base finds it so.
    mark_merged(world, actor, pull, merged.sha)
    move_ref(world, actor, repository, f"refs/heads/{pull.base.ref}", merged.sha, refusal=None)
    emit_pull(world, actor, pull, "closed")
    if pull.base.ref == repository.default_branch:
        close_mentioned(world, actor, repository, [pull.issue.body])
    _delete_head(world, actor, pull)
    return {"sha": merged.sha, "merged": True, "message": "Pull Request successfully merged"}


@operation("pulls/update-branch", emits=PUSH_EVENTS, permissions=("contents=write",))
def update_branch(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    pull_number: int,
    expected_head_sha: str | None = None,
) -> dict[str, Any]:
    """Merge the base into the head, at once (GitHub does it a little later).

    Emits push and pull_request.synchronize. Raises Forbidden (403) without push access to the head,
    ValidationFailed (422) when the head is another, has all of the base already, or conflicts, and when
    the head is a protected branch that refuses it.
    https://docs.github.com/rest/pulls/pulls#update-a-pull-request-branch
    """
    pull = pull_of(world, world.repository(owner, repo, actor), pull_number)
    source = pull.head.repository
    if source is None or pull.issue.state == "closed":
        raise ValidationFailed("head ref does not exist")
    if not (pull.maintainer_can_modify and world.can(actor, pull.repository, "push")):
        world.repository(source.owner.login, source.name, actor, "push")
    if expected_head_sha is not None and expected_head_sha != pull.head.sha:
        raise ValidationFailed(
            errors=[
                {
                    "resource": "PullRequest",
                    "code": "custom",
                    "field": "expected_head_sha",
                    "message": "expected head sha didn\u2019t match current head ref.",
                }
            ]
        )
    repository = world.git(pull.repository)
    if repository.is_ancestor(pull.base.sha, pull.head.sha):
        raise ValidationFailed("There are no new commits on the base branch.")
    merged = repository.merge(
        pull.head.sha,
        pull.base.sha,
        message=f"Merge branch '{pull.base.ref}' into {pull.head.ref}",
        author=signature_of(world, actor.user),
        committer=web_flow(world),
    )
    if merged.sha is None:
        raise ValidationFailed("merge conflict between base and head")
    move_ref(world, actor, source, f"refs/heads/{pull.head.ref}", merged.sha)
    return {"message": "Updating pull request branch.", "url": world.urls.api(pull)}


def _require_mergeable(world: World, actor: Actor, pull: PullRequest, sha: str | None, method: str) -> None:
    if pull.issue.state == "closed":
        raise MethodNotAllowed("Pull Request is not mergeable")
    if pull.draft:
        raise MethodNotAllowed("Pull Request is still a draft")
    if sha is not None and sha != pull.head.sha:
        raise Conflict(_MODIFIED)
    allowed, refusal = METHOD_REFUSALS[method]
    if not getattr(pull.repository, allowed):
        raise MethodNotAllowed(refusal)
    protection = protection_of(world, pull.repository, pull.base.ref)
    linear = protection is not None and protection.required_linear_history
    if protection is not None and linear and method == "merge" and not bypasses(world, actor, protection):
        raise MethodNotAllowed(refusal, documentation_url=ABOUT)
    reason = merge_refusal(world, actor, pull)
    if reason is not None:
        raise MethodNotAllowed(reason, documentation_url=ABOUT)


def _merge(
    world: World,
    actor: Actor,
    pull: PullRequest,
    method: str,
    title: str | None,
    message: str | None,
) -> git.MergeResult:
    repository, base, head = world.git(pull.repository), pull.base.sha, pull.head.sha
    committer = web_flow(world)
    if method == "rebase":
        return repository.rebase(base, head, committer=signature_of(world, actor.user))
    if method == "squash":
        text = _text(
            title or _squash_title(world, pull), _squash_message(world, pull) if message is None else message
        )
        author = signature_of(world, pull.issue.user)
        return repository.squash(base, head, message=text, author=author, committer=committer)
    text = merge_text(pull, title, message)
    author = signature_of(world, actor.user)
    return repository.merge(base, head, message=text, author=author, committer=committer)


def merge_text(pull: PullRequest, title: str | None = None, message: str | None = None) -> str:
    """The text of a merge commit, as the repository's settings make it where nothing is given."""
    return _text(title or _merge_title(pull), _merge_message(pull) if message is None else message)


def _text(title: str, message: str | None) -> str:
    return f"{title}\n\n{message}" if message else title


def _merge_title(pull: PullRequest) -> str:
    if pull.repository.merge_commit_title == "PR_TITLE":
        return f"{pull.issue.title} (#{pull.number})"
    owner = pull.head.owner.login if pull.head.owner is not None else "unknown"
    return f"Merge pull request #{pull.number} from {owner}/{pull.head.ref}"


def _merge_message(pull: PullRequest) -> str | None:
    texts = {"PR_TITLE": pull.issue.title, "PR_BODY": pull.issue.body}
    return texts.get(pull.repository.merge_commit_message)


def _commits(world: World, pull: PullRequest) -> list[git.Commit]:
    """The pull request's own commits, oldest first."""
    return list(world.git(pull.repository).log(pull.head.sha, exclude=[pull.base.sha]))[::-1]


def _squash_title(world: World, pull: PullRequest) -> str:
    commits = _commits(world, pull)
    title = pull.issue.title
    if pull.repository.squash_merge_commit_title == "COMMIT_OR_PR_TITLE" and len(commits) == 1:
        title = commits[0].message.partition("\n")[0]
    return f"{title} (#{pull.number})"


def _squash_message(world: World, pull: PullRequest) -> str | None:
    kind = pull.repository.squash_merge_commit_message
    if kind != "COMMIT_MESSAGES":
        return pull.issue.body if kind == "PR_BODY" else None
    commits = _commits(world, pull)
    if len(commits) == 1:
        return commits[0].message.partition("\n")[2].strip()
    return "\n\n".join(f"* {commit.message.strip()}" for commit in commits)


def _delete_head(world: World, actor: Actor, pull: PullRequest) -> None:
    source, branch = pull.head.repository, pull.head.ref
    if not pull.repository.delete_branch_on_merge or source is not pull.repository:
        return
    before = world.git(source).ref(f"refs/heads/{branch}")
    if before is None or branch == source.default_branch:
        return
    # A protected head stays, in silence.
    if not push_refusals(world, actor, Update(source, branch, before, None)):
        move_ref(world, actor, source, f"refs/heads/{branch}", None)
