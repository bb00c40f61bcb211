"""Puts the consent service together. Nothing is created at import."""

from dataclasses import dataclass

from hallpass.consent import api
from hallpass.consent.consumers import GROUP, HEARS, consumer
from hallpass.consent.service import ConsentService
from hallpass.consent.settings import ConsentSettings
from hallpass.kernel.seams import Seams, Wired


@dataclass(frozen=True, slots=True)
class ConsentRoom:
    """The wired service and its use cases, for the composition root and the command line."""

    wired: Wired
    service: ConsentService


def build(settings: ConsentSettings, seams: Seams) -> ConsentRoom:
    """Make the routes, the consumer and the pings; the service runs nothing of its own."""
    service = ConsentService(seams.database, seams.clock)
    seams.bus.subscribe(GROUP, HEARS, consumer(seams.database).handle)
    wired = Wired(
        routers=(api.router(service, seams.guard, seams.ids, settings.page),),
        pings={"consent database": seams.database.ping},
    )
    return ConsentRoom(wired, service)
