"""What the sample receiver takes for a command."""

from __future__ import annotations

import pytest

from fakegithub.sample_receiver.commands import COMMANDS, read


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/retest", [("retest", "")]),
        ("/test lint", [("test", "lint")]),
        ("/label  help wanted \t", [("label", "help wanted")]),
        ("Please\r\n/retest\r\n/hold cancel\r\n", [("retest", ""), ("hold", "cancel")]),
        ("/remove-label bug", [("remove-label", "bug")]),
        # Only at the beginning of a line, and only with a word behind the slash.
        ("Should I say /retest?", []),
        (" /retest", []),
        ("> /retest", []),
        ("`/retest`", []),
        ("/usr/bin/python", []),
        ("/Retest", []),
        ("// retest", []),
        ("/", []),
        ("", []),
    ],
)
def test_a_command_is_a_line_of_its_own(text: str, commands: list[tuple[str, str]]) -> None:
    assert list(read(text)) == commands


def test_the_manual_names_every_command() -> None:
    from fakegithub import sample_receiver

    manual = sample_receiver.__doc__ or ""
    assert [name for name in COMMANDS if f"/{name}" not in manual] == []
