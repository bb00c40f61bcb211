"""The read model: the law of projections, tenancy, and one read that finds exactly what a request speaks of."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import msgspec
import pytest

from builders.worlds import link, platform, request, settings, staff, student
from hallpass.contracts.consent import (
    Answer,
    AnswerFacts,
    ClassroomFacts,
    Consultation,
    NoticeFacts,
    Reminder,
    ReminderFacts,
)
from hallpass.contracts.roster import ClassFacts, ClassMember, GuardianFacts, SchoolFacts
from hallpass.kernel.errors import Undecided
from hallpass.kernel.tenancy import TenantId
from integration.decision.conftest import LAKESIDE, ReadModel

HILLVIEW = TenantId("hill'view")


def class_of(*members: str, teacher: str = "t", class_id: str = "c") -> ClassFacts:
    taught = ClassMember(person=teacher, role="teacher")
    return ClassFacts(
        id=class_id,
        title="Seven A",
        school="school",
        members=(taught, *(ClassMember(person=m, role="student") for m in members)),
    )


def district() -> list[Any]:
    refusal = Answer(guardian="g1", purpose="photo", scope="all", answer="opt_out", date=date(2031, 1, 1))
    return [
        SchoolFacts(id="district", name="District", kind="district"),
        SchoolFacts(id="school", name="School", parent="district"),
        *(GuardianFacts(id=g) for g in ("g1", "g2", "g3", "childless")),
        student("s1", "07", "g1", "g2", birth_date=date(2018, 1, 2)),
        student("s2", "10", "g3", link("g2", until=date(2030, 1, 1))),
        staff("t", number_hashes=("hash",), supervisor="boss"),
        staff("p", "principal"),
        staff("boss", building="elsewhere", posts=()),
        class_of("s1", "s2"),
        NoticeFacts(id="n", kind="direct_contact", staff_id="t"),
        AnswerFacts(student_id="s1", answers=(refusal,)),
        ClassroomFacts(
            class_id="c",
            platform_id="blog",
            consultations=(Consultation(principal="p", date=date(2031, 1, 1), outcome="agreed"),),
        ),
        ReminderFacts(platform_id="blog", reminders=(Reminder(date=date(2031, 1, 1), class_id="c"),)),
        settings(),
        platform("blog", "website"),
    ]


async def test_one_read_finds_what_the_request_speaks_of(model: ReadModel) -> None:
    await model.hear(district())
    asked = request(
        audience={
            "guardian_ids": ["g2", "childless", "nobody"],
            "classes": [{"id": "c", "members": "both"}],
            "schools": [{"id": "district", "members": "students"}],
        },
        medium={"platform_id": "blog", "account": "district", "device": "district"},
        classroom={"class_id": "c"},
        content={"text": "call 608 555 0142", "mentions": ["s1"]},
    )
    world = await model.facts.world(LAKESIDE, asked)
    assert set(world.students) == {"s1", "s2"}
    assert {g: set(c) for g, c in world.guardians.items()} == {"g2": {"s1", "s2"}, "childless": set()}
    assert {row[0] for row in world.class_students["c"]} == {"s1", "s2"}
    assert set(world.school_students["district"]) == {"s1", "s2"}
    assert set(world.staff) == {"t", "p", "boss"}
    assert [place.class_id for place in world.teaching["t"]] == ["c"]
    assert set(world.enrollments) == {"s1", "s2"}
    assert world.classes["c"].title == "Seven A"
    assert world.classroom is not None
    assert world.reminders is not None
    assert [n.id for n in world.notices] == ["n"]
    assert world.answers["s1"].answers[0].purpose == "photo"
    assert world.staff_numbers == {"hash"}
    assert (world.positions.roster, world.positions.consent, world.positions.register) == (12, 4, 2)


async def test_a_district_without_settings_is_undecided(model: ReadModel) -> None:
    with pytest.raises(Undecided):
        await model.facts.world(LAKESIDE, request())


async def test_an_id_that_no_database_could_hold_is_just_unknown(model: ReadModel) -> None:
    await model.hear(district())
    asked = request(sender={"staff_id": "t\x00"}, audience={"student_ids": ["\x00"], "staff_ids": ["'; --"]})
    assert (await model.facts.world(LAKESIDE, asked)).students == {}


async def test_a_changed_register_is_seen_at_once(model: ReadModel) -> None:
    await model.hear(district())
    assert (await model.facts.world(LAKESIDE, request())).register.platforms["blog"].sanctioned
    await model.hear([platform("blog", "website", sanctioned=False)])
    assert not (await model.facts.world(LAKESIDE, request())).register.platforms["blog"].sanctioned


async def test_any_sequence_with_doubles_and_late_ones_equals_the_last_facts(model: ReadModel) -> None:
    chance = random.Random(7)
    changed = [
        student("s1", "08", "g2"),
        msgspec.structs.replace(student("s2"), active=False),
        class_of("s1", teacher="p"),
        staff("t", "counselor", number_hashes=()),
        msgspec.structs.replace(NoticeFacts(id="n", kind="direct_contact", staff_id="t"), active=False),
        msgspec.structs.replace(platform("blog", "website"), active=False),
    ]
    history = [model.envelope(payload) for payload in [*district(), *changed]]
    await model.consumer.handle(history)
    expected = await model.dump()
    mixed = [*history, *chance.choices(history, k=40)]
    chance.shuffle(mixed)
    for _ in range(3):
        for start in range(0, len(mixed), 7):
            await model.consumer.handle(mixed[start : start + 7])
        assert await model.dump() == expected
    other = [msgspec.structs.replace(envelope, tenant=HILLVIEW) for envelope in mixed]
    for start in range(0, len(other), 5):
        await model.consumer.handle(other[start : start + 5])
    rebuilt = await model.dump(HILLVIEW)
    assert {table: [row[1:] for row in rows] for table, rows in rebuilt.items()} == {
        table: [row[1:] for row in rows] for table, rows in expected.items()
    }


async def test_districts_never_see_each_other(model: ReadModel) -> None:
    await model.hear(district())
    await model.hear([settings(), student("s1", "03", "other")], HILLVIEW)
    asked = request(audience={"student_ids": ["s1", "s2"], "guardian_ids": ["g1", "other"]})
    ours = await model.facts.world(LAKESIDE, asked)
    theirs = await model.facts.world(HILLVIEW, asked)
    assert ours.students["s1"].grade == "07"
    assert set(theirs.students) == {"s1"}
    assert theirs.students["s1"].grade == "03"
    assert theirs.guardians == {}


async def test_a_gap_in_a_topic_is_noticed(model: ReadModel) -> None:
    await model.hear([settings()])
    model.envelope(platform("lost"))
    await model.hear([platform("seen")])
    assert sum(model.missed) == 1
