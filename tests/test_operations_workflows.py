from __future__ import annotations

import pytest
from ci_helpers import CI, do, run_of, with_workflows
from world_helpers import PRODUCTS, Seeded, answer, commit, refused, seeded

from fakegithub.errors import Forbidden, NotFound, ValidationFailed

NIGHTLY = ".github/workflows/nightly.yaml"


@pytest.fixture
def there() -> Seeded:
    return with_workflows()


@pytest.mark.parametrize("product", PRODUCTS)
def test_workflows_are_the_files_of_the_default_branch(product: str) -> None:
    there = with_workflows(product)
    shown = answer(there.world, "actions/list-repo-workflows", do(there, "actions/list-repo-workflows"))
    # A file without a name of its own goes by its path.
    found = {(row["name"], row["path"], row["state"]) for row in shown["workflows"]}
    assert found == {("CI", CI, "active"), (NIGHTLY, NIGHTLY, "active")}
    urls = there.world.urls
    (ci,) = [row for row in shown["workflows"] if row["name"] == "CI"]
    assert ci["html_url"] == f"{urls.html(there.repository)}/blob/main/{CI}"
    assert ci["badge_url"] == f"{urls.html(there.repository)}/workflows/CI/badge.svg"


def test_a_repository_without_files_has_no_workflows() -> None:
    assert do(seeded(), "actions/list-repo-workflows") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name: Build and test\n", "Build and test"),
        ('name: "Build"  # all of it\n', "Build"),
        ("name: 'Build'\n", "Build"),
        ("on: push\njobs:\n  a:\n    name: Inner\n", CI),
        ("# first\non: push\nname: Late\n", "Late"),
    ],
)
def test_a_workflow_is_called_as_its_file_says(there: Seeded, text: str, name: str) -> None:
    commit(there.world, there.repository, {CI: text})
    assert do(there, "actions/get-workflow", workflow_id="ci.yml").name == name


def test_a_workflow_keeps_its_id_while_its_file_changes_goes_and_comes(there: Seeded) -> None:
    before = do(there, "actions/get-workflow", workflow_id="ci.yml")
    commit(there.world, there.repository, {CI: "name: Renamed\n"})
    found = do(there, "actions/get-workflow", workflow_id=before.id)
    assert (found, found.name) == (before, "Renamed")
    commit(there.world, there.repository, {CI: None})
    assert [workflow.path for workflow in do(there, "actions/list-repo-workflows")] == [NIGHTLY]
    assert do(there, "actions/get-workflow", workflow_id=before.id).state == "deleted"
    with pytest.raises(NotFound):
        do(there, "actions/get-workflow", workflow_id="ci.yml")
    commit(there.world, there.repository, {CI: "name: Back\n"})
    assert do(there, "actions/get-workflow", workflow_id="ci.yml") is before
    assert (before.state, before.name) == ("active", "Back")


def test_a_disabled_workflow_does_not_run(there: Seeded) -> None:
    do(there, "actions/disable-workflow", workflow_id="ci.yml")
    with refused(there, ValidationFailed, "disabled_manually"):
        run_of(there)
    with refused(there, ValidationFailed, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"):
        do(there, "actions/create-workflow-dispatch", workflow_id="ci.yml", ref="main")
    with refused(there, Forbidden):
        do(there, "actions/disable-workflow", workflow_id="ci.yml")
    do(there, "actions/enable-workflow", workflow_id="ci.yml")
    assert run_of(there).status == "queued"
    with refused(there, Forbidden):
        do(there, "actions/enable-workflow", workflow_id="ci.yml")
