"""Who is calling: the Authorization header as an actor, with GitHub's own texts when it is wrong.

A personal access token and an installation's token are known by their text. An app proves itself
with a JWT that its private key has signed; its claims are judged by the world's clock.
https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fakegithub.errors import Forbidden, NotFound, Unauthorized
from fakegithub.model.accounts import ANONYMOUS, Actor, RevokedToken, Token
from fakegithub.model.apps import App
from fakegithub.world import World

# A JWT may end at most this many seconds from now.
_LIFETIME = 600
# How far a client's clock may be ahead of ours, in seconds.
_DRIFT = 60

_DOCS = "https://docs.github.com/rest"
_NOT_DECODED = "A JSON web token could not be decoded"
_BAD_EXP = (
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the "
    "assertion expires"
)
_FAR_EXP = "'Expiration time' claim ('exp') is too far in the future"
_BAD_IAT = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
_BAD_ISS = "'Issuer' claim ('iss') must be an Integer"


def authenticate(world: World, authorization: str | None) -> Actor:
    """The actor that an Authorization header names; ANONYMOUS without one.

    Understands `token TOKEN`, `Bearer TOKEN`, `Bearer JWT` and `Basic` with a token as the password (or
    as the user name), the scheme in any case. Raises Unauthorized (401) for credentials that are
    unknown, expired or malformed, Forbidden (403) for the token of a suspended installation,
    NotFound (404) for a JWT of an app that nobody knows.
    """
    if authorization is None or not authorization.strip():
        return ANONYMOUS
    scheme, _, credentials = authorization.strip().partition(" ")
    scheme, credentials = scheme.lower(), credentials.strip()
    if scheme == "basic":
        return _by_password(world, credentials)
    if scheme not in ("token", "bearer"):
        raise _bad_credentials()
    token = world.find(Token, text=credentials)
    if token is not None:
        return _token_actor(world, token)
    if scheme == "bearer" and credentials.count(".") == 2:
        return Actor(app=_app_of_jwt(world, credentials))
    raise _unknown(world, credentials)


def generate_key() -> tuple[str, str]:
    """A new RSA key pair for an app: the private and the public key, both PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return private.decode(), _public_pem(key)


def public_key_of(private: str) -> str:
    """The public key, PEM, of an RSA private key in PEM. Raises ValueError when it is none."""
    try:
        key = serialization.load_pem_private_key(private.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("this is not an RSA private key in PEM, without a password") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("an app signs with an RSA key (RS256), and this is another kind")
    return _public_pem(key)


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public.decode()


def _bad_credentials(ended: str | None = None) -> Unauthorized:
    refusal = _refusal("Bad credentials")
    refusal.ended = ended
    return refusal


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _refusal(message: str) -> Unauthorized:
    return Unauthorized(message, documentation_url=_DOCS)


def _by_password(world: World, credentials: str) -> Actor:
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise _bad_credentials() from None
    for text in (password, user):
        token = world.find(Token, text=text)
        if token is not None:
            return _token_actor(world, token)
    raise _unknown(world, password, user)


def _unknown(world: World, *texts: str) -> Unauthorized:
    revoked = next((token for text in texts if (token := world.find(RevokedToken, text=text))), None)
    return _bad_credentials(f"revoked at {_told(revoked.revoked_at)}" if revoked is not None else None)


def _token_actor(world: World, token: Token) -> Actor:
    if token.expires_at is not None and token.expires_at <= world.now():
        raise _bad_credentials(f"expired at {_told(token.expires_at)}")
    installation = token.installation
    if installation is None:
        return Actor(token.account, token)
    if installation.suspended_at is not None:
        raise Forbidden("This installation has been suspended", documentation_url=_DOCS)
    return Actor(token.account, token, installation.app)


def _app_of_jwt(world: World, text: str) -> App:
    try:
        claims = jwt.decode(text, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise _refusal(_NOT_DECODED) from None
    app = _issuer(world, claims.get("iss"))
    try:
        # Only the signature is PyJWT's to judge: the times are judged by the world's clock.
        jwt.decode(text, app.public_key, algorithms=["RS256"], options=_SIGNATURE_ONLY)
    except jwt.PyJWTError:
        raise _refusal(_NOT_DECODED) from None
    _check_times(claims, world.now().timestamp())
    return app


_SIGNATURE_ONLY: Any = {
    f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
}


def _issuer(world: World, issuer: Any) -> App:
    """The app by its id, as an integer or in digits, or by its client id."""
    if isinstance(issuer, bool) or not isinstance(issuer, int | str) or issuer == "":
        raise _refusal(_BAD_ISS)
    if isinstance(issuer, str) and not issuer.isdecimal():
        app = world.find(App, client_id=issuer)
    else:
        app = world.get(App, int(issuer))
    if app is None:
        raise NotFound("Integration not found", documentation_url=_DOCS)
    return app


def _check_times(claims: dict[str, Any], now: float) -> None:
    expires, issued = _number(claims.get("exp")), _number(claims.get("iat"))
    if expires is None or expires <= now:
        raise _refusal(_BAD_EXP)
    if expires > now + _LIFETIME:
        raise _refusal(_FAR_EXP)
    if issued is None or issued > now + _DRIFT:
        raise _refusal(_BAD_IAT)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
