"""What a process has written, line by line, with the time of each; what is too much is left out.

Secrets are still in it. `…` stands right where a line is cut, so that a part of a secret there is known
for what it is: see masking.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import IO

from fakegithub.scenarios.reports.masking import CUT

# What is kept, in characters: how it began, and how it ended. The end says more about a failure.
_HEAD = 16_384
_TAIL = 49_152
_LONGEST = 2_048
_PIECE = 65_536  # bytes that are read at once


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end. `when` is a time of time.monotonic()."""

    when: float
    text: str


class Output:
    """Reads a stream to its end, in a thread."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._head: list[Line] = []
        self._room = _HEAD
        self._tail: deque[Line] = deque()
        self._size = 0
        self._left_out = 0
        self._thread = threading.Thread(target=self._read, name="fakegithub-output", daemon=True)
        self._thread.start()

    def lines(self) -> list[Line]:
        """What is kept; where lines are missing, one says how many."""
        with self._lock:
            head, tail, missing = list(self._head), list(self._tail), self._left_out
        if missing:
            head.append(Line(tail[0].when, f"({missing} line{'s' if missing != 1 else ''} left out)"))
        return head + tail

    def last(self, count: int) -> list[str]:
        return [line.text for line in self.lines()[-count:]]

    def join(self, timeout: float) -> None:
        """Wait until the stream has ended, which it does when nobody holds its other end."""
        self._thread.join(timeout)

    def _read(self) -> None:
        with self._stream:
            goes_on = False
            while piece := self._stream.readline(_PIECE):
                if not goes_on:
                    self._add(piece.rstrip(b"\r\n").decode("utf-8", "replace"))
                goes_on = not piece.endswith(b"\n")

    def _add(self, text: str) -> None:
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}{CUT} (cut)"
        line = Line(time.monotonic(), text)
        with self._lock:
            if self._room > 0:
                self._head.append(line)
                self._room -= len(text) + 1
                return
            self._tail.append(line)
            self._size += len(text) + 1
            while self._size > _TAIL:
                self._size -= len(self._tail.popleft().text) + 1
                self._left_out += 1
