"""What there is: every event and every operation of a document, with its tier."""

from __future__ import annotations

from typing import Any

from fakegithub.hooks.subscriptions import tier
from fakegithub.operations.operation import OPERATIONS
from fakegithub.spec import document

# How honest an event is, the most honest first: see hooks/subscriptions.py.
TIERS = ("modelled", "simulated", "sampled")


def events(document_name: str) -> list[dict[str, Any]]:
    """`{"event", "action", "tier", "hook_kinds"}` of every event, by name; the action may be null."""
    webhooks = document(document_name).webhooks
    return [
        {
            "event": spec.event,
            "action": spec.action,
            "tier": tier(spec.name),
            "hook_kinds": sorted(spec.hook_kinds),
        }
        for spec in (webhooks[name] for name in sorted(webhooks))
    ]


def operations(document_name: str) -> list[dict[str, Any]]:
    """`{"operation", "method", "path", "tier"}` of every operation, by name; tier is modelled or none."""
    known = document(document_name).operations
    return [
        {
            "operation": spec.id,
            "method": spec.method,
            "path": spec.path,
            "tier": OPERATIONS[spec.id].tier if spec.id in OPERATIONS else "none",
        }
        for spec in (known[name] for name in sorted(known))
    ]
