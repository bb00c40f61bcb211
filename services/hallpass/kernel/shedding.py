"""Load is shed per tenant: one district's flood is its own."""

from collections import OrderedDict
from dataclasses import dataclass

from hallpass.kernel.clock import Clock
from hallpass.kernel.errors import TooMany
from hallpass.kernel.tenancy import TenantId


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Shedder:
    """A token bucket for each tenant, kept in this process.

    `per_second` requests in the long run, `burst` at once. Tenants beyond `tenants` are forgotten, the longest silent
    first: a forgotten tenant starts with a full bucket, which is where its silence would have brought it.
    """

    def __init__(self, clock: Clock, per_second: float, burst: int, tenants: int = 10_000) -> None:
        """All three bounds must be above zero."""
        self._clock = clock
        self._rate = per_second
        self._burst = float(burst)
        self._tenants = tenants
        self._buckets: OrderedDict[TenantId, _Bucket] = OrderedDict()

    def admit(self, tenant: TenantId) -> None:
        """Count one request; raises TooMany with the seconds after which there is room again."""
        now = self._clock.now().timestamp()
        bucket = self._buckets.setdefault(tenant, _Bucket(self._burst, now))
        self._buckets.move_to_end(tenant)
        if len(self._buckets) > self._tenants:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.tokens < 1:
            raise TooMany((1 - bucket.tokens) / self._rate)
        bucket.tokens -= 1
