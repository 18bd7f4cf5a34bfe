"""Apps and hooks in the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from fakegithub.github import GitHub
from fakegithub.handles import AppHandle
from fakegithub.model.hooks import Retries

URL = "http://receiver.test/"


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub(strict=True) as github:
        github.user("octocat")
        yield github


@pytest.fixture
def app(github: GitHub) -> AppHandle:
    return github.app("builder", owner="octocat", permissions={"issues": "read"}, events=["issues"])


def test_an_app_gets_its_hook_later_and_may_try_again(github: GitHub, app: AppHandle) -> None:
    hook = app.create_hook(URL, secret="s3cret", active=False, retries=Retries(2))
    assert (hook.target, hook.secret, hook.active) == (app.entity, "s3cret", False)
    assert hook.retries == Retries(2)
    assert github.deliveries == []


def test_hooks_of_organizations_may_try_again_too(github: GitHub) -> None:
    acme = github.organization("acme", members={"octocat": "admin"})
    hook = acme.create_hook(URL, active=False, retries=Retries(3))
    assert (hook.target, hook.retries) == (acme.entity, Retries(3))
    other = acme.create_hook(URL, events=["issues"], active=False)
    assert other.retries is None


def test_an_app_signs_with_a_key_that_somebody_else_made(app: AppHandle) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    app.use_private_key(pem)
    assert app.private_key == pem
    known = serialization.load_pem_public_key(app.entity.public_key.encode())
    assert isinstance(known, rsa.RSAPublicKey)
    assert known.public_numbers() == key.public_key().public_numbers()


def test_a_key_that_no_app_can_sign_with_is_refused(app: AppHandle) -> None:
    before = app.private_key
    curve = ec.generate_private_key(ec.SECP256R1())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    locked = serialization.BestAvailableEncryption(b"password")
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for bad, message in (
        ("nonsense", "not an RSA private key in PEM"),
        (curve.private_bytes(serialization.Encoding.PEM, form, plain).decode(), "another kind"),
        (rsa_key.private_bytes(serialization.Encoding.PEM, form, locked).decode(), "without a password"),
    ):
        with pytest.raises(ValueError, match=message):
            app.use_private_key(bad)
    assert app.private_key == before
