"""What OneRoster does not carry: the shapes of staff facts, recorded interests and tags, and when they are wrong."""

from typing import Literal

import msgspec

from hallpass.contracts.roster import Acknowledgement
from hallpass.derive.numbers import number_hash
from hallpass.kernel.errors import Fault

Origin = Literal["api", "folder"]
Tagged = Literal["student", "staff", "class"]

LONGEST_ID = 255
LONGEST_WORD = 100
MOST_WORDS = 50
MOST_NUMBERS = 20
LONGEST_NUMBER = 50
LONGEST_REASON = 1_000


class StaffAdditions(msgspec.Struct, frozen=True, kw_only=True):
    """Of a member of staff: the acknowledged policy, their supervisor, their personal numbers."""

    acceptable_use: Acknowledgement | None = None
    supervisor: str | None = None
    personal_numbers: tuple[str, ...] = ()


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded legitimate interest of a member of staff in a student's record, and why."""

    staff: str
    student: str
    reason: str


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """All words that the district put on one student, member of staff or class."""

    kind: Tagged
    id: str
    words: tuple[str, ...]


def staff_faults(staff: str, additions: StaffAdditions, region: str) -> tuple[Fault, ...]:
    """What is wrong with staff facts, by member."""
    faults = [*_id("staff", staff)]
    if additions.supervisor is not None:
        faults += _id("supervisor", additions.supervisor)
        if additions.supervisor == staff:
            faults.append(Fault("own_supervisor", "Nobody is their own supervisor.", "supervisor"))
    if additions.acceptable_use is not None and not 0 < len(additions.acceptable_use.version) <= LONGEST_WORD:
        faults.append(Fault("version", f"A version has 1 to {LONGEST_WORD} characters.", "acceptable_use.version"))
    if len(additions.personal_numbers) > MOST_NUMBERS:
        faults.append(Fault("too_many", f"At most {MOST_NUMBERS} numbers.", "personal_numbers"))
    for place, number in enumerate(additions.personal_numbers[:MOST_NUMBERS]):
        if len(number) > LONGEST_NUMBER or not number_hash(b"", number, region):
            message = "This cannot be a phone number: it has fewer than seven digits, or too many."
            faults.append(Fault("phone_number", message, f"personal_numbers[{place}]"))
    return tuple(faults)


def interest_faults(interest: Interest) -> tuple[Fault, ...]:
    """What is wrong with an interest, by member."""
    faults = [*_id("staff", interest.staff), *_id("student", interest.student)]
    if len(interest.reason) > LONGEST_REASON or "\0" in interest.reason:
        faults.append(Fault("reason", f"A reason has at most {LONGEST_REASON} characters, and no NUL.", "reason"))
    return tuple(faults)


def tags_faults(tags: Tags) -> tuple[Fault, ...]:
    """What is wrong with tags, by member."""
    faults = [*_id("id", tags.id)]
    if len(tags.words) > MOST_WORDS:
        faults.append(Fault("too_many", f"At most {MOST_WORDS} tags.", "tags"))
    for place, word in enumerate(tags.words[:MOST_WORDS]):
        if not 0 < len(word) <= LONGEST_WORD or not word.isprintable() or word != word.strip():
            message = f"A tag has 1 to {LONGEST_WORD} printable characters and no space around them."
            faults.append(Fault("tag", message, f"tags[{place}]"))
    return tuple(faults)


def _id(member: str, text: str) -> tuple[Fault, ...]:
    if 0 < len(text) <= LONGEST_ID and text.isprintable() and text.strip():
        return ()
    return (Fault("id", f"An id has 1 to {LONGEST_ID} printable characters.", member),)
