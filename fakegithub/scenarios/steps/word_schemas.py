"""The lists of words in schemas/scenario.schema.json: products, events, operations, for editors to complete.

`python -m fakegithub.scenarios.pages` writes them, each definition in a line. Only products are all that may
stand there. Elsewhere a reference may, and what one document lacks another has: the checks tell of those.
"""

from __future__ import annotations

import json
import re
from typing import Any

from fakegithub.products import PRODUCTS
from fakegithub.spec import DOCUMENTS, document


def word_schemas() -> dict[str, dict[str, Any]]:
    """The definitions by name."""
    known = [document(name) for name in DOCUMENTS]
    events = {name for each in known for name in each.webhooks}
    names = {name.partition(".")[0] for name in events}
    operations = {id for each in known for id in each.operations}
    return {
        "product": {"title": "product", "type": "string", "enum": list(PRODUCTS)},
        "hook-event": _among(["*", *sorted(names)], "An event without its action, or * for all."),
        "event": _among(["*", *sorted(events | names)], "An event, with or without its action."),
        "operation": _among(sorted(operations), "An operationId; `fakegithub operations` lists them."),
    }


def _among(words: list[str], description: str) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "enum": words}, {"type": "string"}], "description": description}


def with_words(text: str) -> str:
    """The text of the schema with its lists as they must be now. Raises ValueError."""
    for name, part in word_schemas().items():
        found = re.findall(rf'^    "{name}": \{{.*\}},$', text, re.MULTILINE)
        if len(found) != 1:
            raise ValueError(f"the schema has no line for {name} among its definitions")
        text = text.replace(found[0], f'    "{name}": {json.dumps(part, separators=(", ", ": "))},')
    return text
