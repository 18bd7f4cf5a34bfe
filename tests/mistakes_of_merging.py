"""Mistakes in what a bot does when all is well: merging and deploying."""

from __future__ import annotations

from receiver_edits import Mistake, edit

from fakegithub.sample_receiver import merging, releases

MISTAKES = (
    Mistake(
        "merges what is not green",
        "required_checks",
        edit(merging.is_green, ("return bool(found)", "return True or bool(found)")),
        says=(
            "step 2: call pulls/merge: expected none, 2 came",
            '405 Required status check "ci/other" is expected.',
        ),
    ),
    Mistake(
        "does not wait for a required check that has not begun",
        "required_checks",
        edit(merging.is_green, (" and required <= found.keys()", "")),
        says=(
            "step 2: call pulls/merge: expected none, 2 came",
            '405 Required status check "ci/other" is expected.',
        ),
    ),
    Mistake(
        "merges without asking for labels",
        "prow_job",
        edit(merging.is_wanted, ("{LGTM, APPROVED} <= found and ", "")),
        says=("step 1: merged: expected false, but it is true", "pulls/merge changed that last"),
    ),
    Mistake(
        "merges what is on hold",
        "required_checks",
        edit(merging.is_wanted, (" and HOLD not in found", "")),
        says=("merged: expected false, but it is true", "pulls/merge changed that last"),
    ),
    Mistake(
        "merges whatever the head is by now",
        "required_checks",
        edit(merging.merge_if_ready, ('{"sha": pull["head"]["sha"]}', "{}")),
        says=("pulls/merge has sha (not there) instead of", "(the head of #1)"),
    ),
    Mistake(
        "deploys with each event of a release",
        "tag_and_release",
        edit(releases.on_release, ('payload["action"] != "published" or ', "")),
        says=("call repos/create-deployment with", "expected exactly 1, 2 came", "delivery release.released"),
    ),
    Mistake(
        "deploys prereleases",
        "tag_and_release",
        edit(releases.on_release, (' or release["prerelease"]', "")),
        says=("call repos/create-deployment: expected none, 1 came", "delivery release.prereleased"),
    ),
    Mistake(
        "deploys what its checks have found to be broken",
        "tag_and_release",
        edit(releases.on_release, ('"auto_merge": False', '"auto_merge": False, "required_contexts": []')),
        says=("call repos/create-deployment: expected none, 1 came", "required_contexts: []"),
    ),
    Mistake(
        "does not say what became of a deployment",
        "tag_and_release",
        edit(releases.on_release, ('("pending", "success")', '("pending",)')),
        says=("call repos/create-deployment-status with {state: success} did not come",),
    ),
)
