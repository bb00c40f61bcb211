"""What of the facts a request needs: which parts there are to read, and by which ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hallpass.contracts.contact import ContactRequest
from hallpass.kernel.tenancy import TenantId

_FEWEST_DIGITS = 7
"""A phone number has at least seven: a text with fewer cannot give one."""
_FEW_STUDENTS = 20


class Shape(NamedTuple):
    """Which parts there are; each is a branch of the statement, or several."""

    classes: bool = False
    schools: bool = False
    guardians: bool = False
    classroom: bool = False
    platform: bool = False
    mentions: bool = False
    numbers: bool = False
    few: bool = False
    """Few students, each of them named: their classes are looked up by student, else those of the sender's classes."""


def asked(tenant: TenantId, request: ContactRequest) -> tuple[Shape, dict[str, str | list[str] | None]]:
    """The parts, and the ids (and lists of ids) by the names that the statement knows them by."""
    audience, content = request.audience, request.content
    sender = request.sender.staff_id
    shown = [*content.mentions, *(student for a in content.attachments for student in a.shows)]
    named = _known(audience.student_ids, audience.guardians_of, shown)
    values: dict[str, str | list[str] | None] = {
        "tenant": tenant,
        "sender": _one(sender),
        "named": named,
        "guardians": _known(audience.guardian_ids),
        "staff": _known(audience.staff_ids, [sender]),
        "classes": _known([group.id for group in audience.classes]),
        "schools": _known([group.id for group in audience.schools]),
        "mentions": _known(shown, audience.student_ids if request.interaction == "tag" else []),
        "classroom": _one(request.classroom.class_id if request.classroom else None),
        "platform": _one(request.medium.platform_id),
    }
    groups = any(values[name] for name in ("classes", "schools", "guardians"))
    shape = Shape(
        classes=bool(values["classes"]),
        schools=bool(values["schools"]),
        guardians=bool(values["guardians"]),
        classroom=values["classroom"] is not None,
        platform=values["platform"] is not None,
        mentions=bool(values["mentions"]),
        numbers=sum(map(str.isdigit, content.text)) >= _FEWEST_DIGITS,
        few=not groups and len(named) <= _FEW_STUDENTS,
    )
    return shape, values


def _known(*lists: Iterable[str]) -> list[str]:
    """Ids that the database could hold at all: text there has no NUL."""
    return list(dict.fromkeys(one for ids in lists for one in ids if "\x00" not in one))


def _one(value: str | None) -> str | None:
    return value if value is not None and "\x00" not in value else None
