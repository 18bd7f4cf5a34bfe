"""Workflows as files of a repository: which there are, what they are called, and GitHub Actions itself."""

from __future__ import annotations

import re

from fakegithub.errors import NotFound
from fakegithub.model.accounts import Account
from fakegithub.model.actions import Workflow
from fakegithub.model.apps import App
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS
from fakegithub.world import World

_FOLDER = ".github/workflows"
_SUFFIXES = (".yml", ".yaml")
# The ids of GitHub Actions and its bot on github.com, which receivers know by heart.
# https://api.github.com/apps/github-actions
_APP_ID, _BOT_ID = 15_368, 41_898_282
_SLUG = "github-actions"
# A file's own name for itself: the key `name` of the whole file.
# https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#name
_NAME = re.compile(
    r"""^name:[ \t]*(?P<quote>["']?)(?P<name>[^#\n]*?)(?P=quote)[ \t]*(?:#.*)?$""", re.MULTILINE
)


def actions_app(world: World) -> App:
    """The app that runs workflows, owned by `github`; made when first asked for."""
    found = world.find(App, slug=_SLUG)
    if found is not None:
        return found
    now = world.now()
    owner = world.find(Account, login_key="github")
    if owner is None:
        owner = world.add(Account(world.new_id(Account), "github", "Organization", now, now))
    bot = world.add(Account(_BOT_ID, f"{_SLUG}[bot]", "Bot", now, now, app_id=_APP_ID))
    return world.add(
        App(
            _APP_ID,
            _SLUG,
            "GitHub Actions",
            owner,
            bot,
            world.ids.token("Iv1.", 16),
            now,
            now,
            permissions={"actions": "write", "checks": "write", "contents": "write", "metadata": "read"},
            events=("push", "pull_request", "repository_dispatch", "workflow_dispatch"),
            description="Automate your workflow from idea to production",
            external_url="https://help.github.com/en/actions",
        )
    )


def workflows_of(world: World, repository: Repository) -> list[Workflow]:
    """The workflows on the default branch, oldest first.

    What is new there is registered, what is gone becomes `deleted`.
    """
    head = world.git(repository).ref(HEADS + repository.default_branch)
    present = {} if head is None else read_files(world, repository, head)
    for workflow in world.all(Workflow, repository=repository):
        if workflow.path not in present and workflow.state != "deleted":
            world.touch(workflow, state="deleted")
    found = [_register(world, repository, path, text) for path, text in present.items()]
    return sorted(found, key=lambda workflow: workflow.id)


def workflow_of(
    world: World, repository: Repository, workflow_id: int | str, sha: str | None = None
) -> Workflow:
    """The workflow with this id, file name or path; with `sha` also one that only that commit has.

    Raises NotFound (404).
    """
    workflows_of(world, repository)
    wanted = str(workflow_id)
    path = wanted if "/" in wanted else f"{_FOLDER}/{wanted}"
    for workflow in world.all(Workflow, repository=repository):
        if wanted == str(workflow.id) or (path == workflow.path and workflow.state != "deleted"):
            return workflow
    text = read_files(world, repository, sha).get(path) if sha is not None else None
    if text is None:
        raise NotFound()
    return _register(world, repository, path, text)


def read_files(world: World, repository: Repository, sha: str) -> dict[str, str]:
    """The texts of the workflow files of a commit, by path."""
    git = world.git(repository)
    folder = git.read_path(sha, _FOLDER)
    if folder is None or folder.type != "tree":
        return {}
    return {
        f"{_FOLDER}/{entry.path}": git.read_blob(entry.sha).decode("utf-8", "replace")
        for entry in git.tree(folder.sha)
        if entry.type == "blob" and entry.path.endswith(_SUFFIXES)
    }


def _register(world: World, repository: Repository, path: str, text: str) -> Workflow:
    match = _NAME.search(text)
    name = (match["name"] if match else "") or path
    found = world.find(Workflow, repository=repository, path=path)
    if found is None:
        now = world.now()
        return world.add(Workflow(world.new_id(Workflow), repository, name, path, now, now))
    if found.name != name or found.state == "deleted":
        state = "active" if found.state == "deleted" else found.state
        world.touch(found, name=name, state=state)
    return found
