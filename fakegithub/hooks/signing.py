"""The signatures of a delivery: HMACs over its raw body, keyed with the hook's secret.

https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
"""

from __future__ import annotations

import hmac

from fakegithub.products import Product


def signature_headers(secret: str | None, body: bytes, product: Product) -> dict[str, str]:
    """The signature headers of `body`, exactly as it is sent; none for a hook without a secret.

    `X-Hub-Signature` is `sha1=` and 40 hexadecimal digits, `X-Hub-Signature-256` is `sha256=` and
    64; the latter came with GHES 3.0.
    """
    if not secret:
        return {}
    key = secret.encode()
    headers = {"X-Hub-Signature": f"sha1={hmac.digest(key, body, 'sha1').hex()}"}
    if product.signs_sha256:
        headers["X-Hub-Signature-256"] = f"sha256={hmac.digest(key, body, 'sha256').hex()}"
    return headers
