"""Keys of a tenant, derived from one master key and never stored."""

import hmac
import secrets
from pathlib import Path
from typing import Literal

from hallpass.kernel.private_file import private_file
from hallpass.kernel.tenancy import TenantId

Purpose = Literal["text", "numbers"]

MASTER_BYTES = 32


class Secrets:
    """Derives one 32-byte key for each tenant and purpose: HMAC-SHA-256 of both under the master key.

    The purposes are apart, so that a leaked key of one opens nothing of the other.
    """

    def __init__(self, master: bytes) -> None:
        """`master` is 32 random bytes; anything shorter raises ValueError."""
        if len(master) < MASTER_BYTES:
            raise ValueError(f"the master key needs {MASTER_BYTES} bytes")
        self._master = master

    @classmethod
    def open(cls, path: Path) -> "Secrets":
        """Read the master key, or make one on first use (0600). A file that others may read raises PermissionError."""
        return cls(private_file(path, lambda: secrets.token_bytes(MASTER_BYTES)))

    def key(self, tenant: TenantId, purpose: Purpose) -> bytes:
        """The tenant's key for one purpose."""
        return hmac.digest(self._master, f"tenant\0{purpose}\0{tenant}".encode(), "sha256")

    def keyed_hash(self, tenant: TenantId, purpose: Purpose, content: bytes) -> bytes:
        """HMAC-SHA-256 of the content under the tenant's key: comparable within the tenant, not to be guessed."""
        return hmac.digest(self.key(tenant, purpose), content, "sha256")

    def password(self, role: str) -> str:
        """The password of a database role of this installation, as text that is safe in a URL."""
        return hmac.digest(self._master, f"role\0{role}".encode(), "sha256").hex()

    def __repr__(self) -> str:
        """Never the key."""
        return "Secrets(…)"
