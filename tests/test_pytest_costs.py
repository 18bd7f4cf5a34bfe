"""What the plugin costs: nothing when it is not used, and little when it is."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from pytest_helpers import WORLD, run, run_apart

from fakegithub import GitHub
from fakegithub.pytest_plugin.worlds import Session, Stage

pytest_plugins = ["pytester"]

# Whatever serves, checks, parses or sends, and what of ours would import it.
HEAVY = {
    *("starlette", "uvicorn", "httpx", "jsonschema", "jsonschema_rs", "dulwich", "yaml", "orjson", "respx"),
    *("cryptography", "jwt", "fakegithub.github", "fakegithub.world", "fakegithub.spec", "fakegithub.errors"),
}


def test_an_unused_plugin_imports_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import sys
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_modules(time):
            assert {HEAVY} & set(sys.modules) == set()

        @pytest.mark.xfail(strict=True)
        def test_fails():
            assert [1] == [2]
        """
    )
    # respx has a plugin of its own, which imports httpx.
    result = run_apart(pytester, "-p", "no:respx", "-p", "no:hypothesispytest")
    result.assert_outcomes(passed=2, xfailed=1)


def test_importing_the_plugin_takes_less_than_five_milliseconds() -> None:
    command = "import pytest, fakegithub.pytest_plugin, fakegithub.pytest_plugin.declared"
    taken = []
    # Whoever else uses this machine can only make it slower.
    for _ in range(10):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", command], capture_output=True, text=True, check=True
        )
        ours = re.findall(r"^import time:\s+(\d+) \|.* fakegithub(?:\.\S+)?$", done.stderr, re.MULTILINE)
        assert len(ours) == 3
        taken.append(sum(int(microseconds) for microseconds in ours) / 1000)
    assert min(taken) < 5


@pytest.mark.parametrize(
    "options", [{}, {"given": {"repositories": [{"name": "octocat/hello-world"}]}}], ids=str
)
def test_a_world_takes_less_than_three_milliseconds(options: dict[str, object]) -> None:
    session = Session()
    taken = []
    for _ in range(30):
        began = time.perf_counter()
        stage = Stage(session, options, [])
        stage.open()
        stage.close()
        taken.append((time.perf_counter() - began) * 1000)
    session.close()
    assert min(taken) < 3


def test_a_world_that_is_given_is_built_once(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    create = GitHub.user

    def counted(github: GitHub, login: str, **fields: object) -> object:
        built.append(login)
        return create(github, login, **fields)

    monkeypatch.setattr(GitHub, "user", counted)
    result = run(
        pytester,
        f"""
        import pytest

        @pytest.mark.fakegithub(given={WORLD})
        @pytest.mark.parametrize("time", range(5))
        def test_given(github, time):
            assert github.repository("octocat/hello-world")

        @pytest.mark.fakegithub(given={WORLD}, product="ghes-3.19")
        @pytest.mark.parametrize("time", range(5))
        def test_given_elsewhere(github, time):
            assert github.repository("octocat/hello-world")
        """,
    )
    result.assert_outcomes(passed=10)
    assert built == ["octocat"] * 2
