"""The body of a district's settings, and their entry."""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt

from hallpass.contracts.consent import AnswerPurpose
from hallpass.contracts.policy import Contact, Level, QuietWindow, SettingsFacts, Toolkit
from hallpass.contracts.web import Body, Words, shown
from hallpass.policy import defaults, examples
from hallpass.policy.bodies.words import Minute, Tag, Text, clock_of


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
