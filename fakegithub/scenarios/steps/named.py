"""Parameters of operations that mean something which a scenario has by another name.

`check_run_id` may be said as `check_run: lint` or `check_run_id: lint`, where lint is an earlier step's `as`;
and when nothing is said it is the check run that was made last. One table says so of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fakegithub.model.accounts import Team
from fakegithub.model.actions import WorkflowJob, WorkflowRun
from fakegithub.model.apps import Installation
from fakegithub.model.checks import CheckRun, CheckSuite
from fakegithub.model.commit_comments import CommitComment
from fakegithub.model.deploy_keys import DeployKey
from fakegithub.model.deployments import Deployment
from fakegithub.model.discussions import Discussion, DiscussionComment
from fakegithub.model.hooks import Delivery, Hook
from fakegithub.model.invitations import OrganizationInvitation, RepositoryInvitation
from fakegithub.model.issues import Issue, IssueComment, Milestone
from fakegithub.model.pages import PagesBuild
from fakegithub.model.pat_requests import PersonalAccessTokenRequest
from fakegithub.model.pulls import PullRequest, Review, ReviewComment
from fakegithub.model.reactions import Reaction
from fakegithub.model.releases import Release, ReleaseAsset
from fakegithub.model.rulesets import Ruleset


@dataclass(frozen=True, slots=True)
class Named:
    """`parameter` is the `attribute` of something of the `kinds`, which `key` may name instead.

    With `latest` it is that of the one that was made last, when nothing is said.
    """

    parameter: str
    key: str | None
    attribute: str
    kinds: tuple[type, ...]
    latest: bool = True

    @property
    def what(self) -> str:
        """For messages: "check run"."""
        return (self.key or self.kinds[0].__name__.lower()).replace("_", " ")


_COMMENTS = (IssueComment, ReviewComment, CommitComment, DiscussionComment)
NAMED: dict[str, Named] = {
    named.parameter: named
    for named in (
        Named("asset_id", "release_asset", "id", (ReleaseAsset,)),
        Named("build_id", "page_build", "id", (PagesBuild,), latest=False),
        Named("check_run_id", "check_run", "id", (CheckRun,)),
        Named("check_suite_id", "check_suite", "id", (CheckSuite, CheckRun)),
        Named("comment_id", "comment", "id", _COMMENTS),
        Named("delivery_id", "delivery", "id", (Delivery,)),
        Named("deployment_id", "deployment", "id", (Deployment,)),
        Named("discussion_number", "discussion", "number", (Discussion,)),
        Named("hook_id", "hook", "id", (Hook,)),
        Named("in_reply_to", None, "id", (ReviewComment,), latest=False),
        Named("installation_id", "installation", "id", (Installation,)),
        Named("invitation_id", "invitation", "id", (RepositoryInvitation, OrganizationInvitation)),
        Named("issue_id", None, "id", (Issue,), latest=False),
        Named("issue_number", "issue", "number", (Issue, PullRequest)),
        Named("job_id", "workflow_job", "id", (WorkflowJob,)),
        Named("key_id", "deploy_key", "id", (DeployKey,)),
        Named("milestone", None, "number", (Milestone,), latest=False),
        Named("milestone_number", "milestone", "number", (Milestone,)),
        Named("pull_number", "pull_request", "number", (PullRequest,)),
        Named("reaction_id", "reaction", "id", (Reaction,)),
        Named("release_id", "release", "id", (Release,)),
        Named("reply_to_id", "reply_to", "id", (DiscussionComment,), latest=False),
        Named("request_id", "personal_access_token_request", "id", (PersonalAccessTokenRequest,)),
        Named("review_id", "review", "id", (Review,)),
        Named("ruleset_id", "ruleset", "id", (Ruleset,)),
        Named("run_id", "workflow_run", "id", (WorkflowRun,)),
        Named("sub_issue_id", "sub_issue", "id", (Issue,), latest=False),
        Named("team_slug", "team", "slug", (Team,)),
    )
}


def value_of(named: Named, entity: Any) -> Any:
    """What the parameter is for `entity`; None when it is of another kind."""
    if not isinstance(entity, named.kinds):
        return None
    if named.parameter == "check_suite_id" and isinstance(entity, CheckRun):
        entity = entity.check_suite
    return getattr(entity, named.attribute)
