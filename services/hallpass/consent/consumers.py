"""Hears of districts from the register, so that a district has this service's heartbeats from its first day."""

from hallpass.contracts.topics import CONSENT, REGISTER
from hallpass.kernel.db import Database
from hallpass.kernel.newcomers import Newcomers

GROUP = "consent"
HEARS = (REGISTER,)


def consumer(database: Database) -> Newcomers:
    """Whose settings are told of is a district. `database` is the consent service's."""
    return Newcomers(database, GROUP, "settings", CONSENT)
