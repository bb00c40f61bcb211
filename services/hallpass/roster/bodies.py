"""The bodies of the roster's routes, in the words of contact.md section 4."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import msgspec
from pydantic import Field, StringConstraints

from hallpass.contracts.roster import Acknowledgement
from hallpass.contracts.web import Body, Day, Id, shown
from hallpass.roster import examples
from hallpass.roster.additions import (
    LONGEST_NUMBER,
    LONGEST_REASON,
    LONGEST_WORD,
    MOST_NUMBERS,
    MOST_WORDS,
    Interest,
    StaffAdditions,
    Tagged,
    Tags,
)
from hallpass.roster.oneroster.report import Severity
from hallpass.roster.outcome import Outcome, Removed, State

Word = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=LONGEST_WORD)]
Number = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_NUMBER)]
Reason = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=LONGEST_REASON)]


class AcknowledgementBody(Body):
    """The acceptable-use policy as acknowledged: which version, and on which day."""

    model_config = shown(examples.ACKNOWLEDGEMENT)

    version: Word
    date: Day


class StaffFactsBody(Body):
    """What OneRoster does not carry of a member of staff. What is absent is not known."""

    model_config = shown(examples.STAFF_FACTS)

    acceptable_use: AcknowledgementBody | None = None
    supervisor: Id | None = None
    personal_numbers: Annotated[tuple[Number, ...], Field(max_length=MOST_NUMBERS)] = ()

    def additions(self) -> StaffAdditions:
        """As the service takes it."""
        known = self.acceptable_use
        return StaffAdditions(
            acceptable_use=None if known is None else Acknowledgement(version=known.version, date=known.date),
            supervisor=self.supervisor,
            personal_numbers=self.personal_numbers,
        )

    @classmethod
    def of(cls, additions: StaffAdditions) -> Self:
        """As the service gives it."""
        return cls.model_validate(msgspec.structs.asdict(additions) | {"acceptable_use": _acknowledged(additions)})


class InterestBody(Body):
    """A recorded legitimate interest in a student's record."""

    model_config = shown(examples.INTEREST)

    staff: Id
    student: Id
    reason: Reason

    def interest(self) -> Interest:
        """As the service takes it."""
        return Interest(staff=self.staff, student=self.student, reason=self.reason)


class InterestAnswer(Body):
    """A recorded interest; the district folder may record one without a reason."""

    model_config = shown(examples.INTEREST)

    staff: str
    student: str
    reason: str

    @classmethod
    def of(cls, interest: Interest) -> Self:
        """As the service gives it."""
        return cls.model_validate(msgspec.structs.asdict(interest))


class InterestsAnswer(Body):
    """A page of interests; ask for the next with the last one's staff and student."""

    model_config = shown(examples.INTERESTS)

    record_interests: tuple[InterestAnswer, ...]
    more: bool


class TagsBody(Body):
    """All tags of one student, member of staff or class."""

    model_config = shown(examples.TAGS)

    tags: Annotated[tuple[Word, ...], Field(max_length=MOST_WORDS)]

    def of_one(self, kind: Tagged, id: str) -> Tags:  # noqa: A002 - the contract's own word
        """As the service takes it."""
        return Tags(kind=kind, id=id, words=self.tags)


class TaggedAnswer(Body):
    """One that has tags."""

    model_config = shown(examples.TAGGED)

    kind: Tagged
    id: str
    tags: tuple[str, ...]

    @classmethod
    def of(cls, tags: Tags) -> Self:
        """As the service gives it."""
        return cls(kind=tags.kind, id=tags.id, tags=tags.words)


class TagsAnswer(Body):
    """A page of tagged ones; `next` is the last id where there may be more."""

    model_config = shown(examples.TAGGED_ONES)

    tagged: tuple[TaggedAnswer, ...]
    next: str | None


class ChangesAnswer(Body):
    """How many aggregates of a kind came, differ, went."""

    model_config = shown(examples.CHANGES)

    added: int
    changed: int
    removed: int


class RemovalAnswer(Body):
    """Something of which the import drops more than it may unasked."""

    model_config = shown(examples.REMOVAL)

    what: Removed
    before: int
    gone: int


class ProblemAnswer(Body):
    """One thing that is not as it should be. Line 1 is the header; 0 stands for the whole file."""

    model_config = shown(examples.PROBLEM)

    file: str
    line: int
    column: str | None = None
    code: str
    severity: Severity
    message: str


class TotalAnswer(Body):
    """How often one kind of problem was seen."""

    model_config = shown(examples.TOTAL)

    file: str
    column: str | None = None
    code: str
    severity: Severity
    count: int


class ImportAnswer(Body):
    """What an import came to. `problems` lists the first of each kind, `totals` counts them all."""

    model_config = shown(examples.IMPORT)

    id: UUID
    state: State
    version: Literal["1.1", "1.2"] | None
    strict: bool
    started_at: datetime
    finished_at: datetime
    files: dict[str, int] = Field(description="Rows read of each file.")
    changes: dict[str, ChangesAnswer] = Field(description="By kind: schools, guardians, students, staff, classes.")
    removals: tuple[RemovalAnswer, ...]
    problems: tuple[ProblemAnswer, ...]
    totals: tuple[TotalAnswer, ...]
    sequence: int = Field(description="The tenant's sequence number in the roster's topic after the import.")

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """As the service gives it."""
        members: dict[str, Any] = msgspec.to_builtins(outcome)
        return cls.model_validate(members)


def _acknowledged(additions: StaffAdditions) -> dict[str, Any] | None:
    known = additions.acceptable_use
    return None if known is None else msgspec.structs.asdict(known)
