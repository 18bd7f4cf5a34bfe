"""What GitHub's deliveries look like: names of keys and forms of values, and nothing else of them.

The tables come from published and captured deliveries: the examples that GitHub publishes (npm
`@octokit/webhooks-examples`), and deliveries of 2023 to 2026 that receivers' authors have put into public
repositories. What is new since then stands in the documents.
"""

from __future__ import annotations

import re

# What stands between `action` and `repository`, in this order.
SUBJECTS = {
    "check_run.completed": "check_run",
    "check_run.created": "check_run",
    "check_run.rerequested": "check_run",
    "check_suite.completed": "check_suite",
    "check_suite.requested": "check_suite",
    "create": "ref ref_type master_branch description pusher_type",
    "delete": "ref ref_type pusher_type",
    "installation.created": "installation repositories requester",
    "issue_comment.created": "issue comment",
    "issue_comment.deleted": "issue comment",
    "issue_comment.edited": "changes issue comment",
    "issues.assigned": "issue assignee",
    "issues.closed": "issue",
    "issues.demilestoned": "issue milestone",
    "issues.edited": "issue changes",
    "issues.labeled": "issue label",
    "issues.locked": "issue",
    "issues.milestoned": "issue milestone",
    "issues.opened": "issue",
    "issues.reopened": "issue",
    "issues.unassigned": "issue assignee",
    "issues.unlabeled": "issue label",
    "issues.unlocked": "issue",
    "label.created": "label",
    "label.deleted": "label",
    "label.edited": "label changes",
    "member.added": "member changes",
    "member.edited": "member changes",
    "member.removed": "member",
    "milestone.closed": "milestone",
    "milestone.created": "milestone",
    "milestone.deleted": "milestone",
    "milestone.edited": "milestone changes",
    "milestone.opened": "milestone",
    "ping": "zen hook_id hook",
    # The same event, to the hook of an app: it belongs to nobody's repository.
    "ping_app": "zen hook_id hook",
    "public": "",
    "pull_request.assigned": "number pull_request assignee",
    "pull_request.closed": "number pull_request",
    "pull_request.converted_to_draft": "number pull_request",
    "pull_request.edited": "number pull_request changes",
    "pull_request.labeled": "number pull_request label",
    "pull_request.opened": "number pull_request",
    "pull_request.ready_for_review": "number pull_request",
    "pull_request.reopened": "number pull_request",
    "pull_request.review_request_removed": "number pull_request requested_reviewer",
    "pull_request.review_requested": "number pull_request requested_reviewer",
    "pull_request.synchronize": "number pull_request before after",
    "pull_request_review.dismissed": "review pull_request",
    "pull_request_review.edited": "review changes pull_request",
    "pull_request_review.submitted": "review pull_request",
    "pull_request_review_comment.created": "comment pull_request",
    "pull_request_review_comment.deleted": "comment pull_request",
    "pull_request_review_comment.edited": "changes comment pull_request",
    "push": "ref before after",
    "repository.archived": "",
    "repository.edited": "changes",
    "repository.privatized": "",
    "repository.publicized": "",
    "repository.renamed": "changes",
    "repository.unarchived": "",
    "status": "id sha name target_url avatar_url context description state commit branches created_at "
    "updated_at",
}
ENVELOPE = ("repository", "organization", "enterprise", "sender", "installation")
# A push has half of its own keys before the envelope, and half of them after it.
PUSH = "created deleted forced base_ref compare commits head_commit"

ACCOUNT = """login id node_id avatar_url gravatar_id url html_url followers_url following_url gists_url
    starred_url subscriptions_url organizations_url repos_url events_url received_events_url type
    site_admin"""
REPOSITORY = """id node_id name full_name private owner html_url description fork url forks_url keys_url
    collaborators_url teams_url hooks_url issue_events_url events_url assignees_url branches_url tags_url
    blobs_url git_tags_url git_refs_url trees_url statuses_url languages_url stargazers_url contributors_url
    subscribers_url subscription_url commits_url git_commits_url comments_url issue_comment_url contents_url
    compare_url merges_url archive_url downloads_url issues_url pulls_url milestones_url notifications_url
    labels_url releases_url deployments_url created_at updated_at pushed_at git_url ssh_url clone_url svn_url
    homepage size stargazers_count watchers_count language has_issues has_projects has_downloads has_wiki
    has_pages forks_count mirror_url archived disabled open_issues_count license is_template topics visibility
    forks open_issues watchers default_branch allow_forking"""
MERGE_SETTINGS = """allow_squash_merge allow_merge_commit allow_rebase_merge allow_auto_merge
    delete_branch_on_merge allow_update_branch"""
MERGE_MESSAGES = """use_squash_pr_title_as_default squash_merge_commit_message squash_merge_commit_title
    merge_commit_message merge_commit_title"""
ISSUE = """url repository_url labels_url comments_url events_url html_url id node_id number title user labels
    state locked assignee assignees milestone comments created_at updated_at closed_at author_association
    active_lock_reason body reactions timeline_url performed_via_github_app state_reason sub_issues_summary
    issue_dependencies_summary"""
PULL = """url id node_id html_url diff_url patch_url issue_url number state locked title user body created_at
    updated_at closed_at merged_at merge_commit_sha assignee assignees requested_reviewers requested_teams
    labels milestone draft commits_url review_comments_url review_comment_url comments_url statuses_url head
    base _links author_association auto_merge active_lock_reason"""
MERGEABLE = """merged mergeable rebaseable mergeable_state merged_by comments review_comments
    maintainer_can_modify commits additions deletions changed_files"""
COMMENT = "url html_url id node_id user created_at updated_at author_association body reactions"
SUITE = """id node_id head_branch head_sha status conclusion url before after pull_requests app created_at
    updated_at"""

# Where an object stands -> its keys; those after the bar are not always there. The first that fits counts.
SHAPES: list[tuple[str, str]] = [
    # A push shows the owner of its repository in the form of old.
    (r"push/repository\.owner", ACCOUNT + " name email | user_view_type"),
    (r"push/pusher", "name email"),
    (r"push/(commits\[\]|head_commit)\.(author|committer)", "name email | username"),
    (
        r"push/(commits\[\]|head_commit)",
        "id tree_id distinct message timestamp url author committer added removed modified",
    ),
    (
        r"push/repository",
        REPOSITORY + " stargazers master_branch | organization custom_properties has_discussions "
        "web_commit_signoff_required has_pull_requests pull_request_creation_policy",
    ),
    # user_view_type came in 2024; the documents do not have it at every place.
    (
        r".*/(.+\.)?(sender|user|creator|assignee|assignees\[\]|merged_by|requested_reviewer|"
        r"requested_reviewers\[\]|member|account|owner)",
        ACCOUNT + " | user_view_type",
    ),
    (r"status/commit\.(author|committer)", ACCOUNT + " | user_view_type"),
    # Only an organization's repositories have custom properties.
    (
        r".*/repository",
        REPOSITORY + " | custom_properties has_discussions web_commit_signoff_required has_pull_requests "
        "pull_request_creation_policy",
    ),
    (
        r".*/pull_request\.(head|base)\.repo",
        f"{REPOSITORY} {MERGE_SETTINGS} | {MERGE_MESSAGES} has_discussions web_commit_signoff_required "
        "has_pull_requests pull_request_creation_policy",
    ),
    (r".*/.*\.custom_properties", ""),
    (
        r".*/organization",
        "login id node_id url repos_url events_url hooks_url issues_url members_url public_members_url "
        "avatar_url description",
    ),
    (
        r".*/enterprise",
        "id slug name node_id avatar_url description website_url html_url created_at updated_at",
    ),
    # An app's hook is told the installation's id; the event of an installation shows all of it.
    (
        r"installation\..*/installation",
        "id client_id account repository_selection access_tokens_url repositories_url html_url app_id "
        "app_slug target_id target_type permissions events created_at updated_at single_file_name "
        "has_multiple_single_files single_file_paths suspended_by suspended_at",
    ),
    (r".*/installation", "id node_id"),
    (r".*/repositories\[\]", "id node_id name full_name private"),
    (r".*/(.+\.)?(app|performed_via_github_app)\.permissions|.*/installation\.permissions", "metadata | *"),
    (
        r".*/(.+\.)?(app|performed_via_github_app)",
        "id client_id slug node_id owner name description external_url html_url created_at updated_at "
        "permissions events",
    ),
    # Only an organization's issues have types and fields.
    (r".*/issue", ISSUE + " | type issue_field_values parent_issue_url pull_request draft"),
    (r".*/issue\.pull_request", "url html_url diff_url patch_url merged_at"),
    (r".*/issue\.sub_issues_summary", "total completed percent_completed"),
    (r".*/issue\.issue_dependencies_summary", "blocked_by total_blocked_by blocking total_blocking"),
    (r".*/.*\.reactions", "url total_count +1 -1 laugh hooray confused heart rocket eyes"),
    (r".*/(.+\.)?labels?(\[\])?", "id node_id url name color default description"),
    (
        r".*/(.+\.)?milestone",
        "url html_url labels_url id node_id number title description creator open_issues closed_issues state "
        "created_at updated_at due_on closed_at",
    ),
    (r"issue_comment\..*/comment", COMMENT + " issue_url performed_via_github_app"),
    (
        r"pull_request_review_comment\..*/comment",
        COMMENT + " pull_request_review_id diff_hunk path commit_id original_commit_id pull_request_url "
        "_links position original_position line original_line start_line original_start_line side start_side "
        "subject_type | in_reply_to_id",
    ),
    (
        r".*/review",
        "id node_id user body commit_id submitted_at state html_url pull_request_url author_association "
        "_links | updated_at",
    ),
    (r"pull_request\..*/pull_request", f"{PULL} {MERGEABLE}"),
    (r"pull_request_review.*/pull_request", PULL),
    (r".*/pull_request\.(head|base)", "label ref sha user repo"),
    (
        r".*/pull_request\._links",
        "self html issue comments review_comments review_comment commits statuses",
    ),
    (r".*/comment\._links", "self html pull_request"),
    (r".*/review\._links", "html pull_request"),
    (r".*/.*\._links\..*", "href"),
    (
        r".*/check_run",
        "id node_id head_sha external_id url html_url details_url status conclusion started_at completed_at "
        "output name check_suite app pull_requests",
    ),
    (r".*/check_run\.output", "title summary text annotations_count annotations_url"),
    (r".*/check_run\.check_suite", SUITE),
    (
        r".*/check_suite",
        SUITE + " latest_check_runs_count check_runs_url head_commit rerequestable runs_rerequestable",
    ),
    (r".*/check_suite\.head_commit", "id tree_id message timestamp author committer"),
    (r".*/check_suite\.head_commit\.(author|committer)", "name email"),
    (r".*/check_.*pull_requests\[\]", "url id number head base"),
    (r".*/check_.*pull_requests\[\]\.(head|base)", "ref sha repo"),
    (r".*/check_.*pull_requests\[\]\.(head|base)\.repo", "id url name"),
    (
        r"ping/hook",
        "type id name active events config updated_at created_at url test_url ping_url deliveries_url "
        "last_response",
    ),
    (
        r"ping_app/hook",
        "type id name active events config updated_at created_at deliveries_url app_id",
    ),
    (r"ping_app/hook\.config", "content_type url insecure_ssl"),
    (r"ping/hook\.config", "content_type secret url insecure_ssl"),
    (r"ping/hook\.last_response", "code status message"),
    (r"status/commit", "sha node_id commit url html_url comments_url author committer parents"),
    (r"status/commit\.commit", "author committer message tree url comment_count verification"),
    (r"status/commit\.commit\.(author|committer)", "name email date"),
    (r"status/commit\.commit\.verification", "verified reason signature payload verified_at"),
    (r"status/(commit\.commit\.tree|branches\[\]\.commit)", "sha url"),
    (r"status/commit\.parents\[\]", "sha url html_url"),
    (r"status/branches\[\]", "name commit protected"),
    (r"member\.added/changes", "permission role_name"),
    (r"member\.edited/changes", "old_permission permission"),
    (r"repository\.renamed/changes(\.repository)?", "| repository name"),
    (r"label\.edited/changes", "color"),
    (r"repository\.edited/changes", "description"),
    (r"pull_request_review.*/changes|issue_comment.*/changes", "body"),
    (r".*/changes", "title"),
    (r".*/changes\..*", "| from to"),
]

# Keys of texts that are times: whole seconds in UTC, but for those few that have a form of their own.
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
OTHER_TIMES = {
    r"status/(created|updated)_at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00",
    r"installation\.created/installation\.(created|updated)_at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z",
}

# Prefixes of node ids by where the object stands. Installations kept the form of before 2021.
NODE_IDS = {
    r".*/(.+\.)?(user|sender|owner|creator|account|member|assignee|requested_reviewer)": "U_|O_|BOT_",
    r".*/(repository|pull_request\.(head|base)\.repo|repositories\[\])": "R_kgDO",
    r".*/issue": "I_kwDO|PR_kwDO",
    r".*/pull_request": "PR_kwDO",
    r"issue_comment\..*/comment": "IC_kwDO",
    r"pull_request_review_comment.*/comment": "PRRC_kwDO",
    r".*/review": "PRR_kwDO",
    r".*/(.+\.)?labels?(\[\])?": "LA_kwDO",
    r".*/(.+\.)?milestone": "MI_kwDO",
    r".*/check_run": "CR_kwDO",
    r".*/check_suite": "CS_kwDO",
    r".*/organization": "O_kgDO",
    # The app is an organization's, as the second letter group tells.
    r".*/(.+\.)?(app|performed_via_github_app)": "A_kwHO",
    r".*/installation": "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u",
    r"status/commit": "C_kwDO",
}

# What the world's owner wrote, and where apps that give no URL of their own say they are.
THEIRS = re.compile(r"hook\.config\.url|.*app\.external_url|check_run\.details_url|check_run\.external_id")

CRAWLED = ("pull_request.opened", "issue_comment.created", "push", "check_run.created")
API = ("app", "apps", "installation", "organizations", "orgs", "repos", "users")
# Not to be got: why.
EXCEPTIONS = {
    r"/repos/[^/]+/[^/]+/merges": "is only posted to",
    r"/repos/[^/]+/[^/]+/subscription": "is there only for those who watch",
    r"/repos/[^/]+/[^/]+/downloads": "its API ended in 2012, the URL has stayed",
}
