"""Consent on a real PostgreSQL: what is recorded is published whole, and never rewritten."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hallpass.consent.model import Answered, DirectoryOptedOut, Fact, NoticeDelivered, NoticeWritten, Reminded
from hallpass.consent.service import ConsentService
from hallpass.contracts.consent import AnswerFacts, NoticeFacts, ReminderFacts
from hallpass.contracts.envelope import Envelope, open_payload
from hallpass.kernel.errors import Conflict, Invalid, NotFound
from hallpass.kernel.tenancy import TenantId
from integration.rooms import Schema

Folder = dict[str, list[Fact]]

LAKESIDE, HILLTOP = TenantId("lakeside"), TenantId("hilltop")
ADMIN = "admin-1"
NOTICE = NoticeWritten(id="n-1", kind="direct_contact", staff_id="t-7", parts={"purpose": "Reminders", "example": " "})
DELIVERY = NoticeDelivered(notice="n-1", date=date(2026, 9, 3), to=("g-1", "g-2"), bounced=("g-2",))


def answered(answer: str = "opt_out", day: int = 1, **members: object) -> Answered:
    known = {
        "guardian": "g-1",
        "student": "s-1",
        "purpose": "inclusion",
        "scope": "all",
        "answer": answer,
        "date": date(2026, 9, day),
    }
    return msgspec.convert({"fact": "answered"} | known | members, Answered)


async def last(schema: Schema, key: str) -> Envelope:
    return [envelope for envelope in await schema.events() if envelope.key == key][-1]


async def test_a_notice_is_published_with_the_names_of_its_filled_parts_and_its_deliveries(
    schema: Schema, consent: ConsentService
) -> None:
    assert await consent.record(LAKESIDE, NOTICE, ADMIN) == 1
    assert await consent.record(LAKESIDE, DELIVERY, ADMIN) == 2

    event = await last(schema, "notice/n-1")
    facts = open_payload(event, NoticeFacts)
    assert (event.version, facts.parts, facts.active) == (2, ("purpose",), True)
    assert [(found.date, found.to, found.bounced) for found in facts.deliveries] == [
        (DELIVERY.date, ("g-1", "g-2"), ("g-2",))
    ]
    assert b"Reminders" not in event.payload


async def test_a_notice_with_a_taken_id_is_a_conflict_and_its_delivery_needs_it(consent: ConsentService) -> None:
    with pytest.raises(NotFound):
        await consent.record(LAKESIDE, DELIVERY, ADMIN)
    await consent.record(LAKESIDE, NOTICE, ADMIN)
    with pytest.raises(Conflict):
        await consent.record(LAKESIDE, NOTICE, ADMIN)
    await consent.record(HILLTOP, NOTICE, ADMIN)


async def test_an_incomplete_fact_is_refused_and_leaves_no_trace(schema: Schema, consent: ConsentService) -> None:
    with pytest.raises(Invalid) as refused:
        await consent.record(LAKESIDE, Reminded(platform_id="blog", date=date(2026, 9, 1)), ADMIN)
    assert [fault.member for fault in refused.value.faults] == ["class"]
    assert await schema.events() == []


async def test_answers_of_a_student_are_published_together_by_date(schema: Schema, consent: ConsentService) -> None:
    await consent.record(LAKESIDE, answered("opt_in", day=9), ADMIN)
    await consent.record(LAKESIDE, answered("opt_out", day=2), ADMIN)
    await consent.record(HILLTOP, answered(day=3), ADMIN)

    facts = open_payload([e for e in await schema.events() if e.tenant == LAKESIDE][-1], AnswerFacts)
    assert [(found.answer, found.date.day) for found in facts.answers] == [("opt_out", 2), ("opt_in", 9)]


async def test_the_directory_list_goes_on_and_off_once(schema: Schema, consent: ConsentService) -> None:
    assert await consent.opt_out_of_directory(LAKESIDE, "s-1", ADMIN) == 1
    assert await consent.opt_out_of_directory(LAKESIDE, "s-1", ADMIN) == 1
    assert open_payload(await last(schema, "answers/s-1"), AnswerFacts).directory_opt_out
    assert await consent.opt_in_to_directory(LAKESIDE, "s-1", ADMIN) == 2
    assert await consent.opt_in_to_directory(LAKESIDE, "s-1", ADMIN) == 2
    assert not open_payload(await last(schema, "answers/s-1"), AnswerFacts).directory_opt_out
    assert await consent.answers(LAKESIDE, "s-1") == ([], False)


async def test_a_folder_is_taken_over_as_differences_and_leaves_the_api_alone(
    schema: Schema, consent: ConsentService
) -> None:
    through_api = answered("withdraw", day=8, guardian="g-9")
    folder: Folder = {"answers/s-1": [answered("opt_in", day=1), answered("opt_out", day=2)], "notice/n-1": [NOTICE]}
    assert await consent.take_over(LAKESIDE, folder) == 2
    await consent.record(LAKESIDE, through_api, ADMIN)
    assert await consent.take_over(LAKESIDE, folder) == 3

    later: Folder = {"answers/s-1": [answered("opt_in", day=1), DirectoryOptedOut(student="s-1")], "notice/n-1": []}
    assert await consent.take_over(LAKESIDE, later) == 5

    facts = open_payload(await last(schema, "answers/s-1"), AnswerFacts)
    assert [(found.answer, found.guardian) for found in facts.answers] == [("opt_in", "g-1"), ("withdraw", "g-9")]
    assert facts.directory_opt_out
    assert not open_payload(await last(schema, "notice/n-1"), NoticeFacts).active


async def test_republishing_sends_each_state_again_as_a_newer_version(schema: Schema, consent: ConsentService) -> None:
    await consent.record(LAKESIDE, NOTICE, ADMIN)
    await consent.record(LAKESIDE, Reminded(platform_id="blog", class_id="c-1", date=date(2026, 9, 1)), ADMIN)
    assert await consent.republish(LAKESIDE) == 2
    first, again = [e for e in await schema.events() if e.key == "reminders/blog"]
    assert again.version > first.version
    assert open_payload(again, ReminderFacts) == open_payload(first, ReminderFacts)


async def test_notices_come_in_pages(consent: ConsentService) -> None:
    for name in ("n-1", "n-2", "n-3"):
        await consent.record(LAKESIDE, msgspec.structs.replace(NOTICE, id=name), ADMIN)
    assert [text.id for text, _ in await consent.notices(LAKESIDE, None, 2)] == ["n-1", "n-2"]
    assert [text.id for text, _ in await consent.notices(LAKESIDE, "n-2", 2)] == ["n-3"]
    assert await consent.notices(HILLTOP) == []


@pytest.mark.parametrize("statement", ["UPDATE consent.ledger SET origin = 'api'", "DELETE FROM consent.ledger"])
async def test_the_ledger_can_only_grow(schema: Schema, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with schema.database.unit_of_work(LAKESIDE) as work:
            await work.session.execute(text(statement))
