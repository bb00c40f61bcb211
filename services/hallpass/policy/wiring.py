"""Puts the policy service together. Nothing is created at import."""

from dataclasses import dataclass

from hallpass.kernel.seams import Seams, Wired
from hallpass.policy import api, bundle_api, engine_api
from hallpass.policy.consumers import GROUP, HEARS, Consumer
from hallpass.policy.numbers import LOOK_AGAIN, EngineNumbers, count_for_ever
from hallpass.policy.publishing import Publisher
from hallpass.policy.service import PolicyService
from hallpass.policy.settings import PolicySettings
from hallpass.policy.signing import SigningKey


@dataclass(frozen=True, slots=True)
class PolicyRoom:
    """The wired service, its use cases, and the key that OPA must trust."""

    wired: Wired
    service: PolicyService
    publisher: Publisher
    key: SigningKey


def build(settings: PolicySettings, seams: Seams) -> PolicyRoom:
    """Make routes, consumer and pings.

    The bundle is published when the service opens, before the first request, unless a newer release's stands.
    Raises PermissionError when others may read the signing key.
    """
    key = SigningKey.open(settings.keys)
    service = PolicyService(seams.database, seams.clock)
    publisher = Publisher(seams.database, seams.clock, settings.opa, settings.policies, key)
    seams.bus.subscribe(GROUP, HEARS, Consumer(seams.database, service).handle)

    numbers = EngineNumbers(seams.telemetry.registry)

    async def publish() -> None:
        bundle = await (publisher.publish() if settings.allow_older else publisher.publish_unless_older())
        if bundle is None:
            seams.log.warning("policies_left", reason="a newer release of the policies stands")
            return
        seams.log.info("policies_published", revision=bundle.revision, release=bundle.release)

    async def count_engines() -> None:
        await count_for_ever(publisher.engines, numbers, LOOK_AGAIN, seams.log)

    wired = Wired(
        routers=(
            api.router(service, seams.guard, seams.clock, seams.ids),
            bundle_api.router(publisher, seams.guard, settings.longest_wait),
            engine_api.router(publisher, seams.guard, seams.clock, numbers.count),
        ),
        tasks={"engine numbers": count_engines},
        pings={"policy database": seams.database.ping, "policy bundle": publisher.ready},
        opened=(publish,),
    )
    return PolicyRoom(wired, service, publisher, key)
