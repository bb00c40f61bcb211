"""Whom a request reaches: section 1's expansion, and whom section 2 leaves out without an entry."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.message import Message, Recipient

PUBLIC = Recipient("public", "public")


def expand(message: Message) -> list[Recipient]:
    """One entry for each person and role; a guardian who is addressed several times carries all those children."""
    children: dict[str, set[str]] = {}
    found: dict[tuple[str, str], Recipient] = {}
    for one in _entries(message):
        if one.kind == "guardian":
            children.setdefault(one.id, set()).update(one.children)
        found[one.kind, one.id] = one
    return [
        Recipient(one.id, one.kind, frozenset(children[one.id])) if one.kind == "guardian" else one
        for one in found.values()
    ]


def _entries(message: Message) -> Iterator[Recipient]:
    yield from _named(message)
    asked = message.audience
    for name in asked.get("guardians_of") or []:
        yield from _guardians(message, name) if message.student(name) else [Recipient(name, "unknown")]
    for group in asked.get("classes") or []:
        yield from _members(message, group, _in_class(message, group["id"]))
    for school in asked.get("schools") or []:
        yield from _members(message, school, _at_school(message, school["id"]))
    if asked.get("public"):
        yield PUBLIC


def _named(message: Message) -> Iterator[Recipient]:
    """People who are named by id. Section 5: an inactive person, and an id in the list of another kind, is unknown."""
    people, asked = message.district.people, message.audience
    for name in asked.get("student_ids") or []:
        yield Recipient(name, "student" if message.student(name) else "unknown")
    for name in asked.get("staff_ids") or []:
        yield Recipient(name, "staff" if name in people and people[name].is_staff else "unknown")
    for name in asked.get("guardian_ids") or []:
        known = name in people and people[name].is_family
        yield Recipient(name, "guardian", _addressed(message, name)) if known else Recipient(name, "unknown")


def _in_class(message: Message, group: str) -> list[str] | None:
    """The students of a class; None for a class that the roster does not know."""
    if group not in message.district.groups:
        return None
    seats = [seat for seat in message.district.seats if seat.group == group and seat.role == "student"]
    return [seat.person for seat in seats if seat.in_force(message.day)]


def _at_school(message: Message, school: str) -> list[str] | None:
    """The students of a school; None for a school that the roster does not know."""
    if school not in message.district.schools:
        return None
    return [name for name, person in message.district.people.items() if ("student", school) in person.roles]


def _addressed(message: Message, guardian: str) -> frozenset[str]:
    """Section 5: a guardian named by id is addressed for all children of theirs, or, when the message mentions children
    of theirs, for those."""
    links = message.children(guardian)
    every = {link.student for link in links}
    return frozenset(every & message.mentions or {link.student for link in links if link.in_force(message.day)})


def _guardians(message: Message, student: str) -> Iterator[Recipient]:
    """Section 1: each one's guardians who may be contacted."""
    for link in message.links(student):
        if link.reachable(message.day):
            yield Recipient(link.guardian, "guardian", frozenset({student}))


def _members(message: Message, asked: dict[str, str], students: list[str] | None) -> Iterator[Recipient]:
    if students is None:
        yield Recipient(asked["id"], "unknown")
    for name in students or []:
        if message.student(name) and asked["members"] != "guardians":
            yield Recipient(name, "student")
        if message.student(name) and asked["members"] != "students":
            yield from _guardians(message, name)


def is_out_of_scope(message: Message, recipients: list[Recipient]) -> bool:
    """The clause personal-use: personal purpose, personal time, personal account, an audience without students or
    families. Own children are no students there."""
    families = any(one.kind == "guardian" or (one.kind == "student" and not message.own(one.id)) for one in recipients)
    on_duty = bool(message.body["sender"].get("on_duty"))
    return message.purpose == "personal" and message.account == "personal" and not on_duty and not families


def count_households(message: Message, recipients: list[Recipient]) -> int:
    """Section 5: guardians who share a child are one: a child who gets it, or for whom they do. The public is more than
    one."""
    heads: dict[str, str] = {}

    def head(name: str) -> str:
        while heads.setdefault(name, name) != name:
            name = heads[name]
        return name

    families = {one.id for one in recipients if one.kind in {"student", "guardian"}}
    named = {name for name in message.audience.get("guardian_ids") or [] if name in families}
    for link in message.district.links:
        if message.student(link.student) and (link.student in families or link.guardian in named):
            heads[head(link.guardian)] = head(link.student)
    for one in recipients:
        for child in one.children:
            heads[head(one.id)] = head(child)
    reached = {head(name) for name in families}
    return len(reached) + 2 * any(one.kind == "public" for one in recipients)
