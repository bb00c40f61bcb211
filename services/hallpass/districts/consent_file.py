"""consent.yaml: notices with their deliveries, answers, consultations, objections, reminders, as the ledger's facts."""

from collections.abc import Iterator
from typing import Literal, get_args

from hallpass.consent.checks import LONGEST_WINDOW, faults_of
from hallpass.consent.model import (
    Answered,
    Consulted,
    Fact,
    NoticeDelivered,
    NoticeKind,
    NoticeWritten,
    Objected,
    Reminded,
    aggregate_of,
)
from hallpass.contracts.consent import PARTS, AnswerKind, AnswerPurpose, NoticePart, ScopeKind
from hallpass.districts.members import Members, Value
from hallpass.districts.mentions import Kind, Mentions

MEMBERS = ("notices", "answers", "consultations", "objections", "reminders")
SCOPES: dict[ScopeKind, Kind] = {"class": "class", "staff": "staff", "platform": "platform"}

Outcome = Literal["agreed", "declined"]


def read_consent(file: Members, mentions: Mentions) -> dict[str, tuple[Fact, ...]]:
    """The facts of consent.yaml by aggregate, in the order of the file."""
    found: dict[str, list[Fact]] = {}
    for fact in _facts(file, mentions):
        found.setdefault(aggregate_of(fact), []).append(fact)
    return {key: tuple(facts) for key, facts in found.items()}


def _facts(file: Members, mentions: Mentions) -> Iterator[Fact]:
    yield from _notices(file.get("notices"), mentions)
    for name, read in (
        ("answers", _answer),
        ("consultations", _consultation),
        ("objections", _objection),
        ("reminders", _reminder),
    ):
        value = file.get(name)
        for item in value.items() if value else ():
            fact = read(item, mentions)
            if fact is not None and _complete(item, fact):
                yield fact


def _notices(value: Value | None, mentions: Mentions) -> Iterator[Fact]:
    known = set()
    for item in value.items() if value else ():
        members = item.members(("id", "kind", "class", "platform", "staff", "parts", "window_days", "delivered"))
        notice = _notice(members, mentions) if members else None
        if members is None or notice is None or not _complete(item, notice):
            continue
        if notice.id in known:
            item.faults.add(item.place, "duplicate", "An earlier notice has this id already.")
            continue
        known.add(notice.id)
        yield notice
        for delivery in _deliveries(members.get("delivered"), notice.id, mentions):
            if _complete(item, delivery):
                yield delivery


def _notice(members: Members, mentions: Mentions) -> NoticeWritten | None:
    name, kind, window = members.need("id"), members.need("kind"), members.get("window_days")
    kinds: tuple[NoticeKind, ...] = get_args(NoticeKind)
    found_id, found_kind = name.id() if name else None, kind.word(kinds) if kind else None
    class_id = mentions.one("class", members.get("class"))
    platform_id = mentions.one("platform", members.get("platform"))
    staff_id = mentions.one("staff", members.get("staff"))
    parts = _parts(members.get("parts"))
    days = window.integer(0, LONGEST_WINDOW) if window else None
    if found_id is None or found_kind is None:
        return None
    return NoticeWritten(
        id=found_id,
        kind=found_kind,
        class_id=class_id,
        platform_id=platform_id,
        staff_id=staff_id,
        parts=parts,
        window_days=days,
    )


def _parts(value: Value | None) -> dict[NoticePart, str]:
    members = value.members(PARTS) if value else None
    found: dict[NoticePart, str] = {}
    for part in PARTS:
        entry = members.get(part) if members else None
        text = entry.text() if entry else None
        if text and text.strip():
            found[part] = text
    return found


def _deliveries(value: Value | None, notice: str, mentions: Mentions) -> Iterator[NoticeDelivered]:
    """One delivery, or a list of them."""
    if value is None:
        return
    for item in [value] if value.is_mapping else list(value.items()):
        members = item.members(("date", "to", "bounced"))
        if members is None:
            continue
        day, to = members.need("date"), members.get("to")
        when = day.calendar_date() if day else None
        everybody = to is None or to.says("all")
        people = None if everybody else mentions.many("guardian", to)
        bounced = mentions.many("guardian", members.get("bounced"))
        if when is not None:
            yield NoticeDelivered(notice=notice, date=when, to=people, bounced=bounced)


def _answer(value: Value, mentions: Mentions) -> Answered | None:
    members = value.members(("guardian", "student", "purpose", "scope", "answer", "date"))
    if members is None:
        return None
    guardian = mentions.needed("guardian", members, "guardian")
    student = mentions.needed("student", members, "student")
    purpose, answer, day = members.need("purpose"), members.need("answer"), members.need("date")
    purposes: tuple[AnswerPurpose, ...] = get_args(AnswerPurpose)
    answers: tuple[AnswerKind, ...] = get_args(AnswerKind)
    found_purpose, found_answer = purpose.word(purposes) if purpose else None, answer.word(answers) if answer else None
    when, scope = day.calendar_date() if day else None, _scope(members.get("scope"), mentions)
    if guardian is None or student is None or found_purpose is None or found_answer is None:
        return None
    if when is None or scope is None:
        return None
    return Answered(
        guardian=guardian,
        student=student,
        purpose=found_purpose,
        scope=scope[0],
        scope_id=scope[1],
        answer=found_answer,
        date=when,
    )


def _scope(value: Value | None, mentions: Mentions) -> tuple[ScopeKind, str | None] | None:
    if value is None or value.says("all"):
        return "all", None
    if not value.is_mapping:
        value.faults.add(value.place, "scope", 'The scope is "all", or one class, staff member or platform.')
        return None
    members = value.members(tuple(SCOPES))
    named = [(kind, members.get(kind)) for kind in SCOPES] if members else []
    given = [(kind, entry) for kind, entry in named if entry is not None]
    if len(given) != 1:
        value.faults.add(value.place, "scope", 'The scope is "all", or one class, staff member or platform.')
        return None
    scope, entry = given[0]
    name = mentions.one(SCOPES[scope], entry)
    return (scope, name) if name is not None else None


def _consultation(value: Value, mentions: Mentions) -> Consulted | None:
    members = value.members(("class", "platform", "principal", "date", "outcome"))
    if members is None:
        return None
    class_id, platform_id = _classroom(members, mentions)
    principal, day = mentions.needed("staff", members, "principal"), members.need("date")
    outcome = members.need("outcome")
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    found_outcome, when = outcome.word(outcomes) if outcome else None, day.calendar_date() if day else None
    if class_id is None or platform_id is None or principal is None or found_outcome is None or when is None:
        return None
    return Consulted(class_id=class_id, platform_id=platform_id, principal=principal, date=when, outcome=found_outcome)


def _objection(value: Value, mentions: Mentions) -> Objected | None:
    members = value.members(("class", "platform", "reason", "by", "date"))
    if members is None:
        return None
    class_id, platform_id = _classroom(members, mentions)
    by, reason, day = mentions.needed("staff", members, "by"), members.need("reason"), members.need("date")
    words, when = reason.filled() if reason else None, day.calendar_date() if day else None
    if class_id is None or platform_id is None or by is None or words is None or when is None:
        return None
    return Objected(class_id=class_id, platform_id=platform_id, by=by, reason=words, date=when)


def _reminder(value: Value, mentions: Mentions) -> Reminded | None:
    members = value.members(("class", "students", "platform", "date"))
    if members is None:
        return None
    class_id = mentions.one("class", members.get("class"))
    students = mentions.many("student", members.get("students"))
    platform_id, day = mentions.needed("platform", members, "platform"), members.need("date")
    when = day.calendar_date() if day else None
    if platform_id is None or when is None:
        return None
    return Reminded(platform_id=platform_id, date=when, class_id=class_id, students=students)


def _classroom(members: Members, mentions: Mentions) -> tuple[str | None, str | None]:
    return mentions.needed("class", members, "class"), mentions.needed("platform", members, "platform")


def _complete(value: Value, fact: Fact) -> bool:
    """Ask the owner of the fact; what is missing is an error at the item."""
    return not value.refuse(faults_of(fact))
