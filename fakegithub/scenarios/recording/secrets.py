"""Taking secrets and personal data out of what is recorded, before it is kept.

Known secrets (those of headers, of answers, of the command line) go wherever they appear; what looks
like a token, a key or an email address goes, too.
https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from fakegithub.journal import MASK, SECRETS

EMAIL = "user@example.com"
# A shorter one would be found in words.
_SHORTEST = 4
_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-hub-signature")
_KEYS = SECRETS | {"api_key", "apikey", "authorization", "cookie", "credentials", "passphrase", "signature"}
_PARAMETERS = (
    r"access_token|api_?key|auth|client_secret|code|key|pass(?:word)?|pwd|secret|sig(?:nature)?|token"
)
_QUERY = re.compile(rf"(?i)([?&](?:{_PARAMETERS})=)[^&#\s\"'<>)]+")
_SECRET_PARAMETER = re.compile(rf"(?i)(?:{_PARAMETERS})")
_USER_INFO = re.compile(r"(?<=://)[^/\s@\"'<>]*:[^/\s@\"'<>]*@")
_SCHEME = re.compile(r"(?i)\b(bearer|basic|token)(\s+|:\s*)(?=[^\s\"']*[0-9])[A-Za-z0-9._~+/=-]{16,}")
_ADDRESS = re.compile(r"\b(?!git@)[A-Za-z0-9._%+-]+(?:\[bot\])?@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b")
_TOKENS = re.compile(
    r"\b(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_.\-]{10,}"  # GitHub
    r"|\bv[0-9]\.[0-9a-f]{40}\b"  # its installation tokens until 2021
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"  # JSON web tokens
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bglpat-[A-Za-z0-9_-]{16,}"
    r"|\bnpm_[A-Za-z0-9]{30,}|\bsk-[A-Za-z0-9_-]{20,}|\bpypi-[A-Za-z0-9_-]{30,}"
    r"|\bsha(?:1|256)=[0-9a-f]{40,64}\b"
    r"|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|\Z)"
)


class Secrets:
    """The secrets that are known so far. They are never shown."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for text in known:
            self.learn(text)

    def __repr__(self) -> str:
        return f"<Secrets {len(self._known)}>"

    def learn(self, text: str) -> None:
        if len(text) >= _SHORTEST and text not in self._known and text != MASK:
            self._known.add(text)
            self._pattern = None

    def learn_headers(self, headers: Mapping[str, str]) -> None:
        """From headers, by names in lower case."""
        for name, value in headers.items():
            if not name.startswith(_HEADERS):
                continue
            for part in re.split(r"[\s;,]+", value):
                self._learn_credential(part.partition("=")[2] or part)
                self._learn_credential(part)

    def learn_url(self, url: str) -> None:
        """The password of a URL, and the values of its query that are secrets by name."""
        parts = urlsplit(url)
        if parts.password:
            self.learn(parts.password)
        self.learn_query(parts.query)

    def learn_query(self, query: str) -> None:
        for name, value in parse_qsl(query):
            if _SECRET_PARAMETER.fullmatch(name):
                self.learn(value)

    def learn_values(self, value: Any) -> None:
        """From JSON: the values of keys that name secrets."""
        if isinstance(value, Mapping):
            for key, item in value.items():
                if str(key).lower() in _KEYS and isinstance(item, str):
                    self.learn(item)
                else:
                    self.learn_values(item)
        elif isinstance(value, list):
            for item in value:
                self.learn_values(item)

    def clean(self, value: Any) -> Any:
        """A copy of a JSON value without secrets and email addresses."""
        if isinstance(value, str):
            return self.clean_text(value)
        if isinstance(value, Mapping):
            return {self.clean_text(str(key)): self._cleaned(str(key), item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        return value

    def clean_text(self, text: str) -> str:
        # A lone surrogate is legal in JSON, and nowhere else.
        text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        if self._known:
            if self._pattern is None:
                # The longest first, for one may be part of another.
                known = sorted(self._known, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(re.escape, known)))
            text = self._pattern.sub(MASK, text)
        text = _TOKENS.sub(MASK, text)
        text = _USER_INFO.sub(f"{MASK}@", text)
        text = _QUERY.sub(rf"\1{MASK}", text)
        text = _SCHEME.sub(rf"\1\2{MASK}", text)
        return _ADDRESS.sub(EMAIL, text)

    def _cleaned(self, key: str, item: Any) -> Any:
        return MASK if key.lower() in _KEYS and isinstance(item, str) and item else self.clean(item)

    def _learn_credential(self, text: str) -> None:
        if text.lower() in (
            "bearer",
            "token",
            "basic",
            "path",
            "httponly",
            "secure",
            "lax",
            "strict",
            "none",
        ):
            return
        # Attributes of cookies, such as a path or a date, are no secrets; what is one is long.
        if len(text) < 2 * _SHORTEST:
            return
        self.learn(text)
        try:
            decoded = base64.b64decode(text, validate=True).decode("utf-8")
        except ValueError:
            return
        password = decoded.partition(":")[2]
        if password and decoded.isprintable():
            self.learn(password)


def bare_url(url: str) -> str:
    """A URL without user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
