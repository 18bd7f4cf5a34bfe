"""A seed and a frozen clock fix every byte, whatever Python does with its hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("product", ["github.com", "ghes-3.19"])
def test_two_processes_deliver_the_same_bytes(product: str) -> None:
    program = Path(__file__).with_name("eventful.py")
    digests: list[str] = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, str(program), product],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.append(done.stdout.strip())
    assert len(digests[0]) == 64
    assert digests[0] == digests[1]
