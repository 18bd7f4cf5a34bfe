"""A certificate authority of one world: it signs one certificate, for the hosts of the world.

Its private key exists in memory only, and nobody trusts it who has not been told to: whoever calls
GitHub otherwise is not concerned.
"""

from __future__ import annotations

import ipaddress
import shutil
import ssl
import tempfile
import weakref
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Clocks of containers differ. Apple's limit on the life of a certificate is 825 days.
_BEFORE = timedelta(days=2)
_AFTER = timedelta(days=365)
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fakegithub: valid for one world only")])


class Authority:
    """`file` is the authority's certificate, in a folder that only its owner may enter."""

    def __init__(self, hosts: Iterable[str]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="fakegithub-"))  # its mode is 0700
        # At the end of the program at the latest.
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        # The file system's clock: a test may have frozen Python's, but TLS asks the real one.
        now = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        authority = _authority(key, now)
        self.pem = authority.public_bytes(Encoding.PEM).decode()
        self.file = folder / "ca.pem"
        self.file.write_text(self.pem, "ascii")
        self._leaf = _leaf(list(hosts), leaf_key, key, now).public_bytes(Encoding.PEM)
        self._leaf_key = leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def context(self) -> ssl.SSLContext:
        """What a server of the world's hosts needs. It speaks HTTP/1.1."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # OpenSSL takes keys from files only.
        chain = self.file.with_name("leaf.pem")
        chain.touch(mode=0o600)
        chain.write_bytes(self._leaf + self._leaf_key)
        try:
            context.load_cert_chain(chain)
        finally:
            chain.unlink()
        context.set_alpn_protocols(["http/1.1"])
        return context

    def close(self) -> None:
        """Remove the folder."""
        self._remove()


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    usage = dict.fromkeys(_USAGES, False) | {"key_cert_sign": True, "crl_sign": True}
    return (
        _certificate(_NAME, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    hosts: list[str],
    leaf_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    usage = dict.fromkeys(_USAGES, False) | {"digital_signature": True}
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return (
        _certificate(subject, leaf_key.public_key(), now)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_NAME)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + _AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
