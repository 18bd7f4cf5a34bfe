"""What the event of an edited ruleset says that changed: its name, its conditions, its rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def ruleset_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` from what was kept before to what is kept now; both have the same keys.

    https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=edited#repository_ruleset
    """
    changes: dict[str, Any] = {
        name: {"from": before[name]}
        for name in ("name", "enforcement")
        if name in after and before[name] != after[name]
    }
    if "conditions" in after and before["conditions"] != after["conditions"]:
        changes["conditions"] = _condition_changes(before["conditions"], after["conditions"])
    if "rules" in after and before["rules"] != after["rules"]:
        changes["rules"] = _rule_changes(before["rules"], after["rules"])
    return changes


def _condition_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, Any]:
    if not before or not after:
        return {"added": [after] if after else [], "deleted": [before] if before else [], "updated": []}
    old, new = before.get("ref_name", {}), after.get("ref_name", {})
    changes = {
        side: {"from": list(old.get(side, ()))}
        for side in ("include", "exclude")
        if list(old.get(side, ())) != list(new.get(side, ()))
    }
    return {"added": [], "deleted": [], "updated": [{"condition": after, "changes": changes}]}


def _rule_changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rules have no names: two of the same type are the same rule."""
    old, new = ({rule["type"]: rule for rule in rules} for rules in (before, after))
    return {
        "added": [rule for type, rule in new.items() if type not in old],
        "deleted": [rule for type, rule in old.items() if type not in new],
        "updated": [
            {
                "rule": rule,
                "changes": {"configuration": {"from": json.dumps(old[type].get("parameters", {}))}},
            }
            for type, rule in new.items()
            if type in old and old[type] != rule
        ],
    }
