"""The environment variables that make a program call the world without knowing it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from fakegithub.urls import Urls

# What clients look for when they ask whom to trust: OpenSSL (Python's ssl, Go, Ruby, PHP), requests,
# curl, Node, git.
_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO")
_PROXY = ("HTTPS_PROXY", "HTTP_PROXY")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# fetch of Node obeys proxy variables since 22.21 and 24.0 when it is told to, and never before.
# https://nodejs.org/api/cli.html#node_use_env_proxy1
_PRELOAD = Path(__file__).with_name("node_preload.cjs")


def addresses(urls: Urls) -> dict[str, str]:
    """The world's URLs by the names that GitHub Actions gives them.

    https://docs.github.com/actions/reference/workflows-and-actions/variables
    """
    return {
        "GITHUB_API_URL": urls.api_root,
        "GITHUB_GRAPHQL_URL": urls.graphql_url,
        "GITHUB_SERVER_URL": urls.html_root,
    }


def variables(proxy: str, authority: Path, allowed: frozenset[str], doors: dict[str, Any]) -> dict[str, str]:
    """Those that lead to the proxy and trust the authority; `doors` is for the preload of Node."""
    found: dict[str, str] = {}
    for name in _PROXY:
        # Both ways of writing are in use, and most clients prefer the small one.
        found |= {name: proxy, name.lower(): proxy}
    direct = ",".join([*_LOOPBACK, *sorted(allowed)])
    found |= {"NO_PROXY": direct, "no_proxy": direct}
    found |= dict.fromkeys(_TRUST, str(authority))
    return found | {
        "NODE_OPTIONS": _node_options(),
        "FAKEGITHUB_INTERCEPTION": json.dumps(doors, separators=(",", ":")),
    }


def _node_options() -> str:
    """What is there already, and the preload."""
    quoted = str(_PRELOAD).replace("\\", "\\\\").replace('"', '\\"')
    preload = f'--require "{quoted}"'
    present = os.environ.get("NODE_OPTIONS", "")
    return present if preload in present else f"{present} {preload}".strip()
