"""Receivers that misbehave, and what GitHub's log calls it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hook_helpers import OK, Delivering, Receiver

from fakegithub.hooks.outcomes import failed
from fakegithub.hooks.receivers import RESPONSE_BODY_LIMIT
from fakegithub.model.hooks import Delivery


def delivered_to(delivering: Delivering, url: str, **config: str) -> Delivery:
    delivering.hook(url, **config)
    delivering.open_issue()
    delivering.settle()
    return delivering.deliveries.log[-1]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def test_a_port_where_nobody_listens() -> None:
    with Delivering() as delivering:
        delivery = delivered_to(delivering, f"http://127.0.0.1:{free_port()}/")
        assert (delivery.status, delivery.status_code) == ("failed to connect to network", 502)
        assert delivery.error is not None
        assert "ConnectError" in delivery.error


def test_a_host_that_does_not_resolve() -> None:
    error = httpx.ConnectError("no such host")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    outcome = failed(error)
    assert (outcome.status, outcome.status_code) == ("failed to connect to host", 502)


def test_several_addresses_that_all_refuse() -> None:
    error = OSError("all connection attempts failed")
    error.__cause__ = ExceptionGroup("attempts", [ConnectionRefusedError(), ConnectionRefusedError()])
    assert failed(error).status == "failed to connect to network"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="reset"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", id="broken header"),
        pytest.param(b"HTTP/1.1 2OO OK\r\n\r\n", id="broken status"),
    ],
)
def test_an_answer_that_is_none(answer: bytes | None) -> None:
    with Delivering() as delivering:
        delivery = delivered_to(delivering, delivering.receiver(answer).url)
        assert (delivery.status, delivery.status_code, delivery.ok) == ("failed to connect", 502, False)
        assert delivery.error


@pytest.mark.parametrize("url", ["http://[::1/", "gopher://receiver.test/"])
def test_a_url_that_cannot_be_delivered_to(url: str) -> None:
    with Delivering() as delivering:
        delivery = delivered_to(delivering, url)
        assert (delivery.status, delivery.status_code) == ("failed to connect", 502)


def test_the_next_delivery_comes_through_after_a_bad_one() -> None:
    answers = iter([None, b"garbage\r\n\r\n", OK])

    async def answer(_: object) -> bytes | None:
        return next(answers)

    with Delivering() as delivering:
        receiver = delivering.receiver(answer)
        delivering.hook(receiver.url)
        for _ in range(3):
            delivering.open_issue()
            delivering.settle()
        assert [delivery.status_code for delivery in delivering.deliveries.log] == [502, 502, 200]


def test_a_receiver_that_closes_after_each_answer() -> None:
    with Delivering() as delivering:
        receiver = delivering.receiver(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        delivering.hook(receiver.url)
        for _ in range(3):
            delivering.open_issue()
            delivering.settle()
        assert [delivery.ok for delivery in delivering.deliveries.log] == [True] * 3
        assert receiver.connections == 3


def test_a_long_answer_is_cut() -> None:
    body = b"x" * (3 * RESPONSE_BODY_LIMIT)
    with Delivering() as delivering:
        receiver = delivering.receiver(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        delivery = delivered_to(delivering, receiver.url)
        assert delivery.ok
        assert delivery.response_body == b"x" * 65_536


def test_an_answer_without_end_is_cut_too() -> None:
    with Delivering() as delivering:
        # The length promises more than ever comes.
        receiver = delivering.receiver(
            b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 100_000
        )
        assert delivered_to(delivering, receiver.url).response_body == b"x" * 65_536


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "receiver.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def tls_receiver(delivering: Delivering, certificate: Path) -> Receiver:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return delivering.receiver(OK, context)


def test_a_certificate_that_nobody_vouches_for(self_signed: Path) -> None:
    with Delivering() as delivering:
        receiver = tls_receiver(delivering, self_signed)
        delivery = delivered_to(delivering, receiver.url)
        assert delivery.status == "Peer certificate cannot be authenticated with given CA certificates"
        assert receiver.requests == []


def test_insecure_ssl_accepts_any_certificate(self_signed: Path) -> None:
    with Delivering() as delivering:
        receiver = tls_receiver(delivering, self_signed)
        assert delivered_to(delivering, receiver.url, insecure_ssl="1").status == "OK"
        assert len(receiver.requests) == 1


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with Delivering() as delivering:
        assert delivered_to(delivering, delivering.receiver().url).ok
