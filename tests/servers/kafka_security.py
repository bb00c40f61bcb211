"""TLS and passwords for a test broker: an authority, the broker's certificate, and one user (SCRAM-SHA-512)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True)
class Security:
    """The files of the broker and of its clients, and the one who may log in."""

    authority: Path
    keystore: Path
    user: str
    password: str

    def settings(self) -> dict[str, object]:
        """What goes into server.properties."""
        return {
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{MODULE} required;",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.keystore,
        }

    def format_options(self) -> list[str]:
        """The user belongs to the first files of the data folder."""
        return ["--add-scram", f"SCRAM-SHA-512=[name={self.user},password={self.password}]"]


def make_security(folder: Path) -> Security:
    """Write a new authority and a certificate for 127.0.0.1, good for a day."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = (
        _certificate("test authority", authority_key.public_key(), "test authority")
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        _certificate("127.0.0.1", key.public_key(), "test authority")
        .add_extension(here, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    (folder / "authority.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    (folder / "broker.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
        + authority.public_bytes(Encoding.PEM)
    )
    return Security(folder / "authority.pem", folder / "broker.pem", "hallpass", "secret of hallpass")


def _certificate(subject: str, key: ec.EllipticCurvePublicKey, issuer: str) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
