"""Who calls: reading and checking bearer tokens (RFC 7519), with the algorithm, issuer and audience pinned.

The tenant comes from here and from nowhere else.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, Protocol, get_args

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from hallpass.kernel.clock import Clock
from hallpass.kernel.errors import Invalid, Unauthenticated, Unavailable
from hallpass.kernel.tenancy import TenantId, tenant_id

Role = Literal["app", "staff", "admin", "sis", "auditor", "service"]
ROLES: frozenset[str] = frozenset(get_args(Role))

AUDIENCE = "hallpass"
ALGORITHMS = ("ES256", "RS256")
TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""What the header `typ` may say, in small letters, where it says anything."""
LONGEST_TOKEN = 16_384
BAD_SIGNATURE = "The token's signature does not hold."
SKEW = 5
"""Seconds by which an issuer's clock may be ahead of ours. An expiry is taken at its word."""


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
    """Where an issuer's public keys come from; answers from memory, and may be asked to look again."""

    def keys(self) -> KeySet | None:
        """The keys that are good now, the same object until they change; None before they were ever seen."""
        ...

    async def refresh(self) -> None:
        """Look for keys that have come since, as far as it is time to. Does not raise: what was known stays."""
        ...


Reader = Callable[[Mapping[str, Any]], Caller]
"""Turns the checked claims of an issuer's token into a Caller; raises Unauthenticated for any that do not name one."""


def read_flat(claims: Mapping[str, Any]) -> Caller:
    """The claims of the development issuer: `tenant`, `sub`, `client_id` and `roles`, each by itself."""
    return caller_of(claims.get("tenant"), claims["sub"], claims.get("client_id", ""), claims.get("roles", []))


@dataclass(frozen=True, slots=True)
class Issuer:
    """One issuer that is trusted: the exact `iss` value, its keys, how its claims are read.

    Where `tenant` is given, the issuer's tokens are good for that tenant alone.
    """

    name: str
    source: KeySource
    reader: Reader = read_flat
    tenant: TenantId | None = None


class UnknownKey(Unauthenticated):
    """A trusted issuer is named, with a key that is not known: it may have come since the keys were last read."""

    def __init__(self, source: KeySource) -> None:
        """The sentence is that of a wrong signature: whoever made the token up learns nothing."""
        super().__init__(BAD_SIGNATURE)
        self.source = source


class UnseenKeys(Unavailable):
    """A trusted issuer is named whose keys were never read: its good tokens cannot be told from bad ones."""

    def __init__(self, source: KeySource) -> None:
        """Not the caller's fault, and so not Unauthenticated."""
        super().__init__("keys of the identity provider")
        self.source = source


@dataclass(frozen=True, slots=True)
class _Good:
    """A token that held: whose, until when, and under which keys of its issuer."""

    caller: Caller
    expires: int
    source: KeySource
    keys: KeySet


class TokenVerifier:
    """Turns a bearer token into a Caller, or raises Unauthenticated. One verifier serves every route.

    A token that was found good is remembered (by a digest of it) until it expires or its issuer's keys change, so that
    the signature is checked once and not with each request.
    """

    def __init__(
        self, issuers: Sequence[Issuer], clock: Clock, *, audience: str = AUDIENCE, remember: int = 10_000
    ) -> None:
        """`remember` bounds how many good tokens are kept in memory; the oldest leave first."""
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._clock = clock
        self._remember = remember
        self._good: OrderedDict[bytes, _Good] = OrderedDict()
        self._required: dict[str, ClaimsOption] = {
            "iss": {"essential": True, "values": list(self._issuers)},
            "aud": {"essential": True, "value": audience},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "sub": {"essential": True},
        }

    def verify(self, token: str) -> Caller:
        """The caller of a good token, from what is in memory. The sentence of Unauthenticated says what is wrong,
        never what is inside. Raises UnknownKey, which is one, and UnseenKeys where `known` would look for newer keys.
        """
        now = int(self._clock.now().timestamp())
        digest = blake2b(token.encode("utf-8", "replace"), digest_size=16).digest()
        known = self._good.get(digest)
        if known is not None and now < known.expires and known.source.keys() is known.keys:
            return known.caller
        good = self._check(token, now)
        self._good[digest] = good
        self._good.move_to_end(digest)
        if len(self._good) > self._remember:
            self._good.popitem(last=False)
        return good.caller

    async def known(self, token: str) -> Caller:
        """As `verify`; but keys that are not known yet are looked for before the token is refused.

        Twice, because a reading that is under way may have begun before the key came.
        """
        for _ in range(2):
            try:
                return self.verify(token)
            except (UnknownKey, UnseenKeys) as missing:
                await missing.source.refresh()
        return self.verify(token)

    def _check(self, token: str, now: int) -> _Good:
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated("The token is too long.")
        header, issuer = self._announced(token)
        keys = issuer.source.keys()
        if keys is None:
            raise UnseenKeys(issuer.source)
        key = _fit_key(header, keys)
        if key is None:
            raise UnknownKey(issuer.source)
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            raise Unauthenticated(BAD_SIGNATURE) from None
        try:
            JWTClaimsRegistry(now, SKEW, **self._required).validate(claims)
            expires = int(claims["exp"])
        except JoseError as error:
            raise Unauthenticated(_what_is_wrong(error)) from None
        except (OverflowError, ValueError):
            raise Unauthenticated("The claim exp of the token is missing or wrong.") from None
        if expires <= now:
            raise Unauthenticated("The token has expired.")
        caller = issuer.reader(claims)
        if issuer.tenant is not None and caller.tenant != issuer.tenant:
            raise Unauthenticated("The token's issuer does not speak for that tenant.")
        return _Good(caller, expires, issuer.source, keys)

    def _announced(self, token: str) -> tuple[Mapping[str, Any], Issuer]:
        """The header, and the issuer that the claims name; both unproven until the signature is checked."""
        try:
            unproven = jws.extract_compact(token.encode("utf-8", "replace"))
            claims = json.loads(unproven.payload or b"")
        except (JoseError, ValueError, RecursionError):
            # RecursionError: anybody may send lists within lists within lists.
            raise Unauthenticated("The token's signature does not hold: it is no signed token.") from None
        name = claims.get("iss") if isinstance(claims, dict) else None
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise Unauthenticated("The token's issuer is not trusted.")
        return unproven.headers(), issuer


def bearer(header: str | None) -> str:
    """The token of an Authorization header; raises Unauthenticated when there is none or another scheme."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("A bearer token is required.")
    return token.strip()


def caller_of(tenant: object, subject: object, client: object, roles: object) -> Caller:
    """A Caller of claims that may be anything; raises Unauthenticated. Roles that nobody knows are left out."""
    if not (isinstance(subject, str) and subject and isinstance(client, str)):
        raise Unauthenticated("A claim of the token has the wrong type.")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Unauthenticated("The claim roles of the token has the wrong type.")
    if not isinstance(tenant, str):
        raise Unauthenticated("The claim tenant of the token is missing or wrong.")
    try:
        checked = tenant_id(tenant)
    except Invalid:
        raise Unauthenticated("The claim tenant of the token is not an id.") from None
    return Caller(tenant=checked, subject=subject, client=client, roles=ROLES.intersection(roles))


def _fit_key(header: Mapping[str, Any], keys: KeySet) -> Key | None:
    """The key that the header names, where it is known; Unauthenticated for a header that no key could make good."""
    kid, algorithm, kind = header.get("kid"), header.get("alg"), header.get("typ", "JWT")
    if algorithm not in ALGORITHMS or not isinstance(kid, str):
        raise Unauthenticated(BAD_SIGNATURE)
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        raise Unauthenticated("This kind of token opens nothing.")
    found = next((key for key in keys.keys if key.kid == kid), None)
    if found is not None and found.alg not in (None, algorithm):
        raise Unauthenticated(BAD_SIGNATURE)
    return found


def _what_is_wrong(error: JoseError) -> str:
    claim = getattr(error, "claim", None)
    if error.error == "expired_token":
        return "The token has expired."
    return f"The claim {claim} of the token is missing or wrong." if claim else "The claims of the token do not hold."
