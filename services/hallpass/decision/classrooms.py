"""Use in class: the notice, the principal's word and the objection for this class and platform."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.roster import StaffFacts
from hallpass.contracts.situation import ClassroomView
from hallpass.decision.facts import World
from hallpass.decision.notices import Notices
from hallpass.derive.calendar import in_force


def classroom_view(
    request: ContactRequest,
    world: World,
    notices: Notices,
    sender: StaffFacts | None,
    day: date,
    named_tags: Collection[str],
) -> list[ClassroomView]:
    """Empty where the message is no classroom use; an unknown class is `known: false`."""
    if request.classroom is None:
        return []
    known = world.classes.get(request.classroom.class_id)
    facts = world.classroom
    consulted = sorted(
        ((word.date, position, word.outcome) for position, word in enumerate(facts.consultations)) if facts else ()
    )
    outcome: Literal["none", "agreed", "declined"] = next(
        (outcome for given, _, outcome in reversed(consulted) if given <= day), "none"
    )
    principal_sends = (
        sender is not None
        and known is not None
        and any(
            post.role == "principal" and post.org == known.school and in_force(post.since, post.until, day)
            for post in sender.posts
        )
    )
    ranked = sorted(notices.of_medium, key=lambda notice: (notices.delivered(notice), len(notice.parts)))
    best = ranked[-1] if ranked else None
    return [
        ClassroomView(
            known=known is not None,
            notice_delivered=best is not None and notices.delivered(best),
            notice_parts=sorted(best.parts) if best else [],
            objection=facts is not None and any(objection.date <= day for objection in facts.objections),
            consultation="agreed" if principal_sends else outcome,
            tags=[tag for tag in known.tags if tag in named_tags] if known else [],
        )
    ]
