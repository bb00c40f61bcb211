"""Puts the roster service together. Nothing is created at import."""

from dataclasses import dataclass

from hallpass.kernel.seams import Seams, Wired
from hallpass.roster import api
from hallpass.roster.consumers import GROUP, HEARS, consumer
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings


@dataclass(frozen=True, slots=True)
class RosterRoom:
    """The wired service and its use cases, for the composition root and the command line."""

    wired: Wired
    service: RosterService


def build(settings: RosterSettings, seams: Seams) -> RosterRoom:
    """Make the routes, the consumer and the pings; the service runs nothing of its own."""
    service = RosterService(seams.database, seams.clock, seams.keys, seams.ids, settings)
    seams.bus.subscribe(GROUP, HEARS, consumer(seams.database).handle)
    wired = Wired(
        routers=(api.router(service, seams.guard, settings),),
        pings={"roster database": seams.database.ping},
    )
    return RosterRoom(wired, service)
