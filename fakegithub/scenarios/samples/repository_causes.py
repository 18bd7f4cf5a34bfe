"""What causes the events of a repository as a whole: a script of real operations for each.

Releases, forks, stars, keys, protections, rulesets, custom properties, the wiki, and the repository itself.
"""

from __future__ import annotations

from typing import Any

from fakegithub.scenarios.samples.sample_world import Cause, Sample, then

_TAG = "v1.0.0"
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBWLGHhWNSHtYqXJCxgUfWFXwsyxjeZIZFpDuBd4xhHb deploy@example.com"
_PROPERTY = {"custom_property_name": "team"}
_DEFINITION = {"value_type": "single_select", "allowed_values": ["core", "docs"]}
_DEFINE = "orgs/custom-properties-for-repos-create-or-update-organization-definition"
_RULESET = {
    "name": "Protect the default branch",
    "enforcement": "active",
    "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
    "rules": [{"type": "deletion"}],
}


def _do(operation: str, **parameters: Any) -> Cause:
    return lambda s: s.perform(operation, **parameters)


def _release(**fields: Any) -> Cause:
    return _do("repos/create-release", tag_name=_TAG, name=_TAG, body="The first release", **fields)


def _change_release(**fields: Any) -> Cause:
    def run(sample: Sample) -> None:
        release = sample.perform("repos/list-releases")[0]
        sample.perform("repos/update-release", release_id=release.id, **fields)

    return run


def _delete_release(sample: Sample) -> None:
    release = sample.perform("repos/get-latest-release")
    sample.perform("repos/delete-release", release_id=release.id)


def _delete_key(sample: Sample) -> None:
    (key,) = sample.perform("repos/list-deploy-keys")
    sample.perform("repos/delete-deploy-key", key_id=key.id)


def _protect(reviews: int = 1) -> Cause:
    return _do(
        "repos/update-branch-protection",
        branch="main",
        required_status_checks={"strict": False, "contexts": ["ci/sample"]},
        enforce_admins=False,
        required_pull_request_reviews={"required_approving_review_count": reviews},
        restrictions=None,
    )


def _on_ruleset(operation: str, **fields: Any) -> Cause:
    def run(sample: Sample) -> None:
        (ruleset,) = sample.perform("repos/get-repo-rulesets")
        sample.perform(operation, ruleset_id=ruleset.id, **fields)

    return run


def _define(**fields: Any) -> Cause:
    return lambda s: s.organization.in_org(_DEFINE, **_PROPERTY, **_DEFINITION, **fields)


def _on_property(operation: str) -> Cause:
    return lambda s: s.organization.in_org(operation, **_PROPERTY)


def _set_property(value: str) -> Cause:
    return lambda s: s.organization.in_org(
        "orgs/custom-properties-for-repos-create-or-update-organization-values",
        repository_names=[s.organization.repository.entity.name],
        properties=[{"property_name": "team", "value": value}],
    )


_STAR = _do("activity/star-repo-for-authenticated-user")
_ANONYMOUS = _do("repository.set_anonymous_access", enabled=True)
_DISABLE = _do("branch_protection_configuration.disable")
_REQUIRE = _do(
    "repos/add-status-check-contexts",
    branch="main",
    contexts=["ci/lint"],
)

REPOSITORY_CAUSES: dict[str, Cause] = {
    "release.created": _release(),
    "release.published": _release(),
    "release.released": _release(),
    "release.prereleased": _release(prerelease=True),
    "release.edited": then(_release(), _change_release(body="The first release of all")),
    "release.unpublished": then(_release(), _change_release(draft=True)),
    "release.deleted": then(_release(), _delete_release),
    "fork": _do("repos/create-fork", by="hubot"),
    "star.created": _STAR,
    "star.deleted": then(_STAR, _do("activity/unstar-repo-for-authenticated-user")),
    "watch.started": _STAR,
    "deploy_key.created": _do("repos/create-deploy-key", key=_KEY),
    "deploy_key.deleted": then(_do("repos/create-deploy-key", key=_KEY), _delete_key),
    "branch_protection_rule.created": _protect(),
    "branch_protection_rule.edited": then(_protect(), _REQUIRE),
    "branch_protection_rule.deleted": then(_protect(), _do("repos/delete-branch-protection", branch="main")),
    "branch_protection_configuration.disabled": _DISABLE,
    "branch_protection_configuration.enabled": then(_DISABLE, _do("branch_protection_configuration.enable")),
    "repository_ruleset.created": _do("repos/create-repo-ruleset", **_RULESET),
    "repository_ruleset.edited": then(
        _do("repos/create-repo-ruleset", **_RULESET),
        _on_ruleset("repos/update-repo-ruleset", name="Protect main", rules=[{"type": "non_fast_forward"}]),
    ),
    "repository_ruleset.deleted": then(
        _do("repos/create-repo-ruleset", **_RULESET), _on_ruleset("repos/delete-repo-ruleset")
    ),
    "gollum": _do("wiki.edit", pages={"Home": "Welcome to the wiki!"}),
    "custom_property.created": _define(),
    "custom_property.updated": then(_define(), _define(description="Who looks after it")),
    "custom_property.deleted": then(
        _define(), _on_property("orgs/custom-properties-for-repos-delete-organization-definition")
    ),
    "custom_property.promote_to_enterprise": then(_define(), _on_property("custom_property.promote")),
    "custom_property_values.updated": then(_define(), _set_property("core"), _set_property("docs")),
    "security_and_analysis": _do(
        "repos/update", security_and_analysis={"secret_scanning": {"status": "enabled"}}
    ),
    "repository.transferred": lambda s: s.perform("repos/transfer", new_owner=s.monalisa.login),
    "repository.anonymous_access_enabled": _ANONYMOUS,
    "repository.anonymous_access_disabled": then(
        _ANONYMOUS, _do("repository.set_anonymous_access", enabled=False)
    ),
}
