"""The verbs of steps: those written for scenarios, and every operation by its name."""

from __future__ import annotations

from functools import partial

from fakegithub.operations.operation import OPERATIONS
from fakegithub.scenarios.steps import (
    verbs_checks,
    verbs_git,
    verbs_hooks,
    verbs_issues,
    verbs_pulls,
    verbs_repositories,
)
from fakegithub.scenarios.steps.performing import perform
from fakegithub.scenarios.steps.verbs_issues import Verb

VERBS: dict[str, Verb] = {
    **verbs_pulls.VERBS,
    **verbs_issues.VERBS,
    **verbs_git.VERBS,
    **verbs_checks.VERBS,
    **verbs_repositories.VERBS,
    **verbs_hooks.VERBS,
}


def find_verb(name: str) -> Verb:
    """What `name` does: a verb of its own, or else the operation that is called so. Raises KeyError."""
    return VERBS[name] if name in VERBS else partial(perform, OPERATIONS[name].id)
