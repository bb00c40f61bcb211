"""A small district folder on disk, complete and without errors; a test changes only the file that it is about."""

from pathlib import Path

DISTRICT = """\
district: {id: lakeside, name: Lakeside, time_zone: America/Chicago}
settings:
  acceptable_use: {version: "2026", valid_days: 365}
  reporting: {name: Desk, phone: "+16085550130"}
platforms:
  - {id: blog, name: Blog, kind: website, sanctioned: true, provided_by: district, visibility: class_families}
"""
CONSENT = """\
notices:
  - {id: n-1, kind: classroom_media, class: c-1, platform: blog, parts: {purpose: Diary},
     delivered: {date: 2026-09-01, to: all}}
answers:
  - {guardian: g-1, student: s-1, purpose: inclusion, scope: all, answer: opt_out, date: 2026-09-02}
"""
GUARDIANS = """\
student_id,guardian_id,relationship,may_contact,no_contact,may_consent,records_access,language,from,until
s-1,g-1,parent,true,false,true,true,en,,
"""
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns"
)
PEOPLE = {"t-1": "teacher", "p-1": "principal", "d-1": "districtAdministrator", "s-1": "student", "g-1": "parent"}
ORGS = {"d-1": "district"}


def user(name: str) -> str:
    """A row of users.csv."""
    grade = "03" if name == "s-1" else ""
    return f"{name},,,true,u.{name},,Given,Family,,,,,,,{grade},,,,,,{ORGS.get(name, 'maple')},"


ROSTER = {
    "manifest.csv": "\n".join(
        (
            "propertyName,value",
            "manifest.version,1.0",
            "oneroster.version,1.2",
            *(f"file.{name},bulk" for name in ("academicSessions", "classes", "courses", "enrollments", "orgs")),
            *(f"file.{name},bulk" for name in ("roles", "users")),
        )
    ),
    "academicSessions.csv": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
        "y-1,,,2026,schoolYear,2026-08-01,2027-06-30,,2027"
    ),
    "orgs.csv": (
        "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
        "district,,,Lakeside,district,,\nmaple,,,Maple,school,,district\nbrook,,,Brook,school,,district"
    ),
    "courses.csv": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\n"
        "co-1,,,,Science,,,maple,,"
    ),
    "classes.csv": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
        "termSourcedIds,subjects,subjectCodes,periods\nc-1,,,Science 3,,co-1,,scheduled,,maple,y-1,,,"
    ),
    "users.csv": "\n".join((USERS, *(user(name) for name in PEOPLE))),
    "roles.csv": "\n".join(
        (
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
            *(f"r-{name},,,{name},primary,{role},,,{ORGS.get(name, 'maple')}," for name, role in PEOPLE.items()),
        )
    ),
    "enrollments.csv": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e-1,,,c-1,maple,t-1,teacher,true,,\ne-2,,,c-1,maple,s-1,student,,,"
    ),
}


def district_folder(
    place: Path,
    *,
    district: str = DISTRICT,
    consent: str | None = CONSENT,
    guardians: str | None = GUARDIANS,
    roster: dict[str, str] | None = None,
) -> Path:
    """Write the folder; None leaves a file out."""
    folder = place / "district"
    (folder / "oneroster").mkdir(parents=True, exist_ok=True)
    for name, text in (("district.yaml", district), ("consent.yaml", consent), ("guardians.csv", guardians)):
        (folder / name).unlink(missing_ok=True)
        if text is not None:
            (folder / name).write_text(text)
    for name, text in (ROSTER | (roster or {})).items():
        (folder / "oneroster" / name).write_text(text + "\n")
    return folder


def with_lines(*lines: str) -> str:
    """district.yaml with further top-level lines."""
    return DISTRICT + "\n".join(lines) + "\n"
