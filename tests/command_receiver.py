"""A program that takes deliveries, in the ways that its first argument says, with the standard library only.

    python command_receiver.py MODE [FILE]

It is started by scenarios in tests. What it has been told is written to FILE.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

MODE = sys.argv[1]


def told() -> dict[str, object]:
    """The environment, what stands in the key file and who may read it, and where we are."""
    known: dict[str, object] = {"environ": dict(os.environ), "directory": os.getcwd(), "argv": sys.argv[3:]}
    if "GITHUB_APP_PRIVATE_KEY_FILE" in os.environ:
        file = Path(os.environ["GITHUB_APP_PRIVATE_KEY_FILE"])
        known["key"] = file.read_text("utf-8")
        known["mode"] = stat.S_IMODE(file.stat().st_mode)
    return known


def call(url: str) -> str:
    request = urllib.request.Request(
        url, headers={"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "User-Agent": "a-test"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["url"])


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        event = self.headers["X-GitHub-Event"]
        if MODE == "dies" and event != "ping":
            print("out of memory", file=sys.stderr)
            os._exit(3)
        said = self.path
        if MODE == "hardwired" and event != "ping":
            said = call("https://api.github.com/user")
        if MODE == "curious" and event != "ping":
            try:
                call("https://example.com/")
            except OSError as error:
                said = str(error)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said.encode())
        if MODE == "dies_later" and event != "ping":
            self.wfile.flush()
            os._exit(0)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing of each request."""


if len(sys.argv) > 2:
    Path(sys.argv[2]).write_text(json.dumps(told()), "utf-8")
if MODE == "leaks":
    print("my token is", os.environ["GITHUB_TOKEN"])
    print("z" * 2_030 + os.environ["GITHUB_TOKEN"])  # where long lines are cut
    print(Path(os.environ["GITHUB_APP_PRIVATE_KEY_FILE"]).read_text("utf-8"))
    print("and", os.environ["MAIL_PASSWORD"], "and", os.environ["GITHUB_WEBHOOK_SECRET"])
if MODE == "fails":
    sys.exit("cannot reach the database")
if MODE == "never_ready":
    print("waiting for the database")
    signal.pause()
if MODE == "forks":
    print("child", subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
