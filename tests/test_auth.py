from __future__ import annotations

import base64
from typing import Any

import jwt
import pytest
from api_helpers import PRIVATE_KEY, PUBLIC_KEY, Door

from fakegithub.auth import authenticate, generate_key
from fakegithub.errors import ApiError, Forbidden, NotFound, Unauthorized
from fakegithub.model.accounts import ANONYMOUS, RevokedToken, Token
from fakegithub.operations.installations import uninstall

NOT_DECODED = "A JSON web token could not be decoded"


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def refused(door: Door, header: str, error: type[ApiError] = Unauthorized) -> str:
    with pytest.raises(error) as caught:
        authenticate(door.world, header)
    return caught.value.message


@pytest.mark.parametrize("header", [None, "", "  "])
def test_without_a_header_the_caller_is_anonymous(door: Door, header: str | None) -> None:
    assert authenticate(door.world, header) is ANONYMOUS


@pytest.mark.parametrize("scheme", ["token", "Token", "Bearer", "bearer", "BEARER"])
def test_a_token_is_taken_with_either_scheme_in_any_case(door: Door, scheme: str) -> None:
    actor = authenticate(door.world, f"{scheme} {door.octocat}")
    assert actor.account is door.seeded.octocat
    assert actor.app is None


@pytest.mark.parametrize("form", ["octocat:{}", "x-access-token:{}", ":{}", "{}:x-oauth-basic", "{}:"])
def test_basic_takes_a_token_as_either_half(door: Door, form: str) -> None:
    actor = authenticate(door.world, basic(form.format(door.octocat)))
    assert actor.account is door.seeded.octocat


@pytest.mark.parametrize(
    "header",
    ["token nope", "Bearer nope", "Bearer", "Digest abc", basic("octocat:nope"), "Basic %%%", "Basic /w=="],
)
def test_unknown_or_malformed_credentials_are_bad(door: Door, header: str) -> None:
    assert refused(door, header) == "Bad credentials"


def test_an_installation_token_acts_as_the_bot(door: Door) -> None:
    actor = authenticate(door.world, f"Bearer {door.installation_token()}")
    assert actor.account is door.seeded.app.bot
    assert actor.app is door.seeded.app
    assert actor.installation is door.seeded.installation


def test_a_token_ends_at_its_time() -> None:
    door = Door()
    text = door.token(door.seeded.octocat, expires_at=door.world.now())
    assert refused(door, f"token {text}") == "Bad credentials"
    lasting = door.installation_token(expires_at=door.world.now().replace(hour=13))
    assert authenticate(door.world, f"token {lasting}").account is door.seeded.app.bot
    door.advance(hours=1)
    assert refused(door, f"token {lasting}") == "Bad credentials"


def ending(door: Door, authorization: str) -> str | None:
    with pytest.raises(Unauthorized) as raised:
        authenticate(door.world, authorization)
    return raised.value.ended


def test_a_token_that_has_ended_is_told_from_one_that_never_was() -> None:
    door = Door()
    expired = door.token(door.seeded.octocat, expires_at=door.world.now())
    revoked = door.installation_token()
    with door.world.transaction():
        uninstall(door.world, door.seeded.octocat, door.seeded.installation)
    now = f"{door.world.now():%Y-%m-%dT%H:%M:%SZ}"
    assert ending(door, f"token {expired}") == f"expired at {now}"
    assert ending(door, f"Bearer {revoked}") == f"revoked at {now}"
    basic = base64.b64encode(f"x-access-token:{revoked}".encode()).decode()
    assert ending(door, f"Basic {basic}") == f"revoked at {now}"
    assert ending(door, "token ghs_never") is None
    assert revoked not in repr(door.world.all(RevokedToken))


def test_the_token_of_a_suspended_installation_is_refused() -> None:
    door = Door()
    text = door.installation_token()
    with door.world.transaction():
        door.world.update(door.seeded.installation, suspended_at=door.world.now())
    assert refused(door, f"token {text}", Forbidden) == "This installation has been suspended"


def test_a_jwt_names_its_app_by_client_id_or_id(door: Door) -> None:
    app = door.seeded.app
    for issuer in (app.client_id, app.id, str(app.id)):
        actor = authenticate(door.world, f"Bearer {door.jwt(issuer)}")
        assert (actor.app, actor.account, actor.token) == (app, None, None)


def test_a_jwt_is_only_taken_as_bearer(door: Door) -> None:
    assert refused(door, f"token {door.jwt()}") == "Bad credentials"


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"exp": 0}, "'Expiration time' claim ('exp') must be a numeric value representing"),
        ({"exp": -10}, "'Expiration time' claim ('exp') must be a numeric value representing"),
        ({"exp": 601}, "'Expiration time' claim ('exp') is too far in the future"),
        ({"iat": 61}, "'Issued at' claim ('iat') must be an Integer representing"),
    ],
)
def test_the_times_of_a_jwt_are_judged_by_the_worlds_clock(
    door: Door, claims: dict[str, int], message: str
) -> None:
    assert refused(door, f"Bearer {door.jwt(**claims)}").startswith(message)


@pytest.mark.parametrize("claims", [{"exp": 600}, {"exp": 1}, {"iat": 60}])
def test_the_limits_of_the_times_are_inside(door: Door, claims: dict[str, int]) -> None:
    assert authenticate(door.world, f"Bearer {door.jwt(**claims)}").app is door.seeded.app


@pytest.mark.parametrize(("missing", "name"), [("exp", "'Expiration time'"), ("iat", "'Issued at'")])
def test_a_jwt_needs_its_times(door: Door, missing: str, name: str) -> None:
    now = int(door.world.now().timestamp())
    claims: dict[str, Any] = {"iss": door.seeded.app.client_id, "iat": now, "exp": now + 60}
    del claims[missing]
    assert refused(door, f"Bearer {jwt.encode(claims, PRIVATE_KEY, 'RS256')}").startswith(name)


@pytest.mark.parametrize("issuer", [True, "", 1.5, ["1"]])
def test_an_issuer_is_an_app(door: Door, issuer: Any) -> None:
    assert refused(door, f"Bearer {door.jwt(issuer)}") == "'Issuer' claim ('iss') must be an Integer"


@pytest.mark.parametrize("issuer", [1, "1", "Iv23nobody"])
def test_an_unknown_issuer_is_not_found(door: Door, issuer: Any) -> None:
    assert refused(door, f"Bearer {door.jwt(issuer)}", NotFound) == "Integration not found"


def test_a_jwt_must_be_signed_by_the_apps_own_key_with_rs256(door: Door) -> None:
    other, _ = generate_key()
    for text in (
        door.jwt(key=other),
        door.jwt(key="a shared secret that is long enough", algorithm="HS256"),
        door.jwt() + "x",
        "a.b.c",
    ):
        assert refused(door, f"Bearer {text}") == NOT_DECODED


def test_the_jwt_of_an_app_without_a_key_is_refused() -> None:
    door = Door()
    with door.world.transaction():
        door.world.update(door.seeded.app, public_key="")
    assert refused(door, f"Bearer {door.jwt()}") == NOT_DECODED


def test_a_generated_pair_belongs_together() -> None:
    text = jwt.encode({"iss": "x"}, PRIVATE_KEY, algorithm="RS256")
    assert jwt.decode(text, PUBLIC_KEY, algorithms=["RS256"]) == {"iss": "x"}


def test_no_token_stands_in_a_repr(door: Door) -> None:
    for token in door.world.all(Token):
        assert token.text not in repr(token)
        assert token.text not in repr(authenticate(door.world, f"token {token.text}"))
