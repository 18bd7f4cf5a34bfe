"""The proxy as clients of any kind speak to it, byte by byte, and the certificates it relies on."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from fakegithub import GitHub

AGENT = {"User-Agent": "tests"}


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as world:
        world.user("octocat")
        yield world


def proxy(github: GitHub) -> tuple[str, int]:
    parts = urlsplit(github.environment()["HTTPS_PROXY"])
    assert parts.hostname == "127.0.0.1"
    assert parts.port is not None
    return parts.hostname, parts.port


def trusting(github: GitHub) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=github.environment()["SSL_CERT_FILE"])


def said(github: GitHub, request: bytes) -> bytes:
    """What the proxy answers to these bytes before it closes the connection."""
    with socket.create_connection(proxy(github)) as connection, connection.makefile("rb") as answers:
        connection.sendall(request)
        return answers.read()


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers nothing and keeps the first bytes that it got."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        got: list[bytes] = []

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                got.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], got
        thread.join(10)


@pytest.mark.parametrize("host", ["api.github.com", "github.com", "uploads.github.com", "API.GitHub.com"])
def test_a_tunnel_to_a_host_of_github_ends_at_the_world(github: GitHub, host: str) -> None:
    connection = HTTPSConnection(*proxy(github), context=trusting(github))
    connection.set_tunnel(host, 443)
    for _ in range(2):  # on one connection
        connection.request("GET", "/users/octocat", headers=AGENT)
        answer = connection.getresponse()
        assert json.load(answer)["url"] == "https://api.github.com/users/octocat"
    connection.close()
    assert [call.path for call in github.calls] == ["/users/octocat"] * 2


def test_plain_http_to_a_host_of_github_ends_at_the_world(github: GitHub) -> None:
    connection = HTTPConnection(*proxy(github))
    for _ in range(2):
        connection.request("GET", "http://api.github.com/users/octocat?x=1", headers=AGENT)
        answer = connection.getresponse()
        assert answer.headers["Connection"].lower() == "close"
        assert json.load(answer)["login"] == "octocat"
    assert github.calls[0].query == {"x": "1"}


def test_plain_http_to_the_loopback_interface_arrives_as_its_server_wants_it(github: GitHub) -> None:
    with listening() as (port, got):
        request = f"POST http://127.0.0.1:{port}/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        request += (
            "Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5\r\nContent-Length: 0\r\n\r\n"
        )
        assert said(github, request.encode()) == b"HTTP/1.1 204 No Content\r\n\r\n"
    head = f"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert got == [head.encode()]


def test_a_tunnel_to_the_loopback_interface_is_a_pipe(github: GitHub) -> None:
    with (
        listening() as (port, got),
        socket.create_connection(proxy(github)) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(f"CONNECT localhost:{port} HTTP/1.1\r\n\r\n".encode())
        assert answers.readline() == b"HTTP/1.1 200 Connection established\r\n"
        assert answers.readline() == b"\r\n"
        connection.sendall(b"\x00anything at all")
        assert answers.read() == b"HTTP/1.1 204 No Content\r\n\r\n"
    assert got == [b"\x00anything at all"]


REFUSED = [
    (b"CONNECT example.com:443 HTTP/1.1\r\n\r\n", "example.com", 443),
    (b"CONNECT 192.0.2.1:8443 HTTP/1.1\r\n\r\n", "192.0.2.1", 8443),
    (b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n", "2001:db8::1", 443),
    (b"CONNECT api.github.com.example.com:443 HTTP/1.1\r\n\r\n", "api.github.com.example.com", 443),
    (b"CONNECT github.com:22 HTTP/1.1\r\n\r\n", "github.com", 22),
    (b"CONNECT raw.githubusercontent.com:443 HTTP/1.1\r\n\r\n", "raw.githubusercontent.com", 443),
    (b"GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n", "example.com", 80),
]


@pytest.mark.parametrize(("request_", "host", "port"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_real_host_is_refused_and_named(github: GitHub, request_: bytes, host: str, port: int) -> None:
    head, _, body = said(github, request_).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 403 {host}:{port} is not called while fakegithub intercepts".encode())
    assert body.startswith(f"{host}:{port} is not called".encode())
    assert [(refusal.host, refusal.port, refusal.how) for refusal in github.refused] == [
        (host, port, "proxy")
    ]


@pytest.mark.parametrize(
    "request_", [b"GET / HTTP/1.1\r\n\r\n", b"nonsense\r\n\r\n", b"CONNECT a:b HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_request_to_a_proxy_is_a_400(github: GitHub, request_: bytes) -> None:
    assert said(github, request_).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert github.refused == []


def test_nobody_at_home_is_a_502(github: GitHub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = said(github, f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert f"nobody listens on 127.0.0.1:{port}".encode() in answer


def test_who_hangs_up_or_talks_too_much_ends_the_connection_only(github: GitHub) -> None:
    with socket.create_connection(proxy(github)) as connection:
        connection.sendall(b"CONNECT api.gith")
    # It is closed while we still talk, or right after.
    with socket.create_connection(proxy(github)) as connection, suppress(ConnectionError):
        connection.sendall(b"GET http://api.github.com/" + b"x" * 200_000)
        assert connection.recv(1) == b""
    assert said(github, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_closing_ends_tunnels_that_are_open(github: GitHub) -> None:
    connection = HTTPSConnection(*proxy(github), context=trusting(github))
    connection.set_tunnel("api.github.com", 443)
    connection.request("GET", "/zen", headers=AGENT)
    connection.getresponse().read()
    github.close()
    assert connection.sock is not None
    assert connection.sock.recv(1) == b""
    connection.close()


# Certificates, judged by OpenSSL and by cryptography's own verifier.


def test_the_certificate_is_good_for_the_worlds_hosts_only(github: GitHub) -> None:
    authority = x509.load_pem_x509_certificate(Path(github.environment()["SSL_CERT_FILE"]).read_bytes())
    with socket.create_connection(proxy(github)) as connection:
        connection.sendall(b"CONNECT github.com:443 HTTP/1.1\r\n\r\n")
        connection.recv(100)
        with trusting(github).wrap_socket(connection, server_hostname="github.com") as encrypted:
            leaf = x509.load_der_x509_certificate(encrypted.getpeercert(binary_form=True) or b"")
            assert encrypted.version() == "TLSv1.3"
    builder = PolicyBuilder().store(Store([authority]))
    for host in ("github.com", "api.github.com", "uploads.github.com"):
        chain = builder.build_server_verifier(x509.DNSName(host)).verify(leaf, [])
        assert chain == [leaf, authority]
    with pytest.raises(VerificationError):
        builder.build_server_verifier(x509.DNSName("gist.github.com")).verify(leaf, [])


def test_a_ghes_may_live_at_an_address() -> None:
    with GitHub("ghes-3.19", host="10.1.2.3") as github:
        github.user("octocat")
        connection = HTTPSConnection(*proxy(github), context=trusting(github))
        connection.set_tunnel("10.1.2.3", 443)
        connection.request("GET", "/api/v3/users/octocat", headers=AGENT)
        assert json.load(connection.getresponse())["url"] == "https://10.1.2.3/api/v3/users/octocat"
        connection.close()


def test_nobody_trusts_the_authority_who_was_not_told(github: GitHub) -> None:
    connection = HTTPSConnection(*proxy(github), context=ssl.create_default_context())
    connection.set_tunnel("api.github.com", 443)
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/zen", headers=AGENT)
    connection.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_needs_nothing_but_the_environment(github: GitHub) -> None:
    done = subprocess.run(
        ["curl", "--silent", "--fail", "https://api.github.com/users/octocat"],
        env=github.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["login"] == "octocat"
