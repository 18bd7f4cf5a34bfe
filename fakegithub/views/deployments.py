"""How deployments, their statuses and environments look from outside."""

from __future__ import annotations

from typing import Any

from fakegithub.clock import node_id
from fakegithub.model.deployments import Deployment, DeploymentProtectionRule, DeploymentStatus, Environment
from fakegithub.model.entity import Facet
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


@view(Deployment)
class DeploymentView(View):
    url = derived(lambda deployment, urls: urls.api(deployment))
    statuses_url = derived(lambda deployment, urls: f"{urls.api(deployment)}/statuses")
    repository_url = derived(lambda deployment, urls: urls.api(deployment.repository))


@view(DeploymentStatus)
class DeploymentStatusView(View):
    url = derived(lambda status, urls: urls.api(status))
    deployment_url = derived(lambda status, urls: urls.api(status.deployment))
    repository_url = derived(lambda status, urls: urls.api(status.repository))


def _rule(environment: Environment, number: int, type: str, **fields: Any) -> dict[str, Any]:
    """What an environment demands has ids too, which nothing refers to."""
    id = environment.id * 4 + number
    return {"id": id, "node_id": node_id("GA", environment.repository.id, id), "type": type, **fields}


def _protection_rules(environment: Environment, _: Urls) -> list[dict[str, Any]]:
    rules = []
    if environment.wait_timer:
        rules.append(_rule(environment, 0, "wait_timer", wait_timer=environment.wait_timer))
    if environment.reviewers:
        fields = {
            "prevent_self_review": environment.prevent_self_review,
            "reviewers": list(environment.reviewers),
        }
        rules.append(_rule(environment, 1, "required_reviewers", **fields))
    if environment.branch_policy is not None:
        rules.append(_rule(environment, 2, "branch_policy"))
    return rules


@view(Environment)
class EnvironmentView(View):
    url = derived(lambda environment, urls: urls.api(environment))
    html_url = derived(lambda environment, urls: urls.html(environment))
    protection_rules = derived(_protection_rules)
    deployment_branch_policy = derived(lambda environment, _: environment.branch_policy)


@view(DeploymentProtectionRule)
class DeploymentProtectionRuleView(View):
    app = derived(lambda rule, urls: Facet(rule.app, integration_url=urls.api(rule.app)))
