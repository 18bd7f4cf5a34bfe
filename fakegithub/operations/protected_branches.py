"""What a protected branch refuses, to pushes and to merges: the one place that judges by its protection.

Two kinds of rules: those that administrators pass unless `enforce_admins`, and those that hold for
everyone (force pushes, deletions). The texts are GitHub's; where they were seen stands beside them.
https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from fakegithub.model.accounts import Actor
from fakegithub.model.checks import CheckRun, CommitStatus
from fakegithub.model.protections import Actors, BranchProtection
from fakegithub.model.pulls import PullRequest, Review
from fakegithub.model.repositories import Repository
from fakegithub.world import World

# What the answers name as their documentation; seen with the host of that time on
# https://github.com/PennyDreadfulMTG/Penny-Dreadful-Tools/issues/6226
ABOUT = "https://docs.github.com/articles/about-protected-branches"
PASSED = frozenset({"success", "neutral", "skipped"})
# Why a required status check does not pass, by its state; whatever else there is, is failing.
_UNMET = {"expected": "expected", "pending": "pending"}
# https://github.com/foundry-rs/block-explorers/pull/110
_NEEDS_PULL = "Changes must be made through a pull request."
# https://github.com/dependabot/dependabot-core/blob/main/common/lib/dependabot/pull_request_updater/github.rb
_MERGE_COMMITS = "This branch must not contain merge commits."
# https://github.com/opensearch-project/opensearch-py/issues/670
_FORCED = "Cannot force-push to this branch"
# https://github.com/OSGeo/grass/issues/1286
_DELETED = "Cannot delete this protected branch"
# Seen in what git push prints; no page of GitHub's has it.
_LOCKED = "Cannot change this locked branch"
# https://github.com/az-digital/arizona-bootstrap/issues/1524
_UNAUTHORIZED = (
    "You're not authorized to push to this branch. Visit https://docs.github.com/repositories/"
    "configuring-branches-and-merges-in-your-repository/managing-protected-branches/"
    "about-protected-branches for more information."
)


@dataclass(frozen=True, slots=True)
class Update:
    """A branch is to go from `before` to `after`; None stands for "no such branch"."""

    repository: Repository
    branch: str
    before: str | None
    after: str | None
    forced: bool = False  # it would lose commits


def protection_of(world: World, repository: Repository, branch: str) -> BranchProtection | None:
    """The protection whose pattern the branch has; the exact name goes before a wildcard.

    None as well while the repository's protections are switched off.
    """
    if not repository.protections_enabled:
        return None
    found = [p for p in world.all(BranchProtection, repository=repository) if fnmatchcase(branch, p.pattern)]
    return min(found, key=lambda p: (p.pattern != branch, p.id), default=None)


def push_refusals(world: World, actor: Actor, update: Update) -> list[str]:
    """Why the protection of a branch refuses to have it moved, created or deleted; empty if it does not."""
    protection = protection_of(world, update.repository, update.branch)
    if protection is None:
        return []
    authorized = _may_push(world, actor, protection)
    if update.before is None:
        # No text of GitHub's for this case is published; it is the one for pushes.
        return [_UNAUTHORIZED] if protection.block_creations and not authorized else []
    reasons = []
    subject = not bypasses(world, actor, protection)
    if update.after is None:
        reasons += [] if protection.allow_deletions else [_DELETED]
    elif subject:
        reasons += _content_refusals(world, actor, protection, update, update.before, update.after)
    if update.forced and not protection.allow_force_pushes:
        reasons.append(_FORCED)
    if subject and protection.lock_branch:
        reasons.append(_LOCKED)
    return reasons if authorized else [*reasons, _UNAUTHORIZED]


def merge_refusal(world: World, actor: Actor, pull: PullRequest) -> str | None:
    """Why this actor cannot merge the pull request into its protected base; None if nothing is against it."""
    protection = protection_of(world, pull.repository, pull.base.ref)
    if protection is None:
        return None
    reasons: list[str] = []
    if not bypasses(world, actor, protection):
        excused = _is_among(actor, protection.bypass_allowances)
        reasons += _pull_refusals(world, pull, protection, without_reviews=excused)
    if not _may_push(world, actor, protection):
        reasons.append(_UNAUTHORIZED)
    return " ".join(reasons) or None


def obstacle(world: World, pull: PullRequest) -> str | None:
    """Why the protection of the base branch forbids the merge to those whom it holds back, in GitHub's
    words; None if it does not."""
    protection = protection_of(world, pull.repository, pull.base.ref)
    return " ".join(_pull_refusals(world, pull, protection)) or None if protection is not None else None


def bypasses(world: World, actor: Actor, protection: BranchProtection) -> bool:
    """Administrators are not held back, unless the protection says so. An app is no administrator."""
    person = actor.installation is None
    return person and not protection.enforce_admins and world.can(actor, protection.repository, "admin")


def states_of(world: World, repository: Repository, sha: str) -> dict[str, str]:
    """The latest state of each context at a commit: of commit statuses, and of check runs by name."""
    statuses = world.all(CommitStatus, repository=repository, sha=sha)
    runs = world.all(CheckRun, repository=repository, head_sha=sha)
    return {status.context_key: status.state for status in statuses} | {
        run.name.casefold(): run.conclusion or "pending" for run in runs
    }


def _content_refusals(
    world: World, actor: Actor, protection: BranchProtection, update: Update, before: str, after: str
) -> Iterable[str]:
    """What is missing to the commits that would arrive."""
    git = world.git(update.repository)
    after = git.objects.peel(after)
    pull = _carried_pull(world, update, before, after)
    if protection.requires_reviews and not _is_among(actor, protection.bypass_allowances):
        refusal = _missing_reviews(world, pull, protection) if pull is not None else _NEEDS_PULL
        if refusal is not None:
            yield refusal
    # An up-to-date pull request that passes its checks can be merged locally and pushed, with no checks on
    # the merge commit: https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
    judged = [after]
    if pull is not None and git.commit(after).tree_sha == git.commit(pull.head.sha).tree_sha:
        judged.append(pull.head.sha)
    unmet = [_unmet_checks(world, update.repository, sha, protection) for sha in judged]
    if unmet[0] is not None and None not in unmet:
        yield unmet[0]
    arrived = git.log(after, exclude=[before]) if protection.required_linear_history else ()
    if any(len(commit.parents) > 1 for commit in arrived):
        yield _MERGE_COMMITS


def _carried_pull(world: World, update: Update, before: str, after: str) -> PullRequest | None:
    """The open pull request that is merged by the push: its head itself arrives, or a merge of it."""
    parents = world.git(update.repository).commit(after).parents
    for pull in world.all(PullRequest, base_key=(update.repository.id, update.branch)):
        head = pull.head.sha
        if pull.issue.state == "open" and (after == head or parents == (before, head)):
            return pull
    return None


def _pull_refusals(
    world: World, pull: PullRequest, protection: BranchProtection, *, without_reviews: bool = False
) -> list[str]:
    reasons = [
        None if without_reviews else _missing_reviews(world, pull, protection),
        _unmet_checks(world, pull.repository, pull.head.sha, protection),
        _LOCKED if protection.lock_branch else None,
    ]
    return [reason for reason in reasons if reason is not None]


def _missing_reviews(world: World, pull: PullRequest, protection: BranchProtection) -> str | None:
    needed = protection.required_approving_review_count
    opinions = _opinions(world, pull)
    if needed and "CHANGES_REQUESTED" in opinions:
        return "Changes have been requested."
    if opinions.count("APPROVED") < needed:
        reviews = "review is" if needed == 1 else "reviews are"
        return f"At least {needed} approving {reviews} required by reviewers with write access."
    return None


def _opinions(world: World, pull: PullRequest) -> list[str]:
    """The latest approval or refusal of each reviewer who has write access."""
    latest = {
        review.user: review.state
        for review in world.all(Review, pull_request=pull)
        if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
        and world.can(Actor(review.user), pull.repository, "push")
    }
    return list(latest.values())


def _unmet_checks(world: World, repository: Repository, sha: str, protection: BranchProtection) -> str | None:
    states = states_of(world, repository, sha)
    unmet = {
        context: _UNMET.get(state, "failing")
        for context in protection.required_contexts
        if (state := states.get(context.casefold(), "expected")) not in PASSED
    }
    if not unmet:
        return None
    reasons = Counter(unmet.values())
    if len(unmet) == 1:
        return f'Required status check "{next(iter(unmet))}" is {next(iter(reasons))}.'
    checks = f"{len(unmet)} of {len(protection.required_contexts)} required status checks"
    if len(reasons) == 1:
        return f"{checks} are {next(iter(reasons))}."
    return f"{checks} have not succeeded: {', '.join(f'{n} {reason}' for reason, n in reasons.items())}."


def _may_push(world: World, actor: Actor, protection: BranchProtection) -> bool:
    """Whether `restrictions` let the actor push; administrators, people and apps, always may."""
    if protection.restrictions is None:
        return True
    token = actor.token
    if actor.installation is not None:
        granted = (token.permissions if token is not None else None) or actor.installation.permissions
        administers = granted.get("administration") == "write"
    else:
        administers = world.can(actor, protection.repository, "admin")
    return administers or _is_among(actor, protection.restrictions)


def _is_among(actor: Actor, actors: Actors | None) -> bool:
    if actors is None:
        return False
    user = actor.user
    return (
        user in actors.users
        or any(user.id in team.members for team in actors.teams)
        or any(user.app_id == app.id or user is app.bot for app in actors.apps)
    )
