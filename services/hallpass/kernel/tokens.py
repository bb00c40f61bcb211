"""Who calls: reading and checking bearer tokens (RFC 7519), with the algorithm, issuer and audience pinned.

The tenant comes from here and from nowhere else.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, Protocol, get_args

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from hallpass.kernel.clock import Clock
from hallpass.kernel.errors import Invalid, Unauthenticated
from hallpass.kernel.tenancy import TenantId, tenant_id

Role = Literal["app", "staff", "admin", "sis", "auditor", "service"]
ROLES: frozenset[str] = frozenset(get_args(Role))

AUDIENCE = "hallpass"
ALGORITHMS = ("ES256", "RS256")
LONGEST_TOKEN = 16_384


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds the token. `subject` is a person's or an application's id and belongs in no log."""

    tenant: TenantId
    subject: str
    client: str
    roles: frozenset[str]

    def acts_as(self, *roles: Role) -> bool:
        """Whether the caller has at least one of the roles."""
        return not self.roles.isdisjoint(roles)


class KeySource(Protocol):
    """Where an issuer's public keys come from; must answer from memory."""

    def keys(self) -> KeySet:
        """The keys that are good now."""
        ...


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that is trusted: the exact `iss` value, and its keys."""

    name: str
    source: KeySource


class TokenVerifier:
    """Turns a bearer token into a Caller, or raises Unauthenticated. One verifier serves every route.

    A token that was found good is remembered (by a digest of it) until it expires, so that the signature is
    checked once and not with each request.
    """

    def __init__(
        self, issuers: Sequence[Issuer], clock: Clock, *, audience: str = AUDIENCE, remember: int = 10_000
    ) -> None:
        """`remember` bounds how many good tokens are kept in memory; the oldest leave first."""
        self._issuers = {issuer.name: issuer.source for issuer in issuers}
        self._clock = clock
        self._remember = remember
        self._good: OrderedDict[bytes, tuple[Caller, int]] = OrderedDict()
        self._required: dict[str, ClaimsOption] = {
            "iss": {"essential": True, "values": list(self._issuers)},
            "aud": {"essential": True, "value": audience},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "sub": {"essential": True},
            "tenant": {"essential": True},
        }

    def verify(self, token: str) -> Caller:
        """The caller of a good token. The sentence of Unauthenticated says what is wrong, never what is inside."""
        now = int(self._clock.now().timestamp())
        digest = blake2b(token.encode("utf-8", "replace"), digest_size=16).digest()
        known = self._good.get(digest)
        if known is not None and now < known[1]:
            return known[0]
        caller, expires = self._check(token, now)
        self._good[digest] = (caller, expires)
        self._good.move_to_end(digest)
        if len(self._good) > self._remember:
            self._good.popitem(last=False)
        return caller

    def _check(self, token: str, now: int) -> tuple[Caller, int]:
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated("The token is too long.")
        claims = self._signed_claims(token)
        try:
            JWTClaimsRegistry(now, 0, **self._required).validate(claims)
        except JoseError as error:
            raise Unauthenticated(_what_is_wrong(error)) from None
        return _caller(claims), int(claims["exp"])

    def _signed_claims(self, token: str) -> dict[str, Any]:
        """Try each issuer's keys; the claim `iss` must then name the issuer whose key it was."""
        for name, source in self._issuers.items():
            try:
                claims = jwt.decode(token, source.keys(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                # ValueError: a key id that this issuer does not know, or text that is no token at all.
                continue
            if claims.get("iss") != name:
                raise Unauthenticated("The token's issuer is not trusted.")
            return claims
        raise Unauthenticated("The token's signature does not hold.")


def bearer(header: str | None) -> str:
    """The token of an Authorization header; raises Unauthenticated when there is none or another scheme."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A bearer token is required.")
    return token.strip()


def _caller(claims: Mapping[str, Any]) -> Caller:
    subject, client, roles = claims["sub"], claims.get("client_id", ""), claims.get("roles", [])
    if not (isinstance(subject, str) and subject and isinstance(client, str) and isinstance(claims["tenant"], str)):
        raise Unauthenticated("A claim of the token has the wrong type.")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Unauthenticated("The claim roles of the token has the wrong type.")
    try:
        tenant = tenant_id(claims["tenant"])
    except Invalid:
        raise Unauthenticated("The claim tenant of the token is not an id.") from None
    return Caller(tenant=tenant, subject=subject, client=client, roles=ROLES.intersection(roles))


def _what_is_wrong(error: JoseError) -> str:
    claim = getattr(error, "claim", None)
    if error.error == "expired_token":
        return "The token has expired."
    return f"The claim {claim} of the token is missing or wrong." if claim else "The claims of the token do not hold."
