"""The pytest plugin: a GitHub per test, in process or served.

Importing this module costs nothing: the rest of the package is imported when a fixture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakegithub.github import GitHub

_OPTIONS = ("product", "seed", "now", "strict")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "fakegithub(product='github.com', seed=0, now=None, strict=False): the kind of GitHub this test gets",
    )


@pytest.fixture
def github(request: pytest.FixtureRequest) -> Iterator[GitHub]:
    """A fresh world, in process; `github.serve()` gives it a URL."""
    from fakegithub.github import GitHub

    with GitHub(**_marked(request)) as fresh:
        yield fresh


@pytest.fixture
def github_server(request: pytest.FixtureRequest) -> Iterator[GitHub]:
    """An empty world, served at `github_server.url` on a free port of the loopback interface.

    The server is started once per session for each kind of GitHub; the world is put back after
    every test.
    """
    servers: _Servers = request.getfixturevalue("_fakegithub_servers")
    served = servers.get(**_marked(request))
    start = served.snapshot()
    try:
        yield served
    finally:
        served.rollback(start)


class _Servers:
    """The served worlds of a session, by the marker's options."""

    def __init__(self) -> None:
        self.served: dict[tuple[tuple[str, Any], ...], GitHub] = {}

    def get(self, **options: Any) -> GitHub:
        from fakegithub.github import GitHub

        key = tuple(sorted(options.items()))
        if key not in self.served:
            self.served[key] = GitHub(**options)
            self.served[key].serve()
        return self.served[key]


@pytest.fixture(scope="session")
def _fakegithub_servers() -> Iterator[_Servers]:
    servers = _Servers()
    yield servers
    for served in servers.served.values():
        served.close()


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    marker = request.node.get_closest_marker("fakegithub")
    if marker is None:
        return {}
    unknown = marker.kwargs.keys() - set(_OPTIONS)
    if unknown or marker.args:
        raise pytest.UsageError(
            f"@pytest.mark.fakegithub does not know {', '.join(sorted(unknown)) or 'positional arguments'};"
            f" it takes {', '.join(_OPTIONS)}"
        )
    return dict(marker.kwargs)
