"""How stacks of pull requests look from outside, on their own and in each of their pull requests."""

from __future__ import annotations

from typing import Any

from fakegithub.model.entity import Facet
from fakegithub.model.pulls import PullRequestEnd
from fakegithub.model.stacks import Stack
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


def _end(end: PullRequestEnd, urls: Urls) -> dict[str, Any]:
    repository = end.repository
    repo = (
        None
        if repository is None
        else {"id": repository.id, "url": urls.api(repository), "name": repository.name}
    )
    return {"ref": end.ref, "sha": end.sha, "repo": repo}


@view(Stack)
class StackView(View):
    url = derived(lambda stack, urls: urls.api(stack))
    base = derived(lambda stack, _: {"ref": stack.pull_requests[0].base.ref})
    pull_requests = derived(
        lambda stack, urls: [
            Facet(pull, head=_end(pull.head, urls), base=_end(pull.base, urls))
            for pull in stack.pull_requests
        ]
    )
