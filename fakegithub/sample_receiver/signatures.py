"""What a delivery must prove before anybody looks at it, and the payload in it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

Payload = Mapping[str, Any]

# The better one counts. Old GHE sends SHA-1 only.
_ALGORITHMS = (("X-Hub-Signature-256", "sha256"), ("X-Hub-Signature", "sha1"))


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether the secret's HMAC of the raw body stands in the headers.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    for header, algorithm in _ALGORITHMS:
        if header in headers:
            expected = f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"
            return bool(secret) and hmac.compare_digest(headers[header].encode(), expected.encode())
    return False


def read_payload(content_type: str, body: bytes) -> Payload:
    """The payload of a body that is JSON, or a form with JSON in it. Raises ValueError for anything else."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        body = parse_qs(body.decode()).get("payload", [""])[0].encode()
    payload: Payload = json.loads(body)
    return payload
