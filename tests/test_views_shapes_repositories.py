"""Every operation on releases, forks, stars, keys, protections, rulesets and custom properties answers in
the shape of every document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from test_views_shapes import HERE, ORG, after, run
from world_helpers import PRODUCTS, Seeded, answer, seeded, value_of

from fakegithub.operations.operation import OPERATIONS

Call = Callable[[Seeded], Any]
MAIN = {**HERE, "branch": "main"}
WIDGETS = {"owner": "octo-org", "repo": "widgets"}
# An Ed25519 key in the form of OpenSSH.
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBWLGHhWNSHtYqXJCxgUfWFXwsyxjeZIZFpDuBd4xhHb deploy@example.com"
REVIEWS = {"dismiss_stale_reviews": True, "required_approving_review_count": 2}
CHECKS = {
    "strict": True,
    "contexts": [],
    "checks": [{"context": "ci/build", "app_id": 7}, {"context": "lint"}],
}
RULES = [
    {"type": "deletion"},
    {"type": "pull_request", "parameters": {
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": True,
        "require_last_push_approval": False,
        "required_approving_review_count": 1,
        "required_review_thread_resolution": False,
    }},
]  # fmt: skip
RULESET = {
    "name": "main",
    "enforcement": "active",
    "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
    "rules": RULES,
    "bypass_actors": [{"actor_id": 1, "actor_type": "Team", "bypass_mode": "always"}],
}


def with_release(there: Seeded, **fields: Any) -> Any:
    return value_of(
        run(there, "repos/create-release", **HERE, tag_name="v1", name="One", body="It", **fields)
    )


def with_asset(there: Seeded) -> Any:
    release = with_release(there)
    made = run(there, "repos/upload-release-asset", **HERE, release_id=release.id, name="a.zip", data=b"PK")
    return value_of(made)


def with_fork(there: Seeded) -> Any:
    forked = OPERATIONS["repos/create-fork"].function(there.world, there.stranger, **HERE)
    return value_of(forked)


def with_star(there: Seeded) -> None:
    run(there, "activity/star-repo-for-authenticated-user", **HERE)


def with_subscription(there: Seeded) -> None:
    run(there, "activity/set-repo-subscription", **HERE)


def with_key(there: Seeded) -> Any:
    return value_of(run(there, "repos/create-deploy-key", **HERE, key=KEY))


def with_protection(there: Seeded) -> Any:
    return run(
        there,
        "repos/update-branch-protection",
        **MAIN,
        required_status_checks=CHECKS,
        enforce_admins=True,
        required_pull_request_reviews=REVIEWS,
        restrictions=None,
    )


def with_restrictions(there: Seeded) -> Any:
    actors = {"users": ["monalisa"], "teams": ["core"], "apps": ["ci-bot"]}
    people = {"dismissal_restrictions": actors, "bypass_pull_request_allowances": actors}
    return run(
        there,
        "repos/update-branch-protection",
        **WIDGETS,
        branch="main",
        required_status_checks=None,
        enforce_admins=None,
        required_pull_request_reviews={**REVIEWS, **people},
        restrictions=actors,
    )


def with_ruleset(there: Seeded) -> Any:
    return value_of(run(there, "repos/create-repo-ruleset", **HERE, **RULESET))


def with_property(there: Seeded, **fields: Any) -> Any:
    return run(
        there,
        "orgs/custom-properties-for-repos-create-or-update-organization-definition",
        **ORG,
        custom_property_name="team",
        value_type="single_select",
        allowed_values=["core", "docs"],
        required=True,
        default_value="core",
        **fields,
    )


def of_protection(operation_id: str, **parameters: Any) -> Call:
    return after(with_protection, operation_id, **MAIN, **parameters)


def of(make: Callable[[Seeded], Any], operation_id: str, parameter: str, **parameters: Any) -> Call:
    """The operation on what `make` made, named by its id."""
    return lambda s: run(s, operation_id, **HERE, **{parameter: make(s).id}, **parameters)


_PROPERTIES = "custom-properties-for-repos"
CALLS: dict[str, Call] = {
    "repos/create-release": lambda s: run(s, "repos/create-release", **HERE, tag_name="v1"),
    "repos/get-release": of(with_release, "repos/get-release", "release_id"),
    "repos/get-latest-release": after(with_release, "repos/get-latest-release", **HERE),
    "repos/get-release-by-tag": after(with_asset, "repos/get-release-by-tag", **HERE, tag="v1"),
    "repos/list-releases": after(with_asset, "repos/list-releases", **HERE),
    "repos/update-release": of(with_release, "repos/update-release", "release_id", draft=True),
    "repos/delete-release": of(with_release, "repos/delete-release", "release_id"),
    "repos/generate-release-notes": lambda s: run(s, "repos/generate-release-notes", **HERE, tag_name="v1"),
    "repos/list-release-assets": lambda s: run(
        s, "repos/list-release-assets", **HERE, release_id=with_asset(s).release.id
    ),
    "repos/upload-release-asset": of(with_release, "repos/upload-release-asset", "release_id", name="a"),
    "repos/get-release-asset": of(with_asset, "repos/get-release-asset", "asset_id"),
    "repos/update-release-asset": of(with_asset, "repos/update-release-asset", "asset_id", label="A"),
    "repos/delete-release-asset": of(with_asset, "repos/delete-release-asset", "asset_id"),
    "repos/create-fork": lambda s: run(s, "repos/create-fork", **HERE, organization="octo-org"),
    "repos/list-forks": after(with_fork, "repos/list-forks", **HERE),
    "repos/transfer": lambda s: run(s, "repos/transfer", **HERE, new_owner="octo-org"),
    "activity/star-repo-for-authenticated-user": lambda s: run(
        s, "activity/star-repo-for-authenticated-user", **HERE
    ),
    "activity/unstar-repo-for-authenticated-user": after(
        with_star, "activity/unstar-repo-for-authenticated-user", **HERE
    ),
    "activity/check-repo-is-starred-by-authenticated-user": after(
        with_star, "activity/check-repo-is-starred-by-authenticated-user", **HERE
    ),
    "activity/list-stargazers-for-repo": after(with_star, "activity/list-stargazers-for-repo", **HERE),
    "activity/list-repos-starred-by-authenticated-user": after(
        with_star, "activity/list-repos-starred-by-authenticated-user"
    ),
    "activity/list-repos-starred-by-user": after(
        with_star, "activity/list-repos-starred-by-user", username="octocat"
    ),
    "activity/list-watchers-for-repo": after(with_subscription, "activity/list-watchers-for-repo", **HERE),
    "activity/get-repo-subscription": after(with_subscription, "activity/get-repo-subscription", **HERE),
    "activity/set-repo-subscription": lambda s: run(
        s, "activity/set-repo-subscription", **HERE, ignored=True
    ),
    "activity/delete-repo-subscription": after(
        with_subscription, "activity/delete-repo-subscription", **HERE
    ),
    "repos/create-deploy-key": lambda s: run(s, "repos/create-deploy-key", **HERE, key=KEY),
    "repos/list-deploy-keys": after(with_key, "repos/list-deploy-keys", **HERE),
    "repos/get-deploy-key": of(with_key, "repos/get-deploy-key", "key_id"),
    "repos/delete-deploy-key": of(with_key, "repos/delete-deploy-key", "key_id"),
    "repos/update-branch-protection": with_protection,
    "repos/get-branch-protection": after(
        with_restrictions, "repos/get-branch-protection", **WIDGETS, branch="main"
    ),
    "repos/delete-branch-protection": of_protection("repos/delete-branch-protection"),
    "repos/get-admin-branch-protection": of_protection("repos/get-admin-branch-protection"),
    "repos/set-admin-branch-protection": of_protection("repos/set-admin-branch-protection"),
    "repos/delete-admin-branch-protection": of_protection("repos/delete-admin-branch-protection"),
    "repos/get-status-checks-protection": of_protection("repos/get-status-checks-protection"),
    "repos/update-status-check-protection": of_protection(
        "repos/update-status-check-protection", strict=False
    ),
    "repos/remove-status-check-protection": of_protection("repos/remove-status-check-protection"),
    "repos/get-all-status-check-contexts": of_protection("repos/get-all-status-check-contexts"),
    "repos/add-status-check-contexts": of_protection("repos/add-status-check-contexts", contexts=["docs"]),
    "repos/set-status-check-contexts": of_protection("repos/set-status-check-contexts", contexts=["docs"]),
    "repos/remove-status-check-contexts": of_protection(
        "repos/remove-status-check-contexts", contexts=["lint"]
    ),
    "repos/get-pull-request-review-protection": after(
        with_restrictions, "repos/get-pull-request-review-protection", **WIDGETS, branch="main"
    ),
    "repos/update-pull-request-review-protection": of_protection(
        "repos/update-pull-request-review-protection", require_code_owner_reviews=True
    ),
    "repos/delete-pull-request-review-protection": of_protection(
        "repos/delete-pull-request-review-protection"
    ),
    "repos/get-commit-signature-protection": of_protection("repos/get-commit-signature-protection"),
    "repos/create-commit-signature-protection": of_protection("repos/create-commit-signature-protection"),
    "repos/delete-commit-signature-protection": of_protection("repos/delete-commit-signature-protection"),
    "repos/get-repo-rulesets": after(with_ruleset, "repos/get-repo-rulesets", **HERE),
    "repos/create-repo-ruleset": lambda s: run(s, "repos/create-repo-ruleset", **HERE, **RULESET),
    "repos/get-repo-ruleset": of(with_ruleset, "repos/get-repo-ruleset", "ruleset_id"),
    "repos/update-repo-ruleset": of(with_ruleset, "repos/update-repo-ruleset", "ruleset_id", rules=[]),
    "repos/delete-repo-ruleset": of(with_ruleset, "repos/delete-repo-ruleset", "ruleset_id"),
    "repos/get-branch-rules": after(with_ruleset, "repos/get-branch-rules", **MAIN),
    f"orgs/{_PROPERTIES}-get-organization-definitions": after(
        with_property, f"orgs/{_PROPERTIES}-get-organization-definitions", **ORG
    ),
    f"orgs/{_PROPERTIES}-get-organization-definition": after(
        with_property,
        f"orgs/{_PROPERTIES}-get-organization-definition",
        **ORG,
        custom_property_name="team",
    ),
    f"orgs/{_PROPERTIES}-create-or-update-organization-definitions": lambda s: run(
        s,
        f"orgs/{_PROPERTIES}-create-or-update-organization-definitions",
        **ORG,
        properties=[{"property_name": "live", "value_type": "true_false"}],
    ),
    f"orgs/{_PROPERTIES}-create-or-update-organization-definition": with_property,
    f"orgs/{_PROPERTIES}-delete-organization-definition": after(
        with_property,
        f"orgs/{_PROPERTIES}-delete-organization-definition",
        **ORG,
        custom_property_name="team",
    ),
    f"orgs/{_PROPERTIES}-get-organization-values": after(
        with_property, f"orgs/{_PROPERTIES}-get-organization-values", **ORG
    ),
    f"orgs/{_PROPERTIES}-create-or-update-organization-values": after(
        with_property,
        f"orgs/{_PROPERTIES}-create-or-update-organization-values",
        **ORG,
        repository_names=["widgets"],
        properties=[{"property_name": "team", "value": "docs"}],
    ),
    f"repos/{_PROPERTIES}-get-repository-values": after(
        with_property, f"repos/{_PROPERTIES}-get-repository-values", **WIDGETS
    ),
    f"repos/{_PROPERTIES}-create-or-update-repository-values": after(
        with_property,
        f"repos/{_PROPERTIES}-create-or-update-repository-values",
        **WIDGETS,
        properties=[{"property_name": "team", "value": "docs"}],
    ),
}
MODULES = (
    "custom_properties",
    "deploy_keys",
    "forks",
    "property_values",
    "protection_parts",
    "protections",
    "release_assets",
    "releases",
    "repository_transfers",
    "rulesets",
    "stars",
    "subscriptions",
)


def test_the_table_has_every_operation_of_these_modules() -> None:
    modelled = {
        operation.id
        for operation in OPERATIONS.values()
        if operation.tier == "modelled"
        and operation.function.__module__.removeprefix("fakegithub.operations.") in MODULES
    }
    assert modelled == CALLS.keys()


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("operation_id", CALLS)
def test_an_answer_has_the_document_s_shape(operation_id: str, product: str) -> None:
    there = seeded(product)
    answer(there.world, operation_id, CALLS[operation_id](there))
