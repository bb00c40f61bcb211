"""The ledger folded into state: what holds is published, in the order that counts."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from hallpass.consent.ledger import Entry, state_of, superseded, written
from hallpass.consent.model import (
    Answered,
    Consulted,
    DirectoryOptedOut,
    Fact,
    NoticeDelivered,
    NoticeWritten,
    Objected,
    Reminded,
    aggregate_of,
    classroom_key,
)
from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts, ReminderFacts

AT = datetime(2026, 9, 1, tzinfo=UTC)
NOTICE = NoticeWritten(id="n-1", kind="classroom_media", class_id="c-1", platform_id="blog", parts={"purpose": "Diary"})
ANSWER = Answered(guardian="g-1", student="s-1", purpose="photo", scope="all", answer="opt_out", date=date(2026, 9, 2))


def entries(*facts: Fact, gone: tuple[int, ...] = ()) -> list[Entry]:
    """Facts as entries 1, 2, 3 …, of which `gone` were retracted."""
    return [Entry(number, fact, "folder", AT, number not in gone) for number, fact in enumerate(facts, 1)]


def delivered(day: int, **members: object) -> NoticeDelivered:
    return msgspec.convert(
        {"fact": "notice_delivered", "notice": "n-1", "date": date(2026, 9, day), **members}, NoticeDelivered
    )


def test_of_several_texts_of_a_notice_the_last_one_holds() -> None:
    later = msgspec.structs.replace(NOTICE, parts={"purpose": "Diary", "example": "A page", "security": " \n"})
    state = state_of(entries(NOTICE, later, gone=(1,)))
    assert isinstance(state, NoticeFacts)
    assert (state.parts, state.active) == (("purpose", "example"), True)


def test_a_retracted_notice_stays_as_an_inactive_one() -> None:
    found = entries(NOTICE, delivered(3), gone=(1, 2))
    state = state_of(found)
    assert isinstance(state, NoticeFacts)
    assert (state.id, state.active, state.deliveries, written(found)) == ("n-1", False, (), None)


def test_deliveries_come_by_date_and_answers_by_date_then_as_recorded() -> None:
    notice = state_of(entries(NOTICE, delivered(9, to=["g-1"]), delivered(3)))
    assert isinstance(notice, NoticeFacts)
    assert [found.date.day for found in notice.deliveries] == [3, 9]
    opted_in = msgspec.structs.replace(ANSWER, answer="opt_in")
    early = msgspec.structs.replace(ANSWER, answer="withdraw", date=date(2026, 9, 1))
    answers = state_of(entries(ANSWER, opted_in, early))
    assert isinstance(answers, AnswerFacts)
    assert [found.answer for found in answers.answers] == ["withdraw", "opt_out", "opt_in"]


def test_the_directory_list_holds_while_one_entry_does() -> None:
    listed = DirectoryOptedOut(student="s-1")
    kept, gone = state_of(entries(listed, listed, gone=(1,))), state_of(entries(listed, gone=(1,)))
    assert isinstance(kept, AnswerFacts)
    assert isinstance(gone, AnswerFacts)
    assert (kept.directory_opt_out, gone.directory_opt_out) == (True, False)


def test_a_classroom_tells_consultations_and_objections_without_the_reason() -> None:
    day = date(2026, 9, 1)
    state = state_of(
        entries(
            Objected(class_id="c-1", platform_id="blog", by="t-1", reason="for readers", date=day),
            Consulted(class_id="c-1", platform_id="blog", principal="p-1", outcome="agreed", date=day),
        )
    )
    assert isinstance(state, ClassroomFacts)
    assert (state.consultations[0].outcome, state.objections[0].by) == ("agreed", "t-1")
    assert b"readers" not in msgspec.json.encode(state)


def test_reminders_of_a_platform_are_told_together() -> None:
    state = state_of(
        entries(
            Reminded(platform_id="wall", date=date(2026, 9, 2), students=("s-1",)),
            Reminded(platform_id="wall", date=date(2026, 9, 1), class_id="c-1"),
        )
    )
    assert isinstance(state, ReminderFacts)
    assert [found.class_id for found in state.reminders] == ["c-1", None]


def test_an_aggregate_without_entries_has_no_state() -> None:
    assert state_of([]) is None
    assert state_of(entries(delivered(3))) is None


def test_a_pair_of_class_and_platform_has_one_key_whatever_signs_its_ids_have() -> None:
    pairs = [("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"), ("a", "b")]
    assert len({classroom_key(*pair) for pair in pairs}) == len(pairs)
    assert aggregate_of(Consulted(class_id="a", platform_id="b", principal="p", date=AT.date(), outcome="agreed")) == (
        "classroom/a/b"
    )


SECOND = msgspec.structs.replace(ANSWER, answer="opt_in")
THIRD = msgspec.structs.replace(ANSWER, purpose="inclusion")


@pytest.mark.parametrize(
    "held,wanted,gone,added",
    [
        ((), (ANSWER,), [], [ANSWER]),
        ((ANSWER,), (ANSWER,), [], []),
        ((ANSWER,), (ANSWER, SECOND), [], [SECOND]),
        ((ANSWER, SECOND), (ANSWER,), [2], []),
        ((ANSWER, SECOND), (SECOND, ANSWER), [1, 2], [SECOND, ANSWER]),
        ((ANSWER, SECOND), (ANSWER, THIRD, SECOND), [2], [THIRD, SECOND]),
    ],
    ids=["new", "same", "one more", "one less", "another order", "one between"],
)
def test_a_folder_supersedes_what_it_said_from_the_first_difference_on(
    held: tuple[Fact, ...], wanted: tuple[Fact, ...], gone: list[int], added: list[Fact]
) -> None:
    retracted, appended = superseded(entries(*held), wanted)
    assert ([entry.number for entry in retracted], appended) == (gone, added)
