"""The members `district` and `settings` of district.yaml as the register keeps them; absent ones take defaults."""

from dataclasses import dataclass
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from hallpass.contracts.consent import AnswerPurpose
from hallpass.contracts.policy import LEVELS, Contact, Level, QuietWindow, SettingsFacts, Toolkit
from hallpass.districts import values
from hallpass.districts.members import Members, Value
from hallpass.kernel.errors import Invalid
from hallpass.kernel.tenancy import TenantId, tenant_id
from hallpass.policy import defaults
from hallpass.policy.model import LONGEST_SPAN

SETTINGS = (
    "disclaimer",
    "toolkit",
    "phone_numbers",
    "grade_map",
    "acceptable_use",
    "consent",
    "eligible_students",
    "quiet_hours",
    "reporting",
    "retention_days",
    "facts_max_age_hours",
    "named_tags",
)

Rules = Literal["lift", "keep"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the district is. Where the file does not say it rightly, what stands in lets the reading go on."""

    tenant: TenantId
    name: str
    time_zone: str
    zone: ZoneInfo


def read_identity(file: Members) -> Identity:
    """The member `district`: id, name and time zone."""
    value = file.need("district")
    members = value.members(("id", "name", "time_zone")) if value else None
    if members is None:
        return Identity(TenantId(""), "", "UTC", ZoneInfo("UTC"))
    tenant = _tenant(members.need("id"))
    named, zoned = members.get("name"), members.need("time_zone")
    text = (zoned.text() if zoned else None) or "UTC"
    zone = values.as_zone(text)
    if zone is None and zoned is not None:
        message = "A time zone of the IANA database is expected, such as America/Chicago."
        members.faults.add(zoned.place, "time_zone", message)
    return Identity(tenant, (named.filled() if named else None) or str(tenant), text, zone or ZoneInfo("UTC"))


def read_settings(file: Members, identity: Identity) -> SettingsFacts:
    """The member `settings`, whole."""
    value = file.get("settings")
    members = value.members(SETTINGS) if value else None
    found = members or Members(file.place, file.faults, {})
    use_version, use_days = _acceptable_use(found)
    window_days, active = _consent(found)
    toolkit = _pair(found, "toolkit", "link")
    reporting = _pair(found, "reporting", "name")
    _warn_of_gaps(found, use_version, reporting)
    return SettingsFacts(
        name=identity.name,
        time_zone=identity.time_zone,
        disclaimer=_text(found, "disclaimer") or defaults.DISCLAIMER,
        toolkit=Toolkit(link=toolkit[0], phone=toolkit[1]),
        reporting=Contact(name=reporting[0], phone=reporting[1]),
        phone_numbers=numbers.texts() if (numbers := found.get("phone_numbers")) else (),
        grade_map=_grade_map(found.get("grade_map")),
        acceptable_use_version=use_version,
        acceptable_use_days=use_days,
        window_days=window_days,
        active_purposes=active,
        guardian_rules=_guardian_rules(found),
        quiet_hours=_quiet_hours(found.get("quiet_hours")),
        retention_days=_days(found, "retention_days", 1, defaults.RETENTION_DAYS),
        facts_max_age_hours=_days(found, "facts_max_age_hours", 1, defaults.FACTS_MAX_AGE_HOURS),
        named_tags=named.texts() if (named := found.get("named_tags")) else (),
    )


def _tenant(value: Value | None) -> TenantId:
    text = value.id() if value else None
    if value is None or text is None:
        return TenantId("")
    try:
        return tenant_id(text)
    except Invalid as error:
        value.faults.add(value.place, "tenant_id", error.faults[0].message)
        return TenantId("")


def _text(members: Members, name: str) -> str | None:
    value = members.get(name)
    return value.filled() if value else None


def _days(members: Members, name: str, least: int, default: int) -> int:
    value = members.get(name)
    found = value.integer(least, LONGEST_SPAN) if value else None
    return default if found is None else found


def _pair(members: Members, name: str, first: str) -> tuple[str, str]:
    """A place to turn to: its name or link, and its phone number."""
    value = members.get(name)
    inner = value.members((first, "phone")) if value else None
    if inner is None:
        return "", ""
    return _text(inner, first) or "", _text(inner, "phone") or ""


def _acceptable_use(members: Members) -> tuple[str, int]:
    value = members.get("acceptable_use")
    inner = value.members(("version", "valid_days")) if value else None
    if inner is None:
        return defaults.ACCEPTABLE_USE_VERSION, defaults.ACCEPTABLE_USE_DAYS
    version = _text(inner, "version") or defaults.ACCEPTABLE_USE_VERSION
    return version, _days(inner, "valid_days", 1, defaults.ACCEPTABLE_USE_DAYS)


def _consent(members: Members) -> tuple[int, tuple[AnswerPurpose, ...]]:
    value = members.get("consent")
    inner = value.members(("window_days", "active")) if value else None
    if inner is None:
        return defaults.WINDOW_DAYS, ()
    active = inner.get("active")
    purposes: tuple[AnswerPurpose, ...] = get_args(AnswerPurpose)
    words = [word for item in active.items() if (word := item.word(purposes))] if active else []
    return _days(inner, "window_days", 0, defaults.WINDOW_DAYS), tuple(dict.fromkeys(words))


def _guardian_rules(members: Members) -> Rules:
    value = members.get("eligible_students")
    inner = value.members(("guardian_rules",)) if value else None
    rules = inner.get("guardian_rules") if inner else None
    allowed: tuple[Rules, ...] = get_args(Rules)
    return (rules.word(allowed) if rules else None) or "lift"


def _grade_map(value: Value | None) -> dict[str, Level]:
    if value is None:
        return dict(defaults.GRADE_MAP)
    members = value.members(None)
    grades = members.values if members else {}
    return {grade: level for grade, entry in grades.items() if (level := entry.word(LEVELS)) is not None}


def _quiet_hours(value: Value | None) -> dict[Level, QuietWindow]:
    members = value.members(LEVELS) if value else None
    found: dict[Level, QuietWindow] = {}
    for level in LEVELS:
        entry = members.get(level) if members else None
        window = _window(entry) if entry else None
        if window is not None:
            found[level] = window
    return found


def _window(value: Value) -> QuietWindow | None:
    members = value.members(("from", "until"))
    if members is None:
        return None
    start, until = members.need("from"), members.need("until")
    first, last = start.minute() if start else None, until.minute() if until else None
    if first is None or last is None:
        return None
    if first == last:
        value.faults.add(value.place, "quiet_hours", "Quiet hours that begin and end together are none.")
        return None
    return QuietWindow(start=first, until=last)


def _warn_of_gaps(members: Members, version: str, reporting: tuple[str, str]) -> None:
    place = members.place.member("settings") if not members.place.path else members.place
    if not version:
        message = "No version is named: nobody's acknowledgement can be of it, and every message is held."
        members.faults.warn(place.member("acceptable_use"), "no_version", message)
    if not any(reporting):
        message = "No place is named to which a duty to report leads."
        members.faults.warn(place.member("reporting"), "no_reporting", message)
