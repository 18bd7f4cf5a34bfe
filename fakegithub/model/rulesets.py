"""Rulesets of a repository: rules for the refs whose names fit their conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from fakegithub.model.entity import Entity
from fakegithub.model.repositories import Repository

HEADS = "refs/heads/"


@dataclass(eq=False, slots=True)
class Ruleset(Entity):
    """`rules`, `conditions` and `bypass_actors` are as they were given, in the words of the document."""

    keys: ClassVar = (("repository",), ("repository", "name"))

    id: int
    repository: Repository
    name: str
    enforcement: str  # disabled, active, evaluate
    created_at: datetime
    updated_at: datetime
    target: str = "branch"
    bypass_actors: tuple[dict[str, Any], ...] = ()
    conditions: dict[str, Any] | None = None
    rules: tuple[dict[str, Any], ...] = ()

    def applies_to(self, branch: str) -> bool:
        """Whether it rules over the branch. Without a condition it rules over none."""
        names = (self.conditions or {}).get("ref_name", {})
        default = branch == self.repository.default_branch
        return (
            self.enforcement == "active"
            and self.target == "branch"
            and any(_fits(branch, default, pattern) for pattern in names.get("include", ()))
            and not any(_fits(branch, default, pattern) for pattern in names.get("exclude", ()))
        )


@dataclass(frozen=True, slots=True)
class BranchRule:
    """One rule as it stands over a branch, with the ruleset that it comes from."""

    ruleset: Ruleset
    type: str
    parameters: dict[str, Any] | None = None


def _fits(branch: str, default: bool, pattern: str) -> bool:
    if pattern in ("~ALL", "~DEFAULT_BRANCH"):
        return pattern == "~ALL" or default
    return fnmatchcase(HEADS + branch, pattern)
