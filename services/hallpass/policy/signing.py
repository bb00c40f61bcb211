"""The key pair that bundles are signed with: ES256, the private half readable by its owner alone."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from joserfc.jwk import ECKey

from hallpass.kernel.private_file import private_file

PRIVATE_NAME = "bundle-signing.pem"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half as text (PEM), for those who verify. Another key has another id: a digest of the text."""

    pem: str

    @property
    def key_id(self) -> str:
        """The name under which OPA knows it."""
        return sha256(self.pem.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key as a file, for the program that signs, and the public one for those who verify."""

    private_path: Path
    public: PublicKey

    @property
    def key_id(self) -> str:
        """The id of its public half."""
        return self.public.key_id

    @classmethod
    def open(cls, folder: Path) -> "SigningKey":
        """The folder's key pair, made on first use (mode 0600). PermissionError when others may read the file."""
        path = folder / PRIVATE_NAME
        key = ECKey.import_key(private_file(path, _fresh).decode())
        return cls(path, PublicKey(key.as_pem(private=False).decode()))


def _fresh() -> bytes:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}).as_pem(private=True)
