from __future__ import annotations

import pytest
from ci_helpers import do
from world_helpers import PRODUCTS, Seeded, payload, refused, seeded, value_of

from fakegithub.errors import Forbidden, NotFound, ValidationFailed
from fakegithub.model.checks import CheckRun

FIX = {"label": "Fix it", "description": "Let us fix that for you", "identifier": "fix"}


def with_button(there: Seeded) -> CheckRun:
    found: CheckRun = value_of(
        do(there, "checks/create", by=there.bot, name="lint", head_sha=there.sha, actions=[FIX])
    )
    there.events.clear()
    return found


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_click_on_a_button_is_told_to_the_app_alone(product: str) -> None:
    there = seeded(product)
    run = with_button(there)
    do(there, "check_run.request_action", check_run_id=run.id, identifier="fix")
    event = there.event("check_run.requested_action")
    assert event.only_app is there.app
    told = payload(there.world, event)
    assert told["requested_action"] == {"identifier": "fix"}
    assert (told["check_run"]["id"], told["sender"]["login"]) == (run.id, "octocat")


def test_only_the_buttons_of_a_run_can_be_clicked_by_who_may_push() -> None:
    there = seeded()
    run = with_button(there)
    with refused(there, ValidationFailed, "the run has these actions: fix"):
        do(there, "check_run.request_action", check_run_id=run.id, identifier="break")
    with refused(there, NotFound):
        do(there, "check_run.request_action", check_run_id=1, identifier="fix")
    with refused(there, Forbidden):
        do(there, "check_run.request_action", by=there.stranger, check_run_id=run.id, identifier="fix")
