from __future__ import annotations

import json
from typing import Any

import pytest
from pull_helpers import forget, only, watched
from world_helpers import PRODUCTS, Seeded, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.accounts import ANONYMOUS
from fakegithub.operations import rulesets

HERE = {"owner": "octocat", "repo": "hello-world"}
ON_MAIN = {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}}
LINEAR = {"type": "required_linear_history"}


def checks(context: str) -> dict[str, Any]:
    parameters = {
        "required_status_checks": [{"context": context}],
        "strict_required_status_checks_policy": True,
    }
    return {"type": "required_status_checks", "parameters": parameters}


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def create(there: Seeded, name: str = "main", **fields: Any) -> Any:
    wanted = {"enforcement": "active", "conditions": ON_MAIN, **fields}
    return value_of(rulesets.create_repo_ruleset(there.world, there.actor, **HERE, name=name, **wanted))


def update(there: Seeded, ruleset: Any, **fields: Any) -> Any:
    return rulesets.update_repo_ruleset(there.world, there.actor, **HERE, ruleset_id=ruleset.id, **fields)


def test_a_new_ruleset_is_told_with_its_rules(there: Seeded) -> None:
    create(there, rules=[LINEAR, checks("ci")])
    found = only(there, "repository_ruleset.created")["repository_ruleset"]
    assert (found["name"], found["enforcement"], found["target"]) == ("main", "active", "branch")
    assert (found["source_type"], found["source"]) == ("Repository", "octocat/hello-world")
    assert found["rules"] == [LINEAR, checks("ci")]
    assert found["conditions"] == ON_MAIN


def test_an_edited_ruleset_tells_which_rules_came_and_went(there: Seeded) -> None:
    ruleset = create(there, rules=[LINEAR, checks("ci")])
    forget(there)
    everywhere = {"ref_name": {"include": ["~ALL"], "exclude": []}}
    rules = [checks("build"), {"type": "deletion"}]
    update(there, ruleset, name="all", enforcement="disabled", conditions=everywhere, rules=rules)
    changes = only(there, "repository_ruleset.edited")["changes"]
    before = json.dumps(checks("ci")["parameters"])
    assert changes == {
        "name": {"from": "main"},
        "enforcement": {"from": "active"},
        "conditions": {
            "added": [],
            "deleted": [],
            "updated": [{"condition": everywhere, "changes": {"include": {"from": ["~DEFAULT_BRANCH"]}}}],
        },
        "rules": {
            "added": [{"type": "deletion"}],
            "deleted": [LINEAR],
            "updated": [{"rule": checks("build"), "changes": {"configuration": {"from": before}}}],
        },
    }


def test_the_same_again_changes_nothing(there: Seeded) -> None:
    ruleset = create(there, rules=[LINEAR])
    forget(there)
    update(there, ruleset, name="main", rules=[LINEAR], conditions=ON_MAIN)
    assert there.names == []


def test_a_ruleset_goes(there: Seeded) -> None:
    ruleset = create(there)
    forget(there)
    rulesets.delete_repo_ruleset(there.world, there.actor, **HERE, ruleset_id=ruleset.id)
    assert only(there, "repository_ruleset.deleted")["repository_ruleset"]["id"] == ruleset.id
    with refused(there, NotFound):
        rulesets.get_repo_ruleset(there.world, there.actor, **HERE, ruleset_id=ruleset.id)


@pytest.mark.parametrize(
    ("include", "exclude", "branch", "fits"),
    [
        (["~DEFAULT_BRANCH"], [], "main", True),
        (["~DEFAULT_BRANCH"], [], "other", False),
        (["~ALL"], ["refs/heads/tmp/*"], "tmp/x", False),
        (["refs/heads/release-*"], [], "release-1", True),
        ([], [], "main", False),
    ],
)
def test_rules_stand_over_branches_by_name(include: Any, exclude: Any, branch: str, fits: bool) -> None:
    there = watched()
    create(there, conditions={"ref_name": {"include": include, "exclude": exclude}}, rules=[LINEAR])
    create(there, "off", enforcement="disabled", rules=[{"type": "deletion"}])
    found = rulesets.get_branch_rules(there.world, ANONYMOUS, **HERE, branch=branch)
    assert [rule.type for rule in found] == (["required_linear_history"] if fits else [])


def test_rulesets_are_listed_by_target() -> None:
    there = watched()
    branch, tag = create(there), create(there, "tags", target="tag")
    assert rulesets.get_repo_rulesets(there.world, ANONYMOUS, **HERE) == [branch, tag]
    assert rulesets.get_repo_rulesets(there.world, ANONYMOUS, **HERE, targets="tag,push") == [tag]


def test_a_name_is_taken_once_and_strangers_make_none() -> None:
    there = watched()
    create(there)
    with refused(there, ValidationFailed):
        create(there)
    with refused(there, Forbidden):
        rulesets.create_repo_ruleset(there.world, there.stranger, **HERE, name="mine", enforcement="active")
