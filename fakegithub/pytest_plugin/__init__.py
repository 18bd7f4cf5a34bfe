"""The pytest plugin: a GitHub per test, in process or served, with the program under test in front of it.

    declared     the options of the command line and the ini file
    options      what a test may say, where, and which of it counts
    preparation  what tests begin with: built once, copied for each
    worlds       a test's world, and what a session shares
    serving      one port for all tests; loops: one background loop
    receivers    the program under test
    items        scenario files as tests
    comparing    what a failing assert shows
    failures     what a failing test shows beside it

Importing this module costs next to nothing: the rest of the package is imported when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fakegithub.github import GitHub
    from fakegithub.pytest_plugin.options import Config as Config
    from fakegithub.pytest_plugin.receivers import Receiver as Receiver
    from fakegithub.pytest_plugin.worlds import Session, Stage

__all__ = ["Config", "Receiver"]

_FIXTURES = frozenset({"github", "github_server", "github_receiver"})
_MARKER = (
    "fakegithub(product, products, host, given, receiver, path, events, secret, intercept, allow, strict, "
    "seed, now): the GitHub that this test gets"
)
_STAGE = pytest.StashKey["Stage"]()


def __getattr__(name: str) -> Any:
    if name == "Config":
        from fakegithub.pytest_plugin.options import Config

        return Config
    if name == "Receiver":
        from fakegithub.pytest_plugin.receivers import Receiver

        return Receiver
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def pytest_addoption(parser: pytest.Parser) -> None:
    from fakegithub.pytest_plugin.declared import add_options

    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Raises UsageError for what the command line or the ini file cannot mean."""
    from fakegithub.pytest_plugin.declared import is_said

    config.addinivalue_line("markers", _MARKER)
    if is_said(config):
        from fakegithub.pytest_plugin.options import of_session

        of_session(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix not in (".yaml", ".yml"):
        return None
    from fakegithub.pytest_plugin.items import ScenarioFile, is_scenario

    return ScenarioFile.from_parent(parent, path=file_path) if is_scenario(file_path, parent) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse what markers cannot mean, before anything runs; run once for each of several products."""
    marked = metafunc.definition.get_closest_marker("fakegithub") is not None
    if not marked and "_fakegithub_product" not in metafunc.fixturenames:
        return
    from fakegithub.pytest_plugin.options import merged, of_markers, of_session

    try:
        markers = of_markers(metafunc.definition)
    except pytest.UsageError as error:
        raise pytest.Collector.CollectError(f"{metafunc.definition.nodeid}: {error}") from error
    uses = "_fakegithub_product" in metafunc.fixturenames
    if not uses and merged(markers).get("intercept"):
        metafunc.fixturenames.append("_fakegithub_product")
        uses = True
    products = merged([*markers, *of_session(metafunc.config)]).get("products")
    if products and uses:
        metafunc.parametrize("_fakegithub_product", list(products), ids=list(products))


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test that is to be intercepted has a world, even if it asks for none by name."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("fakegithub") is None:
        return
    intercepted = next((m for m in item.iter_markers("fakegithub") if "intercept" in m.kwargs), None)
    if intercepted is not None and intercepted.kwargs["intercept"] and not _FIXTURES & {*item.fixturenames}:
        item.fixturenames.insert(0, "github")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    stage = item.stash.get(_STAGE, None)
    if stage is not None and report.failed:
        from fakegithub.pytest_plugin.failures import timeline

        told = timeline(stage)
        if told:
            report.sections.append(("fakegithub timeline", told))
    return report


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    if not any(type(side).__module__.startswith("fakegithub.") for side in (left, right)):
        return None
    from fakegithub.pytest_plugin.comparing import explained

    return explained(op, left, right)


# Fixtures


@pytest.fixture(scope="session")
def fakegithub_config() -> Config:
    """What the tests' GitHub is like: override it, in any scope, and return (or yield) a mapping with the
    keys of the marker `fakegithub`."""
    return {}


@pytest.fixture
def github(_fakegithub_stage: Stage) -> GitHub:
    """A world of the test's own, in process; `github.serve()` gives it a URL of its own, too."""
    return _fakegithub_stage.github


@pytest.fixture
def github_server(github: GitHub, _fakegithub_stage: Stage) -> GitHub:
    """The same world, served at `github_server.url`, which is the same for all tests of a session."""
    return _fakegithub_stage.serve(github)


@pytest.fixture
def github_receiver(_fakegithub_stage: Stage, github: GitHub) -> Receiver:  # noqa: ARG001 - it comes first
    """The program under test in front of the test's world: `url`, `secret`, `create_hook(…)`."""
    with _plainly():
        return _fakegithub_stage.receiver


@pytest.fixture(scope="session")
def fakegithub_url(_fakegithub_session: Session) -> str:
    """Where `github_server` is all session long, for programs that are started once."""
    return _fakegithub_session.server.url


@pytest.fixture(scope="session")
def _fakegithub_session() -> Iterator[Session]:
    from fakegithub.pytest_plugin.worlds import Session

    session = Session()
    yield session
    session.close()


@pytest.fixture
def _fakegithub_product() -> str | None:
    """One of several products that the test runs for, by parametrisation."""
    return None


@pytest.fixture
def _fakegithub_stage(
    request: pytest.FixtureRequest,
    fakegithub_config: Config,
    _fakegithub_product: str | None,
    _fakegithub_session: Session,
) -> Iterator[Stage]:
    from fakegithub.pytest_plugin.options import checked, merged, of_markers, of_session
    from fakegithub.pytest_plugin.worlds import Stage

    node: pytest.Item = request.node
    with _plainly():
        configured = checked(fakegithub_config, "fakegithub_config")
        markers = of_markers(node)
        if _fakegithub_product is None and "products" in configured:
            raise pytest.UsageError("fakegithub_config cannot say products, but the marker can")
        options = merged([*markers, configured, *of_session(node.config)])
        if _fakegithub_product is not None:
            options["product"] = _fakegithub_product
        folders = [node.path.parent, node.config.rootpath, Path(os.getcwd())]
        stage = node.stash[_STAGE] = Stage(_fakegithub_session, options, folders)
    try:
        with _plainly():
            stage.open()
            if any("receiver" in marker for marker in markers):
                stage.receiver  # noqa: B018 - it is named for this very test
        yield stage
    finally:
        stage.close()


@contextmanager
def _plainly() -> Iterator[None]:
    """What a test cannot mean is told to its author, who has no use for a traceback of ours."""
    try:
        yield
    except pytest.UsageError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
