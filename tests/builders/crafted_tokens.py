"""Tokens as nobody should accept them, and good ones for any district, from the key of a suite's development issuer."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

ISSUER = "urn:hallpass:development-issuer"
HOUR = 3600


class Craft:
    """Makes tokens with the issuer's own key; the fields of a claim can be changed, None takes it away."""

    def __init__(self, data: Path) -> None:
        """`data` is the suite's data folder."""
        self._keys = KeySet.import_key_set(json.loads((data / "keys" / "development-issuer.json").read_bytes()))
        self._key = self._keys.keys[0]

    def token(self, role: str = "app", tenant: str = "lakeside", subject: str | None = None, **changed: Any) -> str:
        """A good token but for what is changed."""
        return jwt.encode(self._header(), self._claims(role, tenant, subject, **changed), self._key)

    def unsigned(self, tenant: str) -> str:
        """`alg: none`, with the claims of an administrator."""
        return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(self._claims('admin', tenant, None))}."

    def signed_by_another(self, tenant: str) -> str:
        """A good token in everything, but signed by somebody else under the issuer's key id."""
        return jwt.encode(self._header(), self._claims("admin", tenant, None), ECKey.generate_key("P-256"))

    def signed_with_the_public_key(self, tenant: str) -> str:
        """HS256 with the public key as the secret, which everybody knows."""
        public = self._key.as_dict(private=False)
        secret = OctKey.import_key(json.dumps(public))
        header = {"alg": "HS256", "kid": self._key.kid}
        return jwt.encode(header, self._claims("admin", tenant, None), secret, algorithms=["HS256"])

    def tampered(self, tenant: str) -> str:
        """The claims changed after they were signed."""
        header, _, signature = self.token("app", tenant).split(".")
        return f"{header}.{_part(self._claims('admin', tenant, None))}.{signature}"

    def _header(self) -> dict[str, Any]:
        return {"alg": "ES256", "kid": self._key.kid}

    @staticmethod
    def _claims(role: str, tenant: str, subject: str | None, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": "hallpass",
            "sub": subject or f"{role}-subject",
            "client_id": f"client-of-{role}",
            "tenant": tenant,
            "roles": [role],
            "iat": now,
            "exp": now + HOUR,
        } | changed
        return {name: value for name, value in claims.items() if value is not None}


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
