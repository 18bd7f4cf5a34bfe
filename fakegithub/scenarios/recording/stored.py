"""Stored deliveries: files of what GitHub's API of deliveries gives, of one or of many.

https://docs.github.com/rest/repos/webhooks#get-a-delivery-for-a-repository-webhook
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fakegithub.errors import ScenarioError
from fakegithub.scenarios.recording.exchanges import RecordedDelivery, Recording, product_of
from fakegithub.scenarios.recording.secrets import Secrets

_HINT = (
    "A stored delivery is what GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id} answers, "
    "or {event, payload}; a file has one, or several in a list or one in each line."
)


def read_stored(files: Iterable[Path], product_name: str | None, secret: str | None) -> Recording:
    """The deliveries in all files, oldest first. Raises ScenarioError for a file without any."""
    recording = Recording(Secrets([secret] if secret else []))
    items = [(file, item) for file in files for item in _items(file)]
    found_product = product_name
    for _, item in items:
        recording.secrets.learn_headers(_lowered(_request(item).get("headers")))
        recording.secrets.learn_values(_request(item).get("payload", item.get("payload")))
    for position, (file, item) in enumerate(items):
        delivery = _delivery(file, item, position, recording.secrets)
        recording.deliveries.append(delivery)
        found_product = product_of(_lowered(_request(item).get("headers")), found_product)
    # Equal times keep the order of the files.
    recording.deliveries.sort(key=lambda delivery: delivery.began)
    recording.product = found_product or recording.product
    return recording


def _items(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"cannot be read: {error.strerror}", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise ScenarioError("is not a UTF-8 text", file=str(file)) from error
    try:
        found = [json.loads(text)]
    except ValueError as error:
        found = _lines(text, file, error)
    for item in found:
        for one in item if isinstance(item, list) else [item]:
            if not isinstance(one, Mapping):
                raise ScenarioError("has something that is no delivery", file=str(file), hint=_HINT)
            yield one


def _lines(text: str, file: Path, error: ValueError) -> list[Any]:
    """One JSON value in each line. Raises ScenarioError with the error of the whole when it is not so."""
    try:
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        found = []
    if not found:
        raise ScenarioError(f"is not JSON: {error}", file=str(file), hint=_HINT) from error
    return found


def _delivery(file: Path, item: Mapping[str, Any], position: int, secrets: Secrets) -> RecordedDelivery:
    headers = _lowered(_request(item).get("headers"))
    payload = _request(item).get("payload", item.get("payload"))
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except ValueError:
            payload = None
    event = item.get("event") or headers.get("x-github-event")
    if not isinstance(event, str) or not isinstance(payload, Mapping):
        missing = "an event" if isinstance(payload, Mapping) else "a payload"
        raise ScenarioError(
            f"has a delivery without {missing} (the one numbered {position + 1} in all)",
            file=str(file),
            hint=_HINT,
        )
    code = item.get("status_code")
    began = _seconds(item.get("delivered_at"))
    return RecordedDelivery(
        event=event,
        payload=secrets.clean(payload),
        began=began if began is not None else float(position),
        ended=began if began is not None else float(position),
        # GitHub says 0 or 502 with a status of its own when there was no answer; only 2xx … 5xx count.
        status=code if isinstance(code, int) and code >= 100 and _answered(item) else None,
        error=str(item.get("status")) if code is not None else None,
        guid=str(item.get("guid") or headers.get("x-github-delivery", "")),
        hook_id=headers.get("x-github-hook-id", ""),
        target=headers.get("x-github-hook-installation-target-type", ""),
        signed=any(name.startswith("x-hub-signature") for name in headers),
    )


def _answered(item: Mapping[str, Any]) -> bool:
    status = str(item.get("status", "OK"))
    return status == "OK" or status.startswith("Invalid HTTP Response")


def _request(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("request")
    return found if isinstance(found, Mapping) else {}


def _lowered(headers: Any) -> dict[str, str]:
    found = headers if isinstance(headers, Mapping) else {}
    return {str(name).lower(): str(value) for name, value in found.items()}


def _seconds(moment: Any) -> float | None:
    try:
        found = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
