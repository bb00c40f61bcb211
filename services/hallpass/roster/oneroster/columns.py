"""What each file of a package holds: its columns in the specification's order, in both versions.

Files that are not listed here (results, line items, resources …) are never opened: no rule needs a grade book.
"""

from dataclasses import dataclass
from typing import Literal

from hallpass.roster.oneroster import values
from hallpass.roster.oneroster.values import Kind, one_of

Version = Literal["1.1", "1.2"]

# Columns that are dropped while reading: the cell is neither checked nor kept.
DROPPED_DEMOGRAPHICS = (
    "sex",
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
    "demographicRaceTwoOrMoreRaces",
    "hispanicOrLatinoEthnicity",
    "countryOfBirthCode",
    "stateOfBirthAbbreviation",
    "cityOfBirth",
    "publicSchoolResidenceStatus",
)
DROPPED = frozenset({"password", *DROPPED_DEMOGRAPHICS})

ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
ROLES_1_1 = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
ROLES_1_2 = (
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required` by the specification; `needed` by us: without it the row cannot be used.

    `kept`: the reader hands its value on. `used`: a rule hangs on it, so that a bad value is an error; in the other
    columns it is a deviation.
    """

    name: str
    kind: Kind
    required: bool = False
    needed: bool = False
    kept: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """One file: its name in the manifest, and its columns in order. `aliases` are old names of columns."""

    name: str
    columns: tuple[Column, ...]
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The file's name in the package."""
        return f"{self.name}.csv"

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of the columns whose values the reader hands on, in order."""
        return tuple(column.name for column in self.columns if column.kept)


def _needed(name: str, kind: Kind) -> Column:
    return Column(name, kind, required=True, needed=True, kept=True, used=True)


def _used(name: str, kind: Kind, *, required: bool = False) -> Column:
    return Column(name, kind, required=required, kept=True, used=True)


def _referred(name: str, kind: Kind, *, required: bool = False) -> Column:
    """A reference that is only followed to see whether it leads anywhere (and agents, which often lead nowhere)."""
    return Column(name, kind, required=required, kept=True)


def _checked(name: str, kind: Kind = values.TEXT, *, required: bool = False) -> Column:
    return Column(name, kind, required=required)


_HEAD = (_needed("sourcedId", values.ID), _used("status", values.STATUS), _checked("dateLastModified", values.INSTANT))

_ORG_TYPE = one_of(
    "org_type",
    ("department", "school", "district", "local", "state", "national"),
    extensible=True,
    unknown_is_other=True,
)
_SESSION_TYPE = one_of("session_type", ("gradingPeriod", "semester", "schoolYear", "term"), extensible=True)
_CLASS_TYPE = one_of("class_type", ("homeroom", "scheduled"), extensible=True)
_ENROLLMENT_ROLE = one_of("enrollment_role", ENROLLMENT_ROLES, extensible=True, unknown_is_other=True)
_ROLE_TYPE = one_of("role_type", ("primary", "secondary"))

ORGS = File(
    "orgs",
    (
        *_HEAD,
        _used("name", values.TEXT, required=True),
        _used("type", _ORG_TYPE, required=True),
        _checked("identifier"),
        _used("parentSourcedId", values.ID),
    ),
)
SESSIONS = File(
    "academicSessions",
    (
        *_HEAD,
        _checked("title", required=True),
        _checked("type", _SESSION_TYPE, required=True),
        _checked("startDate", values.DATE, required=True),
        _checked("endDate", values.DATE, required=True),
        _referred("parentSourcedId", values.ID),
        _checked("schoolYear", values.YEAR, required=True),
    ),
)
COURSES = File(
    "courses",
    (
        *_HEAD,
        _referred("schoolYearSourcedId", values.ID),
        _checked("title", required=True),
        _checked("courseCode"),
        _checked("grades"),
        _referred("orgSourcedId", values.ID, required=True),
        _checked("subjects"),
        _checked("subjectCodes"),
    ),
)
CLASSES = File(
    "classes",
    (
        *_HEAD,
        _used("title", values.TEXT, required=True),
        _checked("grades"),
        _referred("courseSourcedId", values.ID, required=True),
        _checked("classCode"),
        _checked("classType", _CLASS_TYPE, required=True),
        _checked("location"),
        _needed("schoolSourcedId", values.ID),
        _referred("termSourcedIds", values.IDS, required=True),
        _checked("subjects"),
        _checked("subjectCodes"),
        _checked("periods"),
    ),
)
_USER_MIDDLE = (
    _checked("username", required=True),
    _checked("userIds"),
    _used("givenName", values.TEXT, required=True),
    _used("familyName", values.TEXT, required=True),
    _checked("middleName"),
    _checked("identifier"),
    _checked("email"),
    _checked("sms"),
    _checked("phone"),
    _referred("agentSourcedIds", values.IDS),
    _used("grades", values.GRADES),
    _checked("password"),
)
USERS_1_1 = File(
    "users",
    (
        *_HEAD,
        _used("enabledUser", values.BOOLEAN, required=True),
        _used("orgSourcedIds", values.IDS, required=True),
        _needed("role", one_of("role", ROLES_1_1, unknown_is_other=True)),
        *_USER_MIDDLE,
    ),
)
USERS_1_2 = File(
    "users",
    (
        *_HEAD,
        _used("enabledUser", values.BOOLEAN, required=True),
        *_USER_MIDDLE,
        _checked("userMasterIdentifier"),
        _checked("preferredGivenName"),
        _checked("preferredMiddleName"),
        _checked("preferredFamilyName"),
        _used("primaryOrgSourcedId", values.ID),
        _checked("pronouns"),
    ),
)
ROLES = File(
    "roles",
    (
        *_HEAD,
        _needed("userSourcedId", values.ID),
        _referred("roleType", _ROLE_TYPE, required=True),
        # Exporters of 1.2 still write the `administrator` of 1.1.
        _needed("role", one_of("role", ROLES_1_2, extensible=True, also=("administrator",), unknown_is_other=True)),
        _used("beginDate", values.DATE),
        _used("endDate", values.DATE),
        _needed("orgSourcedId", values.ID),
        _checked("userProfileSourcedId"),
    ),
)
ENROLLMENTS = File(
    "enrollments",
    (
        *_HEAD,
        _needed("classSourcedId", values.ID),
        _used("schoolSourcedId", values.ID, required=True),
        _needed("userSourcedId", values.ID),
        _needed("role", _ENROLLMENT_ROLE),
        _checked("primary", values.BOOLEAN),
        _used("beginDate", values.DATE),
        _used("endDate", values.DATE),
    ),
)
DEMOGRAPHICS = File(
    "demographics",
    (*_HEAD, _used("birthDate", values.DATE), *(_checked(name) for name in DROPPED_DEMOGRAPHICS)),
    aliases=(("userSourcedId", "sourcedId"),),
)
