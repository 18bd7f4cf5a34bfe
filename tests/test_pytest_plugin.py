"""The plugin as its users meet it: through pytester, in a pytest of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_github_is_a_fresh_world_for_every_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_empty(github, time):
            github.user("octocat")  # a second world would refuse a second octocat
            assert github.deliveries == []
        """,
    )
    result.assert_outcomes(passed=2)


def test_github_server_is_served_and_put_back_after_every_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import httpx
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_served(github_server, time):
            octocat = github_server.user("octocat")
            octocat.create_repository("hello-world", files={"README.md": "# Hello"})
            answer = httpx.get(f"{github_server.api_url}/repos/octocat/hello-world")
            assert answer.json()["full_name"] == "octocat/hello-world"
            assert answer.json()["url"] == f"{github_server.url}/repos/octocat/hello-world"
            assert len(github_server.calls) == 1
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_marker_chooses_the_product(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.fakegithub(product="ghes-3.19")
        def test_enterprise(github):
            assert github.world.product.version == "3.19.0"
        """,
    )
    result.assert_outcomes(passed=1)


def test_an_unknown_option_of_the_marker_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.fakegithub(produkt="ghes-3.19")
        def test_misspelt(github):
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*does not know produkt; it takes product, seed, now, strict*"])


def test_an_unused_plugin_imports_no_server(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import sys

        def test_modules():
            heavy = {"starlette", "uvicorn", "httpx", "dulwich", "jsonschema_rs", "fakegithub.github"}
            assert heavy & set(sys.modules) == set()
        """,
        "-p",
        "no:respx",  # it imports httpx
    )
    result.assert_outcomes(passed=1)


def test_the_plugin_module_itself_imports_only_pytest() -> None:
    code = "import sys, pytest, json; before = set(sys.modules); import fakegithub.pytest_plugin;"
    code += "print(json.dumps(sorted({m.split('.')[0] for m in set(sys.modules) - before})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    added = {name for name in json.loads(done.stdout) if name not in sys.stdlib_module_names}
    assert added == {"fakegithub"}
