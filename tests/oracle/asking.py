"""Whom to ask on a review and a deny."""

from __future__ import annotations

from oracle.message import Message
from oracle.roster import Person


def whom_to_ask(message: Message, spoken: set[tuple[str, str]]) -> frozenset[str]:
    """Section 5: the principal of the sender's building (for principal-consultation, of the class's). `acceptable-use`
    adds the supervisor."""
    strict = {clause for clause, effect in spoken if effect in {"review", "deny"}}
    asked: set[str | None] = set()
    if strict - {"principal-consultation"}:
        asked.add(_principal(message, _building(message)))
    if "principal-consultation" in strict:
        asked.add(_principal(message, message.district.groups[message.known_classroom or ""]))
    if "acceptable-use" in strict:
        asked.add(_supervisor(message))
    return frozenset(name for name in asked if name)


def _building(message: Message) -> str | None:
    if message.sender is None:
        return None
    return message.sender.home or message.sender.roles[0][1]


def _principal(message: Message, school: str | None) -> str | None:
    """An administrator of that school where no principal is on the roster. Never oneself: for a principal the
    supervisor; where there is none, another administrator of the district."""
    is_principal = message.sender is not None and school in message.sender.places(message.day, "principal")
    none = is_principal or school is None
    of_school = [] if none else [_holder(message, role, school) for role in ("principal", "administrator")]
    of_district = [_holder(message, role, None) for role in ("district_administrator", "administrator", "principal")]
    found = [*of_school, _supervisor(message), *of_district]
    return next((name for name in found if name), None)


def _holder(message: Message, role: str, school: str | None) -> str | None:
    def holds(person: Person) -> bool:
        places = person.places(message.day, role)
        return (
            person.is_staff and person.id != message.sender_id and bool(places if school is None else school in places)
        )

    return min((person.id for person in message.district.people.values() if holds(person)), default=None)


def _supervisor(message: Message) -> str | None:
    if message.sender is None:
        return None
    facts = next((one for one in message.district.many("staff") if one["id"] == message.sender_id), {})
    person = message.district.people.get(facts.get("supervisor") or "")
    return person.id if person is not None and person.is_staff and person.id != message.sender_id else None
