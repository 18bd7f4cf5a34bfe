"""Operations on issues, pull requests and discussions by name, in the repositories of world_helpers."""

from __future__ import annotations

from typing import Any

from pull_helpers import path
from world_helpers import Seeded, answer, value_of

from fakegithub.model.accounts import Actor
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import OPERATIONS
from fakegithub.spec import document


def act(
    seeded: Seeded,
    operation: str,
    *,
    actor: Actor | None = None,
    repository: Repository | None = None,
    **parameters: Any,
) -> Any:
    """What the operation returns, as octocat in octocat/hello-world unless told otherwise.

    What it answers is made, and checked, where the product's document has the operation.
    """
    place = path(repository or seeded.repository)
    result = OPERATIONS[operation].function(seeded.world, actor or seeded.actor, **place, **parameters)
    if operation in document(seeded.world.product.document).operations:
        answer(seeded.world, operation, result)
    return value_of(result)


def in_org(seeded: Seeded, operation: str, *, actor: Actor | None = None, **parameters: Any) -> Any:
    """The same of an operation on octo-org, which octocat administers."""
    result = OPERATIONS[operation].function(
        seeded.world, actor or seeded.actor, org=seeded.org.login, **parameters
    )
    if operation in document(seeded.world.product.document).operations:
        answer(seeded.world, operation, result)
    return value_of(result)
