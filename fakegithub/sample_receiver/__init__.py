"""A small CI bot, to try scenarios on: it stands for the program that you would test.

It shares no code with fakegithub and would work with GitHub itself. Serve `app` with any ASGI server:

    uvicorn fakegithub.sample_receiver:app

What it does, by the event that it is sent:

    pull_request              looks for conflict markers in the changed files and reports `ci/sample` on the
                              head: pending, then success or failure; welcomes a new pull request with a
                              comment; leaves drafts alone until they are ready for review
    issue_comment             obeys commands, each on a line of its own, of people who may give them:
                              /retest, /test JOB, /label NAME, /remove-label NAME, /lgtm, /approve, /hold
                              (and e.g. /lgtm cancel)
    pull_request_review       labels what is approved with `lgtm`, until it is pushed to
    status, check_run         merges a pull request that has the labels `lgtm` and `approved`, and not
                              `do-not-merge/hold`, when all is green; runs a check again when asked to
    push                      checks the default branch, and tags
    release                   deploys a published release to production
    installation              says hello, with an issue, in each repository that the app is installed on

It reads its settings from the environment, at each delivery:

    GITHUB_WEBHOOK_SECRET         the secret of the hook; without one it refuses everything
    GITHUB_TOKEN                  a token that may push to the repositories
    GITHUB_APP_ID                 with the next one: deliveries to the app are worked on as the app's
    GITHUB_APP_PRIVATE_KEY_FILE   installation, which reports by check runs instead of commit statuses
    GITHUB_API_URL                the root of the API; when unset, the one that the payload's URLs point to

`web` takes the deliveries and finds the handler, `client` makes the calls, `jobs` has the checks; the other
modules are named after what they are about.
"""

from fakegithub.sample_receiver.client import GitHubClient, http_client
from fakegithub.sample_receiver.jobs import CONTEXT
from fakegithub.sample_receiver.signatures import is_signed
from fakegithub.sample_receiver.web import app

__all__ = ["CONTEXT", "GitHubClient", "app", "http_client", "is_signed"]
