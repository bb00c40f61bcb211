"""TLS and passwords for a test broker: an authority, the broker's certificate, and one user (SCRAM-SHA-512)."""

from dataclasses import dataclass
from pathlib import Path

from servers.certificates import make_certificates

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
    made = make_certificates(folder)
    keystore = folder / "broker.pem"
    keystore.write_bytes(b"".join(file.read_bytes() for file in (made.key, made.certificate, made.authority)))
    return Security(made.authority, keystore, "hallpass", "secret of hallpass")
