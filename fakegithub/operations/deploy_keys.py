"""Deploy keys of a repository."""

from __future__ import annotations

import base64
import binascii

from fakegithub.errors import NotFound, ValidationFailed
from fakegithub.model.accounts import Actor
from fakegithub.model.deploy_keys import DeployKey
from fakegithub.model.repositories import Repository
from fakegithub.operations.operation import Result, operation
from fakegithub.world import World

_READ = ("administration=read",)
_WRITE = ("administration=write",)
_INVALID = "key is invalid. You must supply a key in OpenSSH public key format"


@operation("repos/list-deploy-keys", permissions=_READ)
def list_deploy_keys(world: World, actor: Actor, *, owner: str, repo: str) -> list[DeployKey]:
    """https://docs.github.com/rest/deploy-keys/deploy-keys#list-deploy-keys"""
    return world.all(DeployKey, repository=world.repository(owner, repo, actor, "admin"))


@operation("repos/create-deploy-key", emits=("deploy_key.created",), permissions=_WRITE)
def create_deploy_key(
    world: World,
    actor: Actor,
    *,
    owner: str,
    repo: str,
    key: str,
    title: str | None = None,
    read_only: bool = False,
) -> Result:
    """`key` is an SSH public key as OpenSSH writes it; its comment is the title unless one is given.

    Emits deploy_key.created. Raises ValidationFailed (422) for what is no key, and for one that is in
    use anywhere already.
    https://docs.github.com/rest/deploy-keys/deploy-keys#create-a-deploy-key
    """
    repository = world.repository(owner, repo, actor, "admin")
    text, comment = _parsed(key)
    if world.find(DeployKey, key=text) is not None:
        raise ValidationFailed.of("PublicKey", "key", "custom", "key is already in use")
    found = world.add(
        DeployKey(
            world.new_id(DeployKey),
            repository,
            text,
            title or comment,
            actor.user,
            world.now(),
            read_only=read_only,
        )
    )
    world.emit("deploy_key.created", key=found, repository=repository, sender=actor.user)
    return Result(found, location=world.urls.api(found))


@operation("repos/get-deploy-key", permissions=_READ)
def get_deploy_key(world: World, actor: Actor, *, owner: str, repo: str, key_id: int) -> DeployKey:
    """https://docs.github.com/rest/deploy-keys/deploy-keys#get-a-deploy-key"""
    return _key(world, world.repository(owner, repo, actor, "admin"), key_id)


@operation("repos/delete-deploy-key", emits=("deploy_key.deleted",), permissions=_WRITE)
def delete_deploy_key(world: World, actor: Actor, *, owner: str, repo: str, key_id: int) -> None:
    """Emits deploy_key.deleted.

    https://docs.github.com/rest/deploy-keys/deploy-keys#delete-a-deploy-key
    """
    repository = world.repository(owner, repo, actor, "admin")
    found = _key(world, repository, key_id)
    world.remove(found)
    world.emit("deploy_key.deleted", key=found, repository=repository, sender=actor.user)


def _key(world: World, repository: Repository, key_id: int) -> DeployKey:
    found = world.get(DeployKey, key_id)
    if found is None or found.repository is not repository:
        raise NotFound()
    return found


def _parsed(key: str) -> tuple[str, str]:
    """The key without its comment, and the comment. The data repeats the type: RFC 4253, 6.6."""
    kind, _, rest = key.strip().partition(" ")
    data, _, comment = rest.strip().partition(" ")
    try:
        blob = base64.b64decode(data, validate=True)
    except binascii.Error:
        blob = b""
    name = kind.encode()
    if not kind or not blob.startswith(len(name).to_bytes(4, "big") + name):
        raise ValidationFailed.of("PublicKey", "key", "custom", _INVALID)
    return f"{kind} {data}", comment.strip()
