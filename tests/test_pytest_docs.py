"""docs/pytest.md and README: what they show works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_helpers import run, run_apart

from fakegithub import pytest_plugin
from fakegithub.pytest_plugin.declared import FLAGS, KEYS, SCENARIOS

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "pytest.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = ROOT / "tests" / "examples"


# What the page shows the failure of.
FAILING = """
import json
import os

import httpx
import pytest

from fakegithub import call


def bot(environ, start_response):
    if "issue" in json.load(environ["wsgi.input"]):
        url = f"{os.environ['GITHUB_API_URL']}/repos/octocat/hello-world/issues/1/comments"
        headers = {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}"}
        httpx.post(url, json={"body": "Thanks"}, headers=headers).raise_for_status()
    start_response("200 OK", [])
    return [b"done"]


@pytest.mark.fakegithub(
    receiver=bot, events=["issues"], given={"repositories": [{"name": "octocat/hello-world"}]}
)
def test_an_issue_is_answered(github):
    github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    assert call("issues/create-comment", body="Thank you") in github.calls
"""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def comparable(line: str) -> str:
    """Without what differs from run to run."""
    line = re.sub(r"\b[0-9a-f]{40}\b", "SHA", line)
    return re.sub(r"127\.0\.0\.1:\d+|\d+\.\d+ s\b", "N", line).strip()


def test_readmes_part_is_twelve_lines_that_work_when_pasted(pytester: pytest.Pytester) -> None:
    (block,) = blocks(README, "python")
    assert len(block.splitlines()) <= 12
    pytester.makepyfile(block)
    # Nothing of this checkout is in the folder: neither its settings nor its modules.
    run_apart(pytester).assert_outcomes(passed=1)


def test_every_key_fixture_and_option_is_explained() -> None:
    cells = {
        name
        for cell in re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", cell)
    }
    fixtures = {name for name in vars(pytest_plugin) if name.startswith(("github", "fakegithub_"))}
    assert set(KEYS) | fixtures <= cells
    for option in (*(f"--fakegithub-{name}" for name in FLAGS), "--fakegithub-product", SCENARIOS):
        assert option in PAGE


def test_the_failure_is_that_of_a_run(pytester: pytest.Pytester) -> None:
    (shown,) = (block for block in blocks(PAGE, "text") if "fakegithub timeline" in block)
    result = run(pytester, FAILING)
    result.assert_outcomes(failed=1)
    lines = [comparable(line) for line in result.outlines]
    for line in shown.splitlines():
        assert comparable(line) in lines


def test_the_script_prints_what_the_page_shows() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / "script.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout in blocks(PAGE, "text")


def test_the_types_that_the_page_names_are_there() -> None:
    assert pytest_plugin.Config.__annotations__.keys() == KEYS.keys()
    assert {"url", "secret", "token", "environment"} <= set(pytest_plugin.Receiver.__init__.__code__.co_names)
    with pytest.raises(AttributeError, match="has no attribute 'Receive'"):
        _ = pytest_plugin.Receive
