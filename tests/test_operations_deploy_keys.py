from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pull_helpers import forget, only, watched
from world_helpers import PRODUCTS, Seeded, refused, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.operations import deploy_keys, repositories

HERE = {"owner": "octocat", "repo": "hello-world"}
_PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
KEY = _PUBLIC.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


@pytest.fixture(params=PRODUCTS)
def there(request: pytest.FixtureRequest) -> Seeded:
    return watched(request.param)


def test_a_key_is_told_of_without_its_comment(there: Seeded) -> None:
    deploy_keys.create_deploy_key(there.world, there.actor, **HERE, key=f"{KEY} deploy@host", read_only=True)
    found = only(there, "deploy_key.created")["key"]
    assert (found["key"], found["title"], found["read_only"]) == (KEY, "deploy@host", True)
    assert found["url"].endswith(f"/repos/octocat/hello-world/keys/{found['id']}")


def test_a_key_goes(there: Seeded) -> None:
    made = value_of(deploy_keys.create_deploy_key(there.world, there.actor, **HERE, key=KEY, title="ci"))
    forget(there)
    deploy_keys.delete_deploy_key(there.world, there.actor, **HERE, key_id=made.id)
    assert only(there, "deploy_key.deleted")["key"]["title"] == "ci"
    with refused(there, NotFound):
        deploy_keys.get_deploy_key(there.world, there.actor, **HERE, key_id=made.id)


def test_a_key_is_in_use_only_once() -> None:
    there = watched()
    deploy_keys.create_deploy_key(there.world, there.actor, **HERE, key=KEY)
    with refused(there, ValidationFailed) as caught:
        deploy_keys.create_deploy_key(
            there.world, there.actor, owner="octo-org", repo="widgets", key=f"{KEY} other"
        )
    assert isinstance(caught.value.errors, list)
    assert caught.value.errors[0] == {
        "resource": "PublicKey", "code": "custom", "field": "key", "message": "key is already in use"
    }  # fmt: skip
    repositories.delete(there.world, there.actor, **HERE)
    deploy_keys.create_deploy_key(there.world, there.actor, owner="octo-org", repo="widgets", key=KEY)


WRONG_TYPE = f"ssh-rsa {base64.b64encode(b'ssh-ed25519').decode()}"


@pytest.mark.parametrize("key", ["", "secret", "ssh-rsa ?", WRONG_TYPE])
def test_what_is_no_key_is_refused(key: str) -> None:
    there = watched()
    with refused(there, ValidationFailed):
        deploy_keys.create_deploy_key(there.world, there.actor, **HERE, key=key)


def test_a_stranger_sees_no_keys() -> None:
    there = watched()
    with refused(there, Forbidden):
        deploy_keys.list_deploy_keys(there.world, there.stranger, **HERE)
