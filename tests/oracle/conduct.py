"""The clauses about the sender and about what a message says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from oracle.emergencies import by_declarer
from oracle.message import Message, Recipient
from oracle.phones import spans
from oracle.said import Said

BULLYING = {"bullying", "threat"}
PROTECTION = {"abuse", "neglect", "enticement", "self_harm"}
WORKS = {"image", "video", "audio", "document"}
POSTS = {"post", "comment"}


def acceptable_use(message: Message) -> Iterator[Said]:
    """Staff whose acceptable-use acknowledgement is missing or out of date get review. Section 5: dates are inclusive;
    an acknowledgement of valid_days 365 is valid on day 365."""
    if message.sender is None:
        return
    wanted = message.district.settings.get("acceptable_use") or {"version": "", "valid_days": 365}
    facts = next((one for one in message.district.many("staff") if one["id"] == message.sender_id), {})
    signed = facts.get("acceptable_use")
    if (
        not signed
        or str(signed["version"]) != str(wanted["version"])
        or not signed["date"] <= message.day <= signed["date"] + timedelta(days=wanted["valid_days"])
    ):
        yield Said("acceptable-use", "review")


def mandatory_reporting(message: Message, who: Recipient) -> Iterator[Said]:
    """Content that signals suspected abuse, neglect or enticement - held for review (among staff it goes), and the
    finding carries the reporting duty and where to report."""
    if message.signals & PROTECTION and who.kind != "staff":
        yield Said("mandatory-reporting", _softened(message, "review"))


def duty_to_report(message: Message) -> Iterator[Said]:
    """Section 5: always with the duty to `report`; bullying and threats under 4510."""
    if message.signals & PROTECTION:
        yield Said("mandatory-reporting", "oblige", (_report(message, "4222", "4223"),))
    if message.signals & BULLYING:
        bullying = ("advise", ()) if message.out_of_scope else ("oblige", (_report(message, "4510"),))
        yield Said("anti-bullying", *bullying)


def anti_bullying(message: Message, who: Recipient) -> Iterator[Said]:
    """Content that signals bullying or a threat towards a person - deny to students and the public, review to families
    and staff, with the reporting duty."""
    if message.signals & BULLYING:
        yield Said("anti-bullying", _softened(message, "review" if who.kind in {"guardian", "staff"} else "deny"))


def _report(message: Message, *duty: str) -> dict[str, Any]:
    to = message.district.settings.get("reporting") or {}
    return {"type": "report", "duty": list(duty), "to": {"name": to.get("name"), "phone": to.get("phone")}}


def _softened(message: Message, effect: str) -> str:
    """Section 5: an emergency lifts none of these, but for the messages of its declarer screening is advice and
    `report` only."""
    return "advise" if by_declarer(message) or message.out_of_scope else effect


def discrimination(message: Message) -> Iterator[Said]:
    """Content that signals harassment or discrimination on a protected ground - review."""
    if message.signals & {"harassment", "discrimination"}:
        yield Said("discrimination", _softened(message, "review"))


def professionalism(message: Message) -> Iterator[Said]:
    """Profanity or demeaning content in a school communication - deny."""
    if message.for_school and message.signals & {"profanity", "demeaning"}:
        yield Said("professionalism", _softened(message, "deny"))


def professional_image(message: Message) -> Iterator[Said]:
    """Posts and images that may reflect badly - advice. Section 5: sexual, drugs_alcohol: advice on public personal
    posts."""
    if message.purpose == "personal" and message.audience.get("public") and message.signals - PROTECTION:
        yield Said("professional-image", "advise")


def copyright_clause(message: Message) -> Iterator[Said]:
    """An attached or quoted work with no rights basis (own, licensed, public_domain, permission, fair_use with
    attribution) - deny."""
    for one in message.attachments:
        rights = one.get("rights") or "unknown"
        if one["kind"] in WORKS and (rights == "unknown" or (rights == "fair_use" and not one.get("attribution"))):
            yield Said("copyright", "deny")
            return


def distribution(message: Message) -> Iterator[Said]:
    """Material of an outside organisation sent to more than one household - only with a recorded approval; else
    review. `outside` without an organisation is held."""
    organization = message.content.get("outside_organization")
    if not organization:
        if message.purpose == "outside":
            yield Said("distribution", "review")
        return
    approved = any(
        one["organization"] == organization and one["from"] <= message.day <= one["until"]
        for one in message.district.many("approvals")
    )
    if message.households > 1 and not approved:
        yield Said("distribution", "review")


def personal_phone_number(message: Message) -> Iterator[Said]:
    """A message to students or families that gives a staff member's personal number - permit only with the obligation
    to remove it (the span is given)."""
    families = message.reaches_families and not message.out_of_scope
    if not families and not (message.audience.get("public") and message.for_school):
        return
    personal, others = spans(message.content.get("text") or "", message.district)
    duties = tuple({"type": "remove_span", "start": a, "end": b} for a, b in personal)
    if personal or others:
        yield Said("personal-phone-number", "oblige" if personal else "advise", duties)


def employee_disclaimer(message: Message) -> Iterator[Said]:
    """A personal site or post whose author identifies as an employee - the obligation to carry the district's
    disclaimer. Section 5: a private message carries no disclaimer."""
    text = message.district.settings.get("disclaimer")
    published = message.interaction == "post" or message.audience.get("public")
    if message.account == "personal" and message.body["sender"].get("discloses_employment") and published and text:
        yield Said("employee-disclaimer", "oblige", ({"type": "carry_disclaimer", "text": text},))


def public_domain(message: Message) -> Iterator[Said]:
    """Any post about school, students, families or the district - advice to treat it as public."""
    posted = message.interaction in POSTS or message.audience.get("public")
    about = message.for_school or any(not message.own_and_private(s) for s in message.mentions)
    if posted and (about or message.body["sender"].get("discloses_employment")):
        yield Said("public-domain", "advise")


WHOLE = (
    acceptable_use,
    duty_to_report,
    discrimination,
    professionalism,
    professional_image,
    copyright_clause,
    distribution,
    personal_phone_number,
    employee_disclaimer,
    public_domain,
)
EACH = (mandatory_reporting, anti_bullying)
