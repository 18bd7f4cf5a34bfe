"""How commit statuses, check runs and check suites look from outside.

What depends on the rest of the world (which pull requests a check belongs to, how many runs a suite
has) is added by the operations: see `fakegithub.operations.check_state`.
"""

from __future__ import annotations

from typing import Any

from fakegithub.model.checks import CheckRun, CheckSuite, CommitStatus
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


@view(CommitStatus)
class CommitStatusView(View):
    url = derived(lambda status, urls: urls.api(status))
    avatar_url = derived(lambda status, urls: urls.avatar(status.creator))


def _output(run: CheckRun, urls: Urls) -> dict[str, Any]:
    return {
        "title": run.title,
        "summary": run.summary,
        "text": run.text,
        "annotations_count": len(run.annotations),
        "annotations_url": f"{urls.api(run)}/annotations",
    }


@view(CheckRun)
class CheckRunView(View):
    url = derived(lambda run, urls: urls.api(run))
    html_url = derived(lambda run, urls: urls.html(run))
    output = derived(_output)


@view(CheckSuite)
class CheckSuiteView(View):
    url = derived(lambda suite, urls: urls.api(suite))
    check_runs_url = derived(lambda suite, urls: f"{urls.api(suite)}/check-runs")
    runs_rerequestable = derived(lambda suite, _: suite.rerequestable)
