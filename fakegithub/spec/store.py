"""Reading schemas/: where the folder is, and its files, parsed only as far as they are asked for.

`refresh` writes one entry per line. So a pool of two thousand definitions is split at its line ends, which
takes a millisecond, and only the lines that somebody needs are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import orjson


@cache
def schemas_folder() -> Traversable:
    """The folder of schemas: inside the package when it is installed, beside it in a checkout."""
    package = files("fakegithub")
    installed = package / "schemas"
    if (installed / "manifest.json").is_file():
        return installed
    checkout = Path(str(package)).parent / "schemas"
    if (checkout / "manifest.json").is_file():
        return checkout
    raise FileNotFoundError(
        f"schemas/manifest.json is neither in {installed} nor in {checkout}: "
        "install fakegithub again, or run `python -m fakegithub.spec.refresh` in a checkout"
    )


def read_json(name: str) -> Any:
    return orjson.loads((schemas_folder() / name).read_bytes())


class Lines(Mapping[str, Any]):
    """A JSON object with one entry per line, parsed line by line on demand.

    Every look-up parses afresh and gives a new object.
    """

    def __init__(self, data: bytes) -> None:
        self._lines: dict[str, bytes] = {}
        for line in data.splitlines()[1:-1]:
            # No key has a quotation mark or a backslash in it: keys are names of GitHub's and ours.
            end = line.index(b'":')
            self._lines[line[1:end].decode()] = line[end + 2 :].removesuffix(b",")

    def __getitem__(self, key: str) -> Any:
        return orjson.loads(self._lines[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, key: object) -> bool:
        return key in self._lines


@cache
def pool(name: str) -> Lines:
    """`definitions.json` or `operations.json`, shared by all products."""
    return Lines((schemas_folder() / name).read_bytes())
