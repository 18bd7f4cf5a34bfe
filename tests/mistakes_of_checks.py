"""Mistakes in what a bot reports of a commit: statuses, check runs, and of which commit."""

from __future__ import annotations

from receiver_edits import Mistake, drop, edit, put

from fakegithub.sample_receiver import commits, jobs, patience, pulls, reports

MISTAKES = (
    Mistake(
        "sets the status on the base instead of the head",
        "pr_opened",
        edit(jobs.run_on_pull, ('pull["head"]["sha"]', 'pull["base"]["sha"]')),
        says=("has sha", "(the base of #1) instead of", "(the head of #1)"),
    ),
    Mistake(
        "sets the status on the commit of the test merge",
        "pr_opened",
        edit(jobs.run_on_pull, ('pull["head"]["sha"]', 'pull["merge_commit_sha"]')),
        says=("has sha", "(the merge of #1) instead of", "(the head of #1)"),
    ),
    Mistake(
        "sets the status on the commit that a push has replaced",
        "pr_force_pushed",
        edit(
            pulls.on_pushed,
            (
                "check(github, pull)",
                'check(github, {**pull, "head": {**pull["head"], "sha": payload["before"]}})',
            ),
        ),
        says=("has sha", "(an earlier head of #1) instead of", "(the head of #1)"),
    ),
    Mistake(
        "sets the status in the fork",
        "pr_from_fork",
        edit(jobs.run_on_pull, ("run(github, ", 'run(github.on(pull["head"]["repo"]), ')),
        says=("is of monalisa/hello-world, what was delivered of octocat/hello-world",),
    ),
    Mistake(
        "calls its status by another name",
        "pr_opened",
        edit(reports.StatusReport._set, ("self.context", 'f"{self.context}/pull-request"')),
        says=("has context ci/sample/pull-request instead of ci/sample",),
    ),
    Mistake(
        "gives its status no context",
        "pr_opened",
        edit(reports.StatusReport._set, ('"context": self.context, ', "")),
        says=("has context (not there) instead of ci/sample",),
    ),
    Mistake(
        "writes states in capitals, as GraphQL has them",
        "pr_opened",
        edit(reports.StatusReport._set, ('"state": state', '"state": state.upper()')),
        says=("422 Invalid request. PENDING is not a member of",),
    ),
    Mistake(
        "is green whatever it has found",
        "pr_updated",
        edit(reports.StatusReport.finish, ('"success" if passed else "failure"', '"success"')),
        says=("has state success instead of failure", "but [pending, success]"),
    ),
    Mistake(
        "says error where it means failure",
        "pr_updated",
        edit(reports.StatusReport.finish, ('"failure"', '"error"')),
        says=("has state error instead of failure",),
    ),
    Mistake(
        "never says that it has begun",
        "pr_opened",
        edit(reports.StatusReport.begin, ('await self._set("pending", _RUNNING)', "return")),
        says=("has state success instead of pending", "but [success]"),
    ),
    Mistake(
        "never comes to a result",
        "pr_opened",
        edit(reports.StatusReport.finish, ('"success" if passed else "failure"', '"pending"')),
        says=("has state pending instead of success",),
    ),
    Mistake(
        "sets success first and pending then",
        "pr_opened",
        edit(
            jobs.run,
            ("await each.begin()", "pass"),
            (
                "    return all_passed",
                "    for each in reports:\n        await each.begin()\n    return all_passed",
            ),
        ),
        says=("expected [pending, success], but [success, pending]",),
    ),
    Mistake(
        "reports its result twice",
        "pr_opened",
        edit(reports.StatusReport.finish, ("await self._set(", "for _ in range(2): await self._set(")),
        says=("expected [pending, success], but [pending, success, success]",),
    ),
    Mistake(
        "writes a description that is longer than 140 characters",
        "pr_opened",
        edit(reports.StatusReport._set, ("description[:_LONGEST]", 'description.ljust(_LONGEST + 1, ".")')),
        says=("422 Validation Failed", "Description is too long (maximum is 140 characters)"),
    ),
    Mistake(
        "takes 201 for a failure, and makes the call again",
        "pr_opened",
        edit(
            patience.pause,
            (
                "response.status_code in _DOWN",
                "response.status_code in _DOWN or (response.status_code == 201 and attempt == 1)",
            ),
        ),
        says=(
            "but [pending, pending, success, success]",
            "call issues/create-comment: expected exactly 1, 2 came",
        ),
    ),
    Mistake(
        "checks what is closed",
        "merge_and_close",
        put(pulls.ACTIONS, "closed", pulls.on_new_head),
        edit(pulls.check, ('pull["state"] != "open"', "False")),
        says=(
            "other calls were made than those expected",
            "repos/create-commit-status",
            "delivery pull_request.closed",
        ),
    ),
    Mistake(
        "checks again when a title is edited",
        "pr_updated",
        put(pulls.ACTIONS, "edited", pulls.on_new_head),
        says=(
            "other calls were made than those expected",
            "repos/create-commit-status",
            "delivery pull_request.edited",
        ),
    ),
    Mistake(
        "checks again with every label",
        "label_flow",
        put(pulls.ACTIONS, "labeled", pulls.on_new_head),
        says=(
            "other calls were made than those expected",
            "repos/create-commit-status",
            "delivery pull_request.labeled",
        ),
    ),
    Mistake(
        "checks drafts",
        "draft_ready",
        edit(pulls.check, ('pull.get("draft")', "False")),
        says=("step 1: call repos/create-commit-status: expected none, 2 came",),
    ),
    Mistake(
        "does not notice that a draft is ready",
        "draft_ready",
        drop(pulls.ACTIONS, "ready_for_review"),
        says=("it answered pull_request.ready_for_review with 200 and called nothing",),
    ),
    Mistake(
        "does not notice that a pull request is pushed to",
        "pr_updated",
        drop(pulls.ACTIONS, "synchronize"),
        says=("it answered pull_request.synchronize with 200 and called nothing",),
    ),
    Mistake(
        "does not notice that a pull request is reopened",
        "merge_and_close",
        drop(pulls.ACTIONS, "reopened"),
        says=("it answered pull_request.reopened with 200 and called nothing",),
    ),
    Mistake(
        "believes what a late delivery says of the head",
        "out_of_order",
        edit(pulls.present, ("return now if", "return pull if True or")),
        says=("expected none, 2 came", "delivery pull_request.synchronize", "reordered among 2"),
    ),
    Mistake(
        "trips over a fork that is gone",
        "pr_from_deleted_fork",
        edit(pulls.source_of, ("repository is not None", "True")),
        says=("it answered issue_comment.created with 500: TypeError: 'NoneType'",),
    ),
    Mistake(
        "sets the status of an annotated tag on the tag",
        "tag_and_release",
        edit(commits.on_push, ('payload["head_commit"]["id"]', 'payload["after"]')),
        says=("GitHub refused its call #1 repos/create-commit-status: 422 No commit found for SHA",),
    ),
    Mistake(
        "trips over the push that deletes a branch",
        "push_main",
        edit(commits.on_push, ('payload["deleted"] or not', 'not payload["deleted"] and not')),
        says=("step 3: delivery push: 1 of 1 not as expected", "it answered push with 500: TypeError"),
    ),
    Mistake(
        "checks the pushes to all branches",
        "push_main",
        edit(commits.on_push, ('payload["deleted"] or not (', 'payload["deleted"] and (')),
        says=(
            "other calls were made than those expected",
            "repos/create-commit-status",
            "delivery create to",
        ),
    ),
    Mistake(
        "does not complete its check run",
        "check_rerequested",
        edit(
            reports.CheckRunReport.finish,
            ('"status": "completed", "conclusion": conclusion', '"status": "in_progress"'),
        ),
        says=(
            "checks/update has conclusion (not there) instead of success",
            "status in_progress instead of completed",
        ),
    ),
    Mistake(
        "creates a second check run instead of completing the first",
        "check_rerequested",
        edit(
            reports.CheckRunReport.finish,
            (
                'self.github.patch(f"/check-runs/{self.id}", run)',
                'self.github.post("/check-runs", {**run, "name": self.name, "head_sha": self.sha})',
            ),
        ),
        says=("call checks/create: expected exactly 1, 2 came", "none of checks/update"),
    ),
    Mistake(
        "does not run a check again when it is asked to",
        "check_rerequested",
        edit(
            commits.on_check_run, ('payload["action"] == "rerequested"', 'payload["action"] == "requested"')
        ),
        says=("it answered check_run.rerequested with 200 and called nothing",),
    ),
    Mistake(
        "runs all checks again when one is asked for",
        "check_rerequested",
        edit(commits.check_again, (" if job.context == name", "")),
        says=("call checks/create: expected exactly 1, 3 came",),
    ),
    Mistake(
        "creates the check run of another run under another name",
        "check_rerequested",
        edit(
            commits.check_again,
            (
                "job for job in JOBS",
                "type(job)(job.name, f'{name} (2)', job.flaw, job.is_flawed) for job in JOBS",
            ),
        ),
        says=("checks/create has name ci/sample (2) instead of ci/sample",),
    ),
)
