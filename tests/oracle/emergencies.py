"""Which emergency a message belongs to, and for whom it lifts anything (section 5, Emergency)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from oracle.folder import instant
from oracle.message import Message, Recipient


def is_emergency(message: Message, who: Recipient) -> bool:
    """Whether one lifts for this recipient: with the purpose emergency and in force by send_at, for senders and
    recipients of its scope."""
    return any(_covers(message, _scope(message, one["declared_by"]), who) for one in _of(message))


def by_declarer(message: Message) -> bool:
    """The message belongs to an emergency that its sender declared."""
    return any(one["declared_by"] == message.sender_id for one in _of(message))


def purpose_for(message: Message, who: Recipient) -> str:
    """Undeclared, or with another purpose, it lifts nothing; the purpose is then judged as school."""
    return "school" if message.purpose == "emergency" and not is_emergency(message, who) else message.purpose


def _of(message: Message) -> list[dict[str, Any]]:
    """The emergencies to which a message belongs: in force, and its sender within their scope."""
    if message.purpose != "emergency" or message.sender is None:
        return []
    found = [*_declared(message), *_by_sending(message)]
    scopes = [_scope(message, one["declared_by"]) for one in found]
    return [
        one
        for one, scope in zip(found, scopes, strict=True)
        if scope is None or _within(message, scope, message.sender_id)
    ]


def remember(message: Message, emergency_id: str | None) -> None:
    """A verdict that names an emergency which nobody knew has declared it: from now on it is one of the district's."""
    known = message.district.many("emergencies")
    if emergency_id is not None and all(one["id"] != emergency_id for one in known):
        known += [one | {"id": emergency_id} for one in _by_sending(message)]
        message.district.raw["emergencies"] = known


def _declared(message: Message) -> list[dict[str, Any]]:
    """An unknown emergency_id declares nothing; one that is named is the one that counts."""
    zone = message.district.zone
    named = message.body.get("emergency_id")
    return [
        one
        for one in message.district.many("emergencies")
        if instant(one["from"], zone) <= message.at < instant(one["until"], zone) and named in {None, one["id"]}
    ]


def _by_sending(message: Message) -> list[dict[str, Any]]:
    """The purpose emergency sent by a district administrator or a principal declares it by sending, for four hours."""
    named = message.body.get("emergency_id")
    unknown = named and all(one["id"] != named for one in message.district.many("emergencies"))
    posts = message.sender.places(message.day, "principal", "district_administrator") if message.sender else None
    if unknown or not posts:
        return []
    until = message.at + timedelta(hours=4)
    return [{"id": None, "declared_by": message.sender_id, "from": message.at, "until": until}]


def _scope(message: Message, declarer: str) -> set[str] | None:
    """Declared by a district administrator everywhere (None), by a principal at their school."""
    person = message.district.people[declarer]
    everywhere = person.places(message.day, "district_administrator")
    return None if everywhere else person.places(message.day, "principal")


def _within(message: Message, scope: set[str], person: str) -> bool:
    return bool(message.schools(person) & scope)


def _covers(message: Message, scope: set[str] | None, who: Recipient) -> bool:
    return scope is None or any(_within(message, scope, name) for name in (who.children or {who.id}))
