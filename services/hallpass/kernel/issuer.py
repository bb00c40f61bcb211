"""An issuer of tokens for a suite on one machine: no passwords, a key set of its own. Never for a distributed one."""

from datetime import timedelta
from pathlib import Path

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from hallpass.kernel.clock import Clock
from hallpass.kernel.private_file import private_file
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import AUDIENCE, Issuer, Role

NAME = "urn:hallpass:development-issuer"
KEY_FILE = "development-issuer.json"


class DevelopmentIssuer:
    """Issues ES256 tokens that name any tenant, role and subject it is asked for.

    Whoever can read the key file can be anybody, which is why the file is its owner's alone (0600).
    """

    def __init__(self, key_dir: Path, clock: Clock) -> None:
        """Read the key set of the folder, or make it on first use. PermissionError when others may read it."""
        content = private_file(key_dir / KEY_FILE, _fresh_key_set)
        self._set = KeySet.import_key_set(msgspec.json.decode(content))
        self._clock = clock

    def keys(self) -> KeySet:
        """The key set, as the verifier wants it."""
        return self._set

    async def refresh(self) -> None:
        """There are no other keys than these."""

    def trusted(self) -> Issuer:
        """The issuer as an entry of the verifier's list."""
        return Issuer(NAME, self)

    def issue(self, tenant: TenantId, role: Role, subject: str, lifetime: timedelta = timedelta(hours=8)) -> str:
        """A signed token for the audience `hallpass`; good from now for `lifetime`."""
        key = self._set.keys[0]
        now = self._clock.now()
        claims = {
            "iss": NAME,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": f"development-{role}",
            "tenant": tenant,
            "roles": [role],
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)


def _fresh_key_set() -> bytes:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    return msgspec.json.encode(KeySet([key]).as_dict(private=True))
