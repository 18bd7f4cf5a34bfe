"""What is locked when a scenario begins: protected branches, settings, archived repositories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.scenarios.given.parts import Parts
from fakegithub.scenarios.language.items import slug

# What `repos/update-branch-protection` always wants to be told; null leaves a part off.
_PARTS = (
    "required_status_checks",
    "enforce_admins",
    "required_pull_request_reviews",
    "restrictions",
)


def finish_repositories(parts: Parts) -> None:
    """Protection, settings and archiving, which come last: they may forbid what comes before."""
    for path, repository in parts.items("repositories"):
        handle = parts.github.repository(repository["name"])
        protection = repository.get("protection", {})
        if isinstance(protection, list):
            protection = dict.fromkeys(protection, True)
        for branch, rules in protection.items():
            with parts.at((*path, "protection", branch)):
                body = _protection(parts, rules)
                handle.perform("repos/update-branch-protection", branch=branch, **body)
        if "settings" in repository:
            with parts.at((*path, "settings")):
                handle.perform("repos/update", **repository["settings"])
        if repository.get("archived"):
            with parts.at((*path, "archived")):
                handle.perform("repos/update", archived=True)


def _protection(parts: Parts, rules: Any) -> dict[str, Any]:
    """The body of the request: of `true`, of a list of contexts, or of what the file says."""
    if isinstance(rules, list):
        rules = {"required_status_checks": rules}
    body = dict.fromkeys(_PARTS) | (dict(rules) if isinstance(rules, Mapping) else {})
    body["required_status_checks"] = _checks(parts, body["required_status_checks"])
    body["restrictions"] = _actors(body["restrictions"])
    reviews = body["required_pull_request_reviews"]
    if isinstance(reviews, int):
        reviews = {"required_approving_review_count": reviews}
    if reviews is not None:
        people = ("dismissal_restrictions", "bypass_pull_request_allowances")
        body["required_pull_request_reviews"] = {
            key: _actors(value) if key in people else value for key, value in reviews.items()
        }
    return body


def _checks(parts: Parts, checks: Any) -> dict[str, Any] | None:
    if checks is None:
        return None
    if isinstance(checks, list):
        return {"strict": False, "contexts": checks}
    found = {"strict": False, "contexts": [], **checks}
    if "checks" in found:
        # GitHub looks at `checks` only when both are there.
        bare = [{"context": context} for context in found["contexts"]]
        found["checks"] = bare + [_check(parts, check) for check in found["checks"]]
    return found


def _check(parts: Parts, check: Mapping[str, Any]) -> dict[str, Any]:
    if "app" not in check:
        return dict(check)
    return {"context": check["context"], "app_id": parts.github.find_app(slug(check["app"])).id}


def _actors(actors: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not actors:
        return None if actors is None else {}
    found = {"users": [], "teams": [], "apps": [], **actors}
    return {kind: [slug(name) if kind != "users" else name for name in found[kind]] for kind in found}
