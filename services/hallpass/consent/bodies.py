"""The bodies of consent's routes, in the words of contact.md section 4, and their facts."""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, model_validator

from hallpass.consent import examples
from hallpass.consent.checks import LONGEST_WINDOW, MOST_PEOPLE
from hallpass.consent.model import (
    Answered,
    Consulted,
    NoticeDelivered,
    NoticeKind,
    NoticeWritten,
    Objected,
    Reminded,
)
from hallpass.contracts.consent import AnswerKind, AnswerPurpose, NoticeFacts, NoticePart, ScopeKind
from hallpass.contracts.web import Body, Day, Id, Words, Written, shown

People = Annotated[tuple[Id, ...], Field(max_length=MOST_PEOPLE)]


class Parts(Body):
    """The four parts of a notice. A part that is absent or blank is missing."""

    model_config = shown(examples.PARTS)

    purpose: Words = ""
    example: Words = ""
    student_information: Words = ""
    security: Words = ""


class DeliveryBody(Body):
    """When a notice arrived, and at whom: `all` guardians of that day, or a list of ids."""

    model_config = shown(examples.DELIVERY)

    date: Day
    to: Literal["all"] | People = "all"
    bounced: People = ()

    def fact(self, notice: str) -> NoticeDelivered:
        """As the ledger records it."""
        to = None if self.to == "all" else self.to
        return NoticeDelivered(notice=notice, date=self.date, to=to, bounced=self.bounced)


class NoticeBody(Body):
    """A notice: of `classroom_media` with class and platform, or of `direct_contact` with a staff member or a class."""

    model_config = shown(examples.NOTICE)

    id: Id | None = Field(default=None, description="Chosen by the service where absent.")
    kind: NoticeKind
    class_id: Id | None = Field(default=None, alias="class")
    platform: Id | None = None
    staff: Id | None = None
    parts: Parts = Parts()
    window_days: Annotated[StrictInt, Field(ge=0, le=LONGEST_WINDOW)] | None = None

    def fact(self, new_id: str) -> NoticeWritten:
        """As the ledger records it."""
        texts: dict[NoticePart, str] = {
            "purpose": self.parts.purpose,
            "example": self.parts.example,
            "student_information": self.parts.student_information,
            "security": self.parts.security,
        }
        return NoticeWritten(
            id=self.id or new_id,
            kind=self.kind,
            class_id=self.class_id,
            platform_id=self.platform,
            staff_id=self.staff,
            parts={part: text for part, text in texts.items() if text},
            window_days=self.window_days,
        )


class NoticeAnswer(NoticeBody):
    """A notice as it stands (`active`), or as it stood last, with its deliveries."""

    model_config = shown(examples.NOTICE_ENTRY)

    active: bool
    deliveries: tuple[DeliveryBody, ...]

    @classmethod
    def of(cls, text: NoticeWritten, facts: NoticeFacts) -> Self:
        """From the stored text and the published facts."""
        deliveries = (
            DeliveryBody(date=found.date, to="all" if found.to is None else found.to, bounced=found.bounced)
            for found in facts.deliveries
        )
        return cls(
            id=text.id,
            kind=text.kind,
            class_id=text.class_id,
            platform=text.platform_id,
            staff=text.staff_id,
            parts=Parts(**dict(text.parts)),
            window_days=text.window_days,
            active=facts.active,
            deliveries=tuple(deliveries),
        )


class NoticeWrittenAnswer(Written):
    """A notice was written under this id."""

    model_config = shown(examples.NOTICE_WRITTEN)

    id: str


class NoticesAnswer(Body):
    """Notices in the order of their ids; `next` goes into `after` for those that follow."""

    model_config = shown(examples.NOTICES)

    notices: tuple[NoticeAnswer, ...]
    next: str | None = None


class ScopeOf(Body):
    """One class, one member of staff or one platform."""

    model_config = shown(examples.SCOPE)

    class_id: Id | None = Field(default=None, alias="class")
    staff: Id | None = None
    platform: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len([value for value in (self.class_id, self.staff, self.platform) if value is not None]) != 1:
            raise ValueError("exactly one of class, staff and platform is expected")
        return self

    def named(self) -> tuple[ScopeKind, str | None]:
        """The kind of scope and its id."""
        if self.class_id is not None:
            return "class", self.class_id
        return ("staff", self.staff) if self.staff is not None else ("platform", self.platform)


class AnswerBody(Body):
    """What one guardian says for one child."""

    model_config = shown(examples.ANSWER)

    guardian: Id
    student: Id
    purpose: AnswerPurpose
    scope: Literal["all"] | ScopeOf = "all"
    answer: AnswerKind
    date: Day

    def fact(self) -> Answered:
        """As the ledger records it."""
        scope, scope_id = ("all", None) if isinstance(self.scope, str) else self.scope.named()
        return Answered(
            guardian=self.guardian,
            student=self.student,
            purpose=self.purpose,
            scope=scope,
            scope_id=scope_id,
            answer=self.answer,
            date=self.date,
        )

    @classmethod
    def of(cls, fact: Answered) -> Self:
        """From the ledger."""
        scope: Literal["all"] | ScopeOf = "all"
        if fact.scope != "all":
            scope = ScopeOf.model_validate({fact.scope: fact.scope_id})
        return cls(
            guardian=fact.guardian,
            student=fact.student,
            purpose=fact.purpose,
            scope=scope,
            answer=fact.answer,
            date=fact.date,
        )


class AnswersAnswer(Body):
    """Everything that was answered for a student, by date."""

    model_config = shown(examples.ANSWERS)

    student: str
    directory_opt_out: bool
    answers: tuple[AnswerBody, ...]


class ConsultationBody(Body):
    """A principal was asked about the use of a platform in a class."""

    model_config = shown(examples.CONSULTATION)

    class_id: Id = Field(alias="class")
    platform: Id
    principal: Id
    date: Day
    outcome: Literal["agreed", "declined"]

    def fact(self) -> Consulted:
        """As the ledger records it."""
        return Consulted(
            class_id=self.class_id,
            platform_id=self.platform,
            principal=self.principal,
            date=self.date,
            outcome=self.outcome,
        )


class ObjectionBody(Body):
    """Password protection would be detrimental to the objective, for this reason."""

    model_config = shown(examples.OBJECTION)

    class_id: Id = Field(alias="class")
    platform: Id
    by: Id
    reason: Words
    date: Day

    def fact(self) -> Objected:
        """As the ledger records it."""
        return Objected(
            class_id=self.class_id, platform_id=self.platform, by=self.by, reason=self.reason, date=self.date
        )


class ReminderBody(Body):
    """Families of a class, or of some students, were reminded of what tagging means on a platform."""

    model_config = shown(examples.REMINDER)

    class_id: Id | None = Field(default=None, alias="class")
    students: People = ()
    platform: Id
    date: Day

    def fact(self) -> Reminded:
        """As the ledger records it."""
        return Reminded(platform_id=self.platform, date=self.date, class_id=self.class_id, students=self.students)
