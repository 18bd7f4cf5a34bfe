from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from fakegithub.clock import Clock, Ids, node_id

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_clock_is_the_real_one_in_whole_seconds() -> None:
    before = datetime.now(UTC)
    shown = Clock().now()
    assert timedelta(seconds=-1) <= shown - before <= timedelta(seconds=5)
    assert shown.microsecond == 0
    assert shown.tzinfo is UTC


def test_a_frozen_clock_moves_only_when_it_is_advanced() -> None:
    clock = Clock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(90)
    assert clock.now() == NOON + timedelta(seconds=90)


def test_a_real_clock_can_be_advanced_too() -> None:
    clock = Clock()
    before = clock.now()
    clock.advance(3600)
    assert clock.now() - before >= timedelta(hours=1)


def test_freezing_at_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware datetime"):
        Clock().freeze(datetime(2026, 1, 1))


def test_the_same_seed_gives_the_same_ids_guids_and_tokens() -> None:
    def series(seed: int) -> list[object]:
        ids = Ids(seed)
        return [ids.next("Issue"), ids.next("Issue"), ids.guid(NOON), ids.guid(NOON), ids.token("ghp_")]

    assert series(7) == series(7)
    assert set(series(7)).isdisjoint(series(8))


def test_ids_of_a_kind_grow_and_kinds_do_not_meet() -> None:
    ids = Ids()
    issues = [ids.next("Issue") for _ in range(50)]
    pulls = [ids.next("PullRequest") for _ in range(50)]
    assert issues == sorted(set(issues))
    assert not set(issues) & set(pulls)


def test_a_guid_is_a_uuid_of_version_1_that_tells_its_time() -> None:
    parsed = uuid.UUID(Ids().guid(NOON))
    assert parsed.version == 1
    assert parsed.variant == uuid.RFC_4122
    told = datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=parsed.time // 10)
    assert abs(told - NOON) < timedelta(seconds=1)


def test_guids_of_one_moment_differ() -> None:
    ids = Ids()
    assert len({ids.guid(NOON) for _ in range(1000)}) == 1000


def test_a_token_looks_like_githubs() -> None:
    token = Ids().token("ghp_")
    assert len(token) == 40
    assert token[4:].isalnum()


# Real node ids with the ids they stand for, from api.github.com.
@pytest.mark.parametrize(
    ("expected", "prefix", "ids"),
    [
        ("U_kgDOACLXaA", "U", [2283368]),
        ("R_kgDOABPHjQ", "R", [1296269]),
    ],
)
def test_node_ids_have_githubs_form(expected: str, prefix: str, ids: list[int]) -> None:
    assert node_id(prefix, *ids) == expected


def test_a_node_id_is_a_msgpack_array_in_base64() -> None:
    encoded = node_id("PR", 5, 2**40).removeprefix("PR_")
    packed = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    assert packed == b"\x93\x00" + b"\xce\x00\x00\x00\x05" + b"\xcf" + (2**40).to_bytes(8, "big")
