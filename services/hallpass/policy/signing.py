"""The key pair that bundles are signed with: ES256, the private half readable by its owner alone."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from joserfc.jwk import ECKey

from hallpass.kernel.private_file import private_file

PRIVATE_NAME = "bundle-signing.pem"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key as a file, for the program that signs, and the public one as text, for those who verify.

    `key_id` is a digest of the public key: another key has another id.
    """

    private_path: Path
    public_pem: str
    key_id: str

    @classmethod
    def open(cls, folder: Path) -> "SigningKey":
        """The folder's key pair, made on first use (mode 0600). PermissionError when others may read the file."""
        path = folder / PRIVATE_NAME
        key = ECKey.import_key(private_file(path, _fresh).decode())
        public = key.as_pem(private=False).decode()
        return cls(path, public, sha256(public.encode()).hexdigest()[:16])


def _fresh() -> bytes:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}).as_pem(private=True)
