"""The clauses about whose account, device and platform it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from oracle.message import Message, Recipient
from oracle.said import Said

FAMILIES = {"student", "guardian"}
OUTSIDERS = FAMILIES | {"public"}


def personal_use(message: Message) -> Iterator[Said]:
    """Personal purpose, personal time, personal account, an audience without students or families - out of scope;
    permit, effect not_applicable in the finding."""
    if message.out_of_scope:
        yield Said("personal-use", "not_applicable")


def personal_use_work_topic(message: Message, who: Recipient) -> Iterator[Said]:
    """From a personal account, a work topic with students or families - deny."""
    if message.account == "personal" and message.for_school and who.kind in FAMILIES:
        yield Said("personal-use-work-topic", "deny")


def provider_rules(message: Message, who: Recipient) -> Iterator[Said]:
    """A recipient younger than the provider's minimum age, or a use that its profile restrictions forbid - deny for
    that recipient; age unknown - review for that recipient. Section 5: minimum age and `adults_only` are asked of
    students only; `public` has no age."""
    if message.platform is None:
        return
    bounds = set(message.platform.get("profile_restrictions") or [])
    if "staff_only" in bounds and who.kind != "staff":
        yield Said("provider-rules", "deny")
    if who.kind != "student":
        return
    if "no_students" in bounds:
        yield Said("provider-rules", "deny")
    lowest = max(message.platform.get("minimum_age") or 0, 18 if "adults_only" in bounds else 0)
    age = message.age(who.id)
    if lowest and (age is None or age < lowest):
        yield Said("provider-rules", "review" if age is None else "deny")


def photo_tagging(message: Message) -> Iterator[Said]:
    """Images or tags of students on any medium that allows tagging - advice to staff, and the reminder to families
    becomes an obligation on the first use. Section 5: due until a reminder for that student or class and platform is
    recorded, once a school year."""
    if message.platform is None or not message.platform.get("allows_tagging"):
        return
    tagged = message.mentions | message.addressed if message.interaction == "tag" else frozenset()
    pictured = [s for s in message.shown | tagged if message.student(s) and not message.own_and_private(s)]
    if not pictured:
        return
    due = sorted(s for s in pictured if not _reminded(message, s))
    if not due:
        yield Said("photo-tagging", "advise")
    else:
        duty = {"type": "remind_families", "student_ids": due, "platform_id": message.platform["id"]}
        yield Said("photo-tagging", "oblige", (duty,))


def _reminded(message: Message, student: str) -> bool:
    began = date(message.day.year - (message.day.month < 7), 7, 1)
    given = message.district.many("reminders")
    return any(_about(message, one, student) and began <= one["date"] <= message.day for one in given)


def _about(message: Message, reminder: dict[str, Any], student: str) -> bool:
    if message.platform is None or reminder["platform"] != message.platform["id"]:
        return False
    return student in (reminder.get("students") or []) or reminder.get("class") in message.classes(student, "student")


def no_personal_friending(message: Message, who: Recipient) -> Iterator[Said]:
    """Friend, follow, comment, like, or direct message between a staff member's personal account and a student - deny,
    whatever the purpose, consent or hour. Section 5: any interaction that reaches a student from a personal account, a
    post with students among its readers included."""
    if message.account == "personal" and who.kind == "student" and not message.own(who.id):
        yield Said("no-personal-friending", "deny")


def sanctioned_platform(message: Message) -> Iterator[Said]:
    """School purpose on a medium that is neither district-sanctioned nor district-created - deny. Section 5: a phone
    call or text from a district device needs no platform; any other kind without a platform is unsanctioned. (From
    another device the clauses about devices speak, of whom staff among themselves are no subject.)"""
    if message.for_school and not message.sanctioned and not message.by_phone:
        yield Said("sanctioned-platform", "deny")


def district_device(message: Message, who: Recipient) -> Iterator[Said]:
    """School purpose, to students, families or the public, from a device or system that the district does not provide -
    deny; texting has its own clause. Staff among themselves are not its subject."""
    if message.for_school and who.kind in OUTSIDERS and message.kind != "text_message":
        if message.device == "personal" or not (message.sanctioned or message.by_phone):
            yield Said("district-device", "deny")
        elif message.device == "advice":
            yield Said("district-device", "advise")


def families_via_personal_media(message: Message, who: Recipient) -> Iterator[Said]:
    """School matters with families through personal accounts or blogs - deny."""
    if message.for_school and message.account == "personal" and who.kind == "guardian":
        yield Said("families-via-personal-media", "deny")


def student_content_personal_media(message: Message) -> Iterator[Said]:
    """Student information, pictures or work samples on personal media - deny. Section 5: (own children), and content
    that shows only them, are no students for any clause about personal media."""
    work = not message.mentions and any(one["kind"] == "student_work" for one in message.attachments)
    if message.account == "personal" and (work or any(not message.own(s) for s in message.mentions)):
        yield Said("student-content-personal-media", "deny")


def personal_device(message: Message, who: Recipient) -> Iterator[Said]:
    """School matters with students or families over a personal phone or tablet - deny, except the case of texting."""
    own = message.device == "personal" and message.kind != "text_message"
    if message.for_school and who.kind in FAMILIES and own:
        yield Said("personal-device", "deny")


def texting(message: Message, who: Recipient) -> Iterator[Said]:
    """A text message from a district device, or from any device through a district-sanctioned texting technology -
    permit. A text from a personal number - deny. Section 5: a private text to a guardian (purpose personal) is not the
    texting clause's subject; staff among themselves are no subject of the device clauses."""
    from_own = message.account == "personal" or (message.device == "personal" and not message.sanctioned)
    if message.kind == "text_message" and from_own and message.for_school and who.kind in OUTSIDERS:
        yield Said("texting", "deny")


WHOLE = (personal_use, photo_tagging, sanctioned_platform, student_content_personal_media)
EACH = (
    personal_use_work_topic,
    provider_rules,
    no_personal_friending,
    district_device,
    families_via_personal_media,
    personal_device,
    texting,
)
