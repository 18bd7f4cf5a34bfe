"""Creating repositories: empty, with a README, or with files of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.errors import Forbidden, NotFound
from fakegithub.model.accounts import Account, Actor
from fakegithub.model.entity import UNSET, Unset, given
from fakegithub.model.repositories import Repository, Subscription, role_at_least
from fakegithub.operations.former_names import forget_name
from fakegithub.operations.gitdata import HEADS
from fakegithub.operations.operation import Result, operation, simulated
from fakegithub.operations.pushes import PUSH_EVENTS, Files, move_ref
from fakegithub.operations.repositories import ADMIN, SETTINGS, emit, full, require_name
from fakegithub.operations.signatures import signature_of
from fakegithub.world import World

_CREATED = ("repository.created", *PUSH_EVENTS)


@operation("repos/create-for-authenticated-user", emits=_CREATED, permissions=ADMIN)
def create_for_authenticated_user(
    world: World,
    actor: Actor,
    *,
    name: str,
    private: bool = False,
    auto_init: bool = False,
    description: str | None = None,
    homepage: str | None = None,
    has_issues: bool = True,
    has_projects: bool = True,
    has_wiki: bool = True,
    has_discussions: bool = False,
    has_downloads: bool = True,
    is_template: bool = False,
    allow_squash_merge: bool = True,
    allow_merge_commit: bool = True,
    allow_rebase_merge: bool = True,
    allow_auto_merge: bool = False,
    delete_branch_on_merge: bool = False,
    squash_merge_commit_title: str | Unset = UNSET,
    squash_merge_commit_message: str | Unset = UNSET,
    merge_commit_title: str | Unset = UNSET,
    merge_commit_message: str | Unset = UNSET,
) -> Result:
    """Emits repository.created; with `auto_init` (a README) also PUSH_EVENTS.

    Raises ValidationFailed (422) for a bad or taken name.
    https://docs.github.com/rest/repos/repos#create-a-repository-for-the-authenticated-user
    """
    settings = {key: value for key, value in locals().items() if key in SETTINGS}
    return _create(world, actor, actor.user, name, private, auto_init, settings)


@operation("repos/create-in-org", emits=_CREATED, permissions=ADMIN)
def create_in_org(
    world: World,
    actor: Actor,
    *,
    org: str,
    name: str,
    private: bool = False,
    visibility: str | Unset = UNSET,
    auto_init: bool = False,
    description: str | None = None,
    homepage: str | None = None,
    has_issues: bool = True,
    has_projects: bool = True,
    has_wiki: bool = True,
    has_downloads: bool = True,
    is_template: bool = False,
    allow_squash_merge: bool = True,
    allow_merge_commit: bool = True,
    allow_rebase_merge: bool = True,
    allow_auto_merge: bool = False,
    delete_branch_on_merge: bool = False,
    use_squash_pr_title_as_default: bool = False,
    squash_merge_commit_title: str | Unset = UNSET,
    squash_merge_commit_message: str | Unset = UNSET,
    merge_commit_title: str | Unset = UNSET,
    merge_commit_message: str | Unset = UNSET,
) -> Result:
    """As for a user; `visibility` goes before `private`. Raises NotFound (404) for an unknown organization,
    Forbidden (403) for who is not a member of it.

    https://docs.github.com/rest/repos/repos#create-an-organization-repository
    """
    settings = {key: value for key, value in locals().items() if key in SETTINGS}
    owner = world.account(org)
    if not owner.is_organization:
        raise NotFound()
    installation = actor.installation
    belongs = actor.user.id in owner.members or actor.user.site_admin
    if not belongs and (installation is None or installation.account is not owner):
        raise Forbidden("You need to be a member of the organization to create a repository.")
    hidden = private if isinstance(visibility, Unset) else visibility != "public"
    return _create(world, actor, owner, name, hidden, auto_init, settings)


@simulated("repository.create", emits=_CREATED)
def create_repository(
    world: World,
    actor: Actor,
    *,
    owner: str,
    name: str,
    files: Files | None = None,
    private: bool = False,
    default_branch: str = "main",
    message: str = "Initial commit",
    settings: Mapping[str, Any] | None = None,
) -> Repository:
    """A repository that already has `files` (path to text or bytes) in a first commit.

    `settings` are those of `repos/create-for-authenticated-user`. Emits repository.created, and with
    files PUSH_EVENTS. Raises ValidationFailed (422) for a bad or taken name.
    """
    wanted = dict(settings or {})
    unknown = wanted.keys() - set(SETTINGS)
    if unknown:
        raise TypeError(f"a repository has no {', '.join(sorted(unknown))}; it has: {', '.join(SETTINGS)}")
    repository = _add(world, actor, world.account(owner), name, private, wanted)
    world.update(repository, default_branch=default_branch)
    if files is not None:
        _first_commit(world, actor, repository, files, message)
    return repository


def _create(
    world: World,
    actor: Actor,
    owner: Account,
    name: str,
    private: bool,
    auto_init: bool,
    settings: dict[str, Any],
) -> Result:
    repository = _add(world, actor, owner, name, private, given(**settings))
    if auto_init:
        about = f"\n{repository.description}\n" if repository.description else ""
        readme = {"README.md": f"# {name}\n{about}"}
        _first_commit(world, actor, repository, readme, "Initial commit")
    return Result(full(world, actor, repository), location=world.urls.api(repository))


def _add(
    world: World, actor: Actor, owner: Account, name: str, private: bool, settings: Mapping[str, Any]
) -> Repository:
    require_name(world, owner, name, "Repository creation failed.")
    forget_name(world, f"{owner.login}/{name}")
    now = world.now()
    repository = world.add(
        Repository(world.new_id(Repository), owner, name, now, now, now, private=private, **settings)
    )
    if not owner.is_organization:
        world.update(repository, subscriptions=(Subscription(owner, now),))
    elif not role_at_least(world.role(actor.user, repository), "admin"):
        # Who creates a repository in an organization administers it.
        world.update(repository, collaborators={actor.user.id: "admin"})
    emit(world, actor, repository, "created")
    return repository


def _first_commit(world: World, actor: Actor, repository: Repository, files: Files, message: str) -> None:
    author = signature_of(world, actor.user)
    sha = world.git(repository).commit_files(parent=None, files=files, message=message, author=author)
    move_ref(world, actor, repository, HEADS + repository.default_branch, sha)
