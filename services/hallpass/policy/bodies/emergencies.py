"""The bodies of emergencies, and their entries."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import Field

from hallpass.contracts.web import Body, Id, Instant, Words, Written, shown
from hallpass.policy import defaults, examples
from hallpass.policy.model import Emergency


class EmergencyBody(Body):
    """An emergency: from now and for four hours where nothing else is said."""

    model_config = shown(examples.EMERGENCY)

    id: Id | None = Field(default=None, description="Chosen by the service where absent.")
    declared_by: Id
    school: Id | None = Field(default=None, description="Absent: where the declarer has authority.")
    start: Instant | None = Field(default=None, alias="from")
    until: Instant | None = None
    reason: Words = ""

    def entry(self, new_id: str, now: datetime) -> Emergency:
        """As the register keeps it."""
        start = self.start or now
        return Emergency(
            id=self.id or new_id,
            declared_by=self.declared_by,
            school=self.school,
            start=start,
            until=self.until or start + timedelta(hours=defaults.EMERGENCY_HOURS),
            reason=self.reason,
        )


class EmergencyAnswer(Body):
    """A declared emergency; `school` null is everywhere."""

    model_config = shown(examples.EMERGENCY)

    id: str
    declared_by: str
    school: str | None
    start: datetime = Field(alias="from")
    until: datetime
    reason: str

    @classmethod
    def of(cls, entry: Emergency) -> Self:
        """From the register."""
        return cls(
            id=entry.id,
            declared_by=entry.declared_by,
            school=entry.school,
            start=entry.start,
            until=entry.until,
            reason=entry.reason,
        )


class EmergenciesAnswer(Body):
    """Every emergency that was declared."""

    model_config = shown(examples.EMERGENCIES)

    emergencies: tuple[EmergencyAnswer, ...]


class DeclaredAnswer(Written):
    """An emergency was declared under this id, for this school (null: everywhere)."""

    model_config = shown(examples.DECLARED)

    id: str
    school: str | None
