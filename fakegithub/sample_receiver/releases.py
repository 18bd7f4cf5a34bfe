"""Releases: what is published is deployed."""

from __future__ import annotations

from fakegithub.sample_receiver.client import GitHubClient
from fakegithub.sample_receiver.pulls import NOTHING_TO_DO
from fakegithub.sample_receiver.signatures import Payload

ENVIRONMENT = "production"


async def on_release(github: GitHubClient, payload: Payload) -> str:
    """One release causes several events: created, published, released."""
    release = payload["release"]
    if payload["action"] != "published" or release["draft"] or release["prerelease"]:
        return NOTHING_TO_DO
    body = {"ref": release["tag_name"], "environment": ENVIRONMENT, "auto_merge": False}
    deployment = await github.attempt("POST", "/deployments", refusals=(409,), json=body)
    if deployment is None:
        return "not deployed: its checks have not passed"
    for state in ("pending", "success"):
        status = {"state": state, "environment": ENVIRONMENT}
        await github.post(f"/deployments/{deployment['id']}/statuses", status)
    return "deployed"
