"""An engine's answer and the people it is about: say only what matters, the rest asks for nothing."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from builders.worlds import DAY, MORNING
from hallpass.contracts.contact import Effect
from hallpass.contracts.engine import EngineResult, MessageFinding, SituationFinding
from hallpass.contracts.policy import Contact, Toolkit
from hallpass.contracts.verdict import Ask, FactsVersion
from hallpass.decision.people import Asks, Header, People, Person, Role, Words

PRINCIPAL = Ask(person_id="p", name="Pat Principal", role="principal")
CLASS_PRINCIPAL = Ask(person_id="c", name="Kim Head", role="principal")
SUPERVISOR = Ask(person_id="v", name="Vic Visor", role="supervisor")
LOCAL = MORNING.astimezone(ZoneInfo("America/Chicago"))
_SAID: dict[str, Any] = {
    "clause": "clause",
    "reason": "reason",
    "effect": "deny",
    "message": "it may not go.",
    "remedy": None,
    "remedy_code": None,
    "cites": [],
    "ask": "principal",
    "detail": {},
    "obligations": [],
}


def whole(**members: Any) -> MessageFinding:
    """A finding about the whole message."""
    return MessageFinding(**_SAID | members)


def finding(*situations: int, **members: Any) -> SituationFinding:
    """A finding about some situations."""
    return SituationFinding(**_SAID | members, situations=list(situations))


def result(*effects: Effect, effect: Effect = "permit", said: Any = (), found: Any = ()) -> EngineResult:
    """The effect of each situation; `said` about the whole message, `found` about situations."""
    return EngineResult(
        schema=1,
        revision="r",
        release="1.0.0",
        effect=effect,
        effects=list(effects),
        own_effects=list(effects),
        message_findings=list(said),
        findings=list(found),
    )


def person(person_id: str, *situations: int, kind: Any = "student", **changes: Any) -> Person:
    """A recipient; one role for each situation."""
    return msgspec.structs.replace(Person(person_id, kind, tuple(Role(s) for s in situations)), **changes)


def words(**changes: Any) -> Words:
    """What sentences are filled with; no platform and no class unless said."""
    return msgspec.structs.replace(
        Words(
            platform=None,
            kind="email",
            class_title=None,
            organization=None,
            sanctioned=(),
            disclaimer="The views here are my own.",
            toolkit=Toolkit(link="https://toolkit.example.org", phone="608 555 0100"),
            reporting=Contact(name="Child services", phone="608 555 0111"),
            class_id=None,
            platform_id=None,
            time_zone="America/Chicago",
            day=DAY,
        ),
        **changes,
    )


def people(*persons: Person, **changes: Any) -> People:
    """The recipients, in the order of the answer; as many situations as they speak of."""
    count = max((role.situation for one in persons for role in one.roles), default=-1) + 1
    return msgspec.structs.replace(
        People(
            header=Header(
                decision_id="d-1",
                decided_at=LOCAL,
                valid_until=LOCAL,
                facts=FactsVersion(roster=3, consent=2, register=1, as_of=LOCAL),
                emergency_id=None,
            ),
            persons=persons,
            situations=count,
            abouts=((),),
            mentions=[],
            pictured=[],
            attachments=[],
            numbers=[],
            asks=Asks(principal=PRINCIPAL, class_principal=CLASS_PRINCIPAL, supervisor=SUPERVISOR),
            words=words(),
        ),
        **changes,
    )
