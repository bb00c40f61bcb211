"""The bodies of the register's routes, in the words of contact.md section 4, and their entries."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, StrictBool, StrictInt, StringConstraints

from hallpass.contracts.consent import AnswerPurpose
from hallpass.contracts.contact import MediumKind
from hallpass.contracts.policy import (
    ApprovalFacts,
    Contact,
    Level,
    PlatformFacts,
    ProfileRestriction,
    QuietWindow,
    SettingsFacts,
    Toolkit,
    Visibility,
)
from hallpass.contracts.web import Body, Day, Id, Instant, Words, Written, shown
from hallpass.policy import defaults, examples
from hallpass.policy.model import Emergency

MINUTES_OF_A_DAY = 1440


def minute_of(value: object) -> int:
    """`HH:MM` as the minute of the day; ValueError for anything else."""
    if not isinstance(value, str) or len(value) != len("HH:MM") or value[2] != ":":
        raise ValueError("a time of day is expected, written HH:MM")
    digits = value[:2] + value[3:]
    hours, minutes = divmod(int(digits), 100) if digits.isascii() and digits.isdigit() else (24, 60)
    if hours * 60 + minutes >= MINUTES_OF_A_DAY or minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        raise ValueError("a time of day is expected, written HH:MM")
    return hours * 60 + minutes


def clock_of(minute: int) -> str:
    """A minute of the day as `HH:MM`."""
    return f"{minute // 60:02}:{minute % 60:02}"


Minute = Annotated[int, BeforeValidator(minute_of, json_schema_input_type=str), PlainSerializer(clock_of)]
Text = Annotated[str, StringConstraints(strict=True, max_length=500)]
Tag = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]


class ToolkitBody(Body):
    """The district's communications toolkit."""

    model_config = shown(examples.TOOLKIT)

    link: Text = ""
    phone: Text = ""


class ContactBody(Body):
    """Whom a report goes to."""

    model_config = shown(examples.REPORTING)

    name: Text = ""
    phone: Text = ""


class AcceptableUseBody(Body):
    """The acceptable-use policy that staff acknowledge."""

    model_config = shown(examples.ACCEPTABLE_USE)

    version: Text = defaults.ACCEPTABLE_USE_VERSION
    valid_days: StrictInt = defaults.ACCEPTABLE_USE_DAYS


class ConsentBody(Body):
    """Days until silence is consent, and the purposes that need an opt-in instead."""

    model_config = shown(examples.CONSENT)

    window_days: StrictInt = defaults.WINDOW_DAYS
    active: tuple[AnswerPurpose, ...] = ()


class EligibleBody(Body):
    """Whether the rules about guardians are lifted for students of 18."""

    model_config = shown(examples.ELIGIBLE)

    guardian_rules: Literal["lift", "keep"] = "lift"


class WindowBody(Body):
    """Quiet from `from` inclusive to `until` exclusive, local time; may span midnight."""

    model_config = shown(examples.WINDOW)

    start: Minute = Field(alias="from")
    until: Minute


class SettingsBody(Body):
    """A district's settings, whole: what is absent takes the documented default."""

    model_config = shown(examples.SETTINGS)

    name: Text
    time_zone: Text
    disclaimer: Words = defaults.DISCLAIMER
    toolkit: ToolkitBody = ToolkitBody()
    reporting: ContactBody = ContactBody()
    phone_numbers: Annotated[tuple[Text, ...], Field(max_length=1_000)] = ()
    grade_map: Annotated[dict[Text, Level], Field(max_length=200)] = Field(
        default_factory=lambda: dict(defaults.GRADE_MAP)
    )
    acceptable_use: AcceptableUseBody = AcceptableUseBody()
    consent: ConsentBody = ConsentBody()
    eligible_students: EligibleBody = EligibleBody()
    quiet_hours: dict[Level, WindowBody] = Field(default_factory=dict)
    retention_days: StrictInt = defaults.RETENTION_DAYS
    facts_max_age_hours: StrictInt = defaults.FACTS_MAX_AGE_HOURS
    named_tags: Annotated[tuple[Tag, ...], Field(max_length=200)] = ()

    def entry(self) -> SettingsFacts:
        """As the register keeps it."""
        return SettingsFacts(
            name=self.name,
            time_zone=self.time_zone,
            disclaimer=self.disclaimer,
            toolkit=Toolkit(link=self.toolkit.link, phone=self.toolkit.phone),
            reporting=Contact(name=self.reporting.name, phone=self.reporting.phone),
            phone_numbers=self.phone_numbers,
            grade_map=self.grade_map,
            acceptable_use_version=self.acceptable_use.version,
            acceptable_use_days=self.acceptable_use.valid_days,
            window_days=self.consent.window_days,
            active_purposes=self.consent.active,
            guardian_rules=self.eligible_students.guardian_rules,
            quiet_hours={
                level: QuietWindow(start=window.start, until=window.until) for level, window in self.quiet_hours.items()
            },
            retention_days=self.retention_days,
            facts_max_age_hours=self.facts_max_age_hours,
            named_tags=self.named_tags,
        )

    @classmethod
    def of(cls, facts: SettingsFacts) -> Self:
        """From the register."""
        return cls(
            name=facts.name,
            time_zone=facts.time_zone,
            disclaimer=facts.disclaimer,
            toolkit=ToolkitBody(link=facts.toolkit.link, phone=facts.toolkit.phone),
            reporting=ContactBody(name=facts.reporting.name, phone=facts.reporting.phone),
            phone_numbers=facts.phone_numbers,
            grade_map=facts.grade_map,
            acceptable_use=AcceptableUseBody(
                version=facts.acceptable_use_version, valid_days=facts.acceptable_use_days
            ),
            consent=ConsentBody(window_days=facts.window_days, active=facts.active_purposes),
            eligible_students=EligibleBody(guardian_rules=facts.guardian_rules),
            quiet_hours={
                level: WindowBody.model_validate({"from": clock_of(window.start), "until": clock_of(window.until)})
                for level, window in facts.quiet_hours.items()
            },
            retention_days=facts.retention_days,
            facts_max_age_hours=facts.facts_max_age_hours,
            named_tags=facts.named_tags,
        )


class PlatformBody(Body):
    """An entry of the platform register."""

    model_config = shown(examples.PLATFORM)

    name: Text
    kind: MediumKind
    sanctioned: StrictBool
    provided_by: Text = "vendor"
    minimum_age: StrictInt | None = None
    profile_restrictions: tuple[ProfileRestriction, ...] = ()
    visibility: Visibility = "public"
    allows_tagging: StrictBool = False
    tags: Annotated[tuple[Tag, ...], Field(max_length=100)] = ()

    def entry(self, platform: str) -> PlatformFacts:
        """As the register keeps it."""
        return PlatformFacts(
            id=platform,
            name=self.name,
            kind=self.kind,
            sanctioned=self.sanctioned,
            provided_by=self.provided_by,
            minimum_age=self.minimum_age,
            profile_restrictions=self.profile_restrictions,
            visibility=self.visibility,
            allows_tagging=self.allows_tagging,
            tags=self.tags,
        )


class PlatformAnswer(PlatformBody):
    """An entry of the platform register with its id."""

    model_config = shown(examples.PLATFORM_ENTRY)

    id: str

    @classmethod
    def of(cls, facts: PlatformFacts) -> Self:
        """From the register."""
        return cls(
            id=facts.id,
            name=facts.name,
            kind=facts.kind,
            sanctioned=facts.sanctioned,
            provided_by=facts.provided_by,
            minimum_age=facts.minimum_age,
            profile_restrictions=facts.profile_restrictions,
            visibility=facts.visibility,
            allows_tagging=facts.allows_tagging,
            tags=facts.tags,
        )


class PlatformsAnswer(Body):
    """The platform register."""

    model_config = shown(examples.PLATFORMS)

    platforms: tuple[PlatformAnswer, ...]


class EmergencyBody(Body):
    """An emergency: from now and for four hours where nothing else is said."""

    model_config = shown(examples.EMERGENCY)

    id: Id | None = Field(default=None, description="Chosen by the service where absent.")
    declared_by: Id
    school: Id | None = Field(default=None, description="Absent: where the declarer has authority.")
    start: Instant | None = Field(default=None, alias="from")
    until: Instant | None = None
    reason: Words = ""

    def entry(self, new_id: str, now: datetime) -> Emergency:
        """As the register keeps it."""
        start = self.start or now
        return Emergency(
            id=self.id or new_id,
            declared_by=self.declared_by,
            school=self.school,
            start=start,
            until=self.until or start + timedelta(hours=defaults.EMERGENCY_HOURS),
            reason=self.reason,
        )


class EmergencyAnswer(Body):
    """A declared emergency; `school` null is everywhere."""

    model_config = shown(examples.EMERGENCY)

    id: str
    declared_by: str
    school: str | None
    start: datetime = Field(alias="from")
    until: datetime
    reason: str

    @classmethod
    def of(cls, entry: Emergency) -> Self:
        """From the register."""
        return cls(
            id=entry.id,
            declared_by=entry.declared_by,
            school=entry.school,
            start=entry.start,
            until=entry.until,
            reason=entry.reason,
        )


class EmergenciesAnswer(Body):
    """Every emergency that was declared."""

    model_config = shown(examples.EMERGENCIES)

    emergencies: tuple[EmergencyAnswer, ...]


class DeclaredAnswer(Written):
    """An emergency was declared under this id, for this school (null: everywhere)."""

    model_config = shown(examples.DECLARED)

    id: str
    school: str | None


class ApprovalBody(Body):
    """An outside organization's material may be distributed; dates are inclusive, an absent one is open."""

    model_config = shown(examples.APPROVAL)

    id: Id | None = Field(default=None, description="Chosen by the service where absent.")
    organization: Text
    approved_by: Id
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def entry(self, new_id: str) -> ApprovalFacts:
        """As the register keeps it."""
        return ApprovalFacts(
            id=self.id or new_id,
            organization=self.organization,
            approved_by=self.approved_by,
            since=self.since,
            until=self.until,
        )

    @classmethod
    def of(cls, facts: ApprovalFacts) -> Self:
        """From the register."""
        return cls(
            id=facts.id,
            organization=facts.organization,
            approved_by=facts.approved_by,
            since=facts.since,
            until=facts.until,
        )


class ApprovalsAnswer(Body):
    """The approvals of outside material."""

    model_config = shown(examples.APPROVALS)

    approvals: tuple[ApprovalBody, ...]


class NamedAnswer(Written):
    """Something was registered under this id."""

    model_config = shown(examples.NAMED)

    id: str
