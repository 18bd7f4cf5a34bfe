"""Mistakes in what a bot says and obeys: comments, commands, labels and reviews."""

from __future__ import annotations

from receiver_edits import Mistake, constant, edit, put

from fakegithub.sample_receiver import commands, labels, people, pulls, reviews

MISTAKES = (
    Mistake(
        "comments twice",
        "pr_opened",
        edit(pulls.on_opened, ("await github.post(", "for _ in range(2): await github.post(")),
        says=("call issues/create-comment: expected exactly 1, 2 came", "it did more than is expected"),
    ),
    Mistake(
        "comments on the wrong pull request",
        "retest_comment",
        edit(pulls.on_opened, ("/issues/{pull['number']}/", "/issues/2/")),
        says=("issues/create-comment has issue_number 2 instead of 3",),
    ),
    Mistake(
        "takes the id of a pull request for its number",
        "pr_opened",
        edit(pulls.on_opened, ("pull['number']", "pull['id']")),
        says=("GitHub refused its call", "issues/create-comment: 404 Not Found", "! issue_number    1 "),
    ),
    Mistake(
        "does not mention whom it means",
        "pr_opened",
        edit(pulls.welcome, ("@{author}", "{author}")),
        says=("has body Thank you, octocat!", "instead of contains @octocat"),
    ),
    Mistake(
        "answers the author of the issue instead of who has commented",
        "command_comment",
        edit(commands.Order.reply, ("{self.login}", "{author_of(self.issue)}")),
        says=("has body @octocat, only those", "instead of contains @monalisa"),
    ),
    Mistake(
        "welcomes a pull request with every push",
        "pr_updated",
        put(pulls.ACTIONS, "synchronize", pulls.on_opened),
        says=("comment {user: ci-bot}: expected exactly 1, 4 came",),
    ),
    Mistake(
        "obeys a command on an issue that is for pull requests",
        "retest_comment",
        edit(commands.obey, ('"pull_request" not in order.issue', "False")),
        says=("GitHub refused its call", "pulls/get: 404 Not Found"),
    ),
    Mistake(
        "obeys what stands within a sentence",
        "retest_comment",
        edit(commands.read, ("_LINE.fullmatch(line)", "_LINE.search(line)")),
        says=("step 3: other calls were made than those expected", "content: confused"),
    ),
    Mistake(
        "obeys what is only quoted",
        "retest_comment",
        edit(commands.read, ("_LINE.fullmatch(line)", '_LINE.fullmatch(line.lstrip("> "))')),
        says=("step 3: other calls were made than those expected", "repos/create-commit-status"),
    ),
    Mistake(
        "obeys what is a piece of code",
        "retest_comment",
        edit(commands.read, ("_LINE.fullmatch(line)", '_LINE.fullmatch(line.strip("` "))')),
        says=("step 3: other calls were made than those expected", "repos/create-commit-status"),
    ),
    Mistake(
        "obeys a comment that is deleted",
        "retest_comment",
        edit(commands.on_issue_comment, ('payload["action"] != "created"', 'payload["action"] == "edited"')),
        says=("other calls were made than those expected", "delivery issue_comment.deleted"),
    ),
    Mistake(
        "obeys its own comments",
        "retest_comment",
        edit(commands.Order.reply, ("{text}", "{text}{chr(10) + '/' + self.name if self.by_author else ''}")),
        says=("delivery issue_comment.created: expected exactly 2, 3 came", "it did more than is expected"),
    ),
    Mistake(
        "obeys strangers",
        "command_comment",
        edit(commands.may_give, ("return await may_write(", "return True or (")),
        says=(
            "call issues/add-labels: expected none, 1 came",
            "labels: expected [bug], but it is [bug, help wanted]",
        ),
    ),
    Mistake(
        "takes those who may read for those who may write",
        "command_comment",
        constant(people, "_MAY_WRITE", ("admin", "write", "read")),
        says=(
            "call issues/add-labels: expected none, 1 came",
            "labels: expected [bug], but it is [bug, help wanted]",
        ),
    ),
    Mistake(
        "says nothing to a command that it does not know",
        "command_comment",
        edit(commands.obey, ('await order.react("confused")', "pass")),
        says=("content: confused}: expected exactly 1, none came", "called nothing"),
    ),
    Mistake(
        "runs all jobs when one is asked for",
        "prow_job",
        edit(commands._job, ("[JOBS[name]]", "list(JOBS.values())")),
        says=("call repos/create-commit-status: expected exactly 2, 6 came",),
    ),
    Mistake(
        "lets people approve their own work",
        "prow_job",
        edit(commands.lgtm, ("order.by_author and", "False and")),
        says=("step 7: labels: expected [], but it is [lgtm]", "issues/add-labels changed that last"),
    ),
    Mistake(
        "makes a label of every slip of the pen",
        "command_comment",
        edit(commands.label, ("not await label_exists(order.github, order.argument)", "False")),
        says=("labels: expected [bug], but it is [bug, hlep wanted]", "issues/add-labels changed that last"),
    ),
    Mistake(
        "replaces all labels when it puts one on",
        "command_comment",
        edit(
            labels.put_label,
            ("github.post(", 'github._call("PUT", '),
            ('{"labels": [name]}', 'json={"labels": [name]}'),
        ),
        says=(
            "labels: expected [bug, help wanted], but it is [help wanted]",
            "issues/set-labels changed that last",
        ),
    ),
    Mistake(
        "labels the wrong issue",
        "command_comment",
        edit(labels.put_label, ("/issues/{number}/", "/issues/1/")),
        says=(
            "labels: expected [bug, help wanted], but it is [bug]",
            "POST /repos/octocat/hello-world/issues/1/labels",
        ),
    ),
    Mistake(
        "does not escape the slash in a label's name",
        "prow_job",
        edit(labels.take_label, ("quote(name, safe='')", "name")),
        says=(
            "has a wrong URL",
            "DELETE /repos/octocat/hello-world/issues/1/labels/do-not-merge/hold; did you mean",
        ),
    ),
    Mistake(
        "takes no label off when a command is cancelled",
        "prow_job",
        edit(commands._switch, ("await take_label(order.github, order.number, name)", "pass")),
        says=(
            "labels: expected [approved, lgtm], but it is [approved, do-not-merge/hold, lgtm]",
            "none that could change this",
        ),
    ),
    Mistake(
        "leaves the label of a review on when commits are pushed",
        "review_approved",
        edit(pulls.on_pushed, ("LGTM in names_of(pull)", "False")),
        says=("step 6: labels: expected [], but it is [lgtm]", "none that could change this"),
    ),
    Mistake(
        "takes a review that only comments for an approval",
        "review_approved",
        edit(reviews.on_review, (' or review["state"] == "commented"', "")),
        says=("step 3: labels: expected [], but it is [lgtm]", "issues/add-labels changed that last"),
    ),
    Mistake(
        "counts the reviews of strangers",
        "review_approved",
        edit(reviews.on_review, ("not await may_write(github, author_of(review))", "False")),
        says=("step 2: labels: expected [], but it is [lgtm]", "issues/add-labels changed that last"),
    ),
    Mistake(
        "does not notice that a review is dismissed",
        "review_approved",
        edit(reviews.on_review, ('("submitted", "dismissed")', '("submitted",)')),
        says=("it answered pull_request_review.dismissed with 200 and called nothing",),
    ),
    Mistake(
        "counts a review of commits that have been replaced",
        "review_approved",
        edit(reviews.is_of_the_head, ('bool(pull["head"]["sha"] == payload["review"]["commit_id"])', "True")),
        says=("step 12: labels: expected [], but it is [lgtm]", "issues/add-labels changed that last"),
    ),
)
