"""Refs, as the Git database API shows and moves them."""

from __future__ import annotations

from collections.abc import Sequence

from fakegithub import git
from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.commits import Ref
from fakegithub.model.repositories import Repository
from fakegithub.operations.gitdata import HEADS, require_content
from fakegithub.operations.operation import Result, operation
from fakegithub.operations.pushes import PUSH_EVENTS, move_ref
from fakegithub.world import World

_READ = ("contents=read",)
_WRITE = ("contents=write",)


@operation("git/list-matching-refs", permissions=_READ, credentials="any")
def list_matching_refs(world: World, actor: Actor, *, owner: str, repo: str, ref: str = "") -> list[Ref]:
    """All refs whose name begins with `ref` (`heads/feature`), in alphabetical order.

    https://docs.github.com/rest/git/refs#list-matching-references
    """
    repository = world.repository(owner, repo, actor)
    require_content(world, repository)
    prefix = _full_name(ref)
    return [
        _ref_value(world, repository, name)
        for name in sorted(world.git(repository).refs)
        if name.startswith(prefix)
    ]


@operation("git/get-ref", permissions=_READ, credentials="any")
def get_ref(world: World, actor: Actor, *, owner: str, repo: str, ref: str) -> Ref:
    """https://docs.github.com/rest/git/refs#get-a-reference"""
    repository = world.repository(owner, repo, actor)
    require_content(world, repository)
    name = _full_name(ref)
    if world.git(repository).ref(name) is None:
        raise NotFound()
    return _ref_value(world, repository, name)


@operation("git/create-ref", emits=PUSH_EVENTS, permissions=_WRITE)
def create_ref(world: World, actor: Actor, *, owner: str, repo: str, ref: str, sha: str) -> Result:
    """Emits PUSH_EVENTS. Raises Conflict (409) in an empty repository, ValidationFailed (422) for a ref
    that is there already or has a bad name, for an object that is not there, and for a branch that the
    caller must not create.

    https://docs.github.com/rest/git/refs#create-a-reference
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    if not ref.startswith("refs/"):
        raise ValidationFailed("Reference name must start with 'refs/'.")
    if ref.count("/") < 2 or not git.is_valid_ref_name(ref):
        raise ValidationFailed(f"{ref} is not a valid ref name.")
    if world.git(repository).ref(ref) is not None:
        raise ValidationFailed("Reference already exists")
    _require_object(world, repository, ref, sha)
    move_ref(world, actor, repository, ref, sha, refusal=_refused_creation)
    value = _ref_value(world, repository, ref)
    return Result(value, location=world.urls.api(value))


@operation("git/update-ref", emits=PUSH_EVENTS, permissions=_WRITE)
def update_ref(
    world: World, actor: Actor, *, owner: str, repo: str, ref: str, sha: str, force: bool = False
) -> Ref:
    """Emits PUSH_EVENTS. Raises ValidationFailed (422) for an unknown ref or object, and for what would
    lose commits without `force`, and for what a protected branch refuses.

    https://docs.github.com/rest/git/refs#update-a-reference
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    name = _full_name(ref)
    if world.git(repository).ref(name) is None:
        raise ValidationFailed("Reference does not exist")
    _require_object(world, repository, name, sha)
    move_ref(world, actor, repository, name, sha, force=force)
    return _ref_value(world, repository, name)


@operation("git/delete-ref", emits=PUSH_EVENTS, permissions=_WRITE)
def delete_ref(world: World, actor: Actor, *, owner: str, repo: str, ref: str) -> None:
    """Emits PUSH_EVENTS. Raises ValidationFailed (422) for an unknown ref, for the default branch, and
    for a protected one.

    https://docs.github.com/rest/git/refs#delete-a-reference
    """
    repository = world.repository(owner, repo, actor, "push")
    require_content(world, repository)
    name = _full_name(ref)
    if world.git(repository).ref(name) is None:
        raise ValidationFailed("Reference does not exist")
    move_ref(world, actor, repository, name, None)


def _refused_creation(_ref: str, _reasons: Sequence[str]) -> ValidationFailed:
    """Observed: https://github.com/actions/github-script/issues/455"""
    return ValidationFailed("Reference update failed")


def _full_name(ref: str) -> str:
    """The path of the API leaves out `refs/`; some clients do not."""
    return ref if ref.startswith("refs/") else f"refs/{ref}"


def _ref_value(world: World, repository: Repository, name: str) -> Ref:
    repo = world.git(repository)
    sha = repo.refs[name]
    kind, _ = repo.objects.read(sha)
    return Ref(repository, name, sha, kind)


def _require_object(world: World, repository: Repository, name: str, sha: str) -> None:
    """A branch leads to a commit, any other ref to any object."""
    repo = world.git(repository)
    if not repo.has(sha):
        raise ValidationFailed("Object does not exist")
    if name.startswith(HEADS) and repo.objects.read(sha)[0] != "commit":
        raise ValidationFailed("Reference update failed")
