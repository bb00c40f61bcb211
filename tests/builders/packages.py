"""A small OneRoster package, complete and to the letter; a test changes only the rows that it is about.

Who is in it: the principal p-1 and the teacher t-1 at the school maple, the student s-1 (born 2015-03-04) in the
class c-1, and their parent g-1.
"""

import io
import struct
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hallpass.roster.oneroster.manifest import FILES_1_1, KNOWN_FILES

HEAD = "sourcedId,status,dateLastModified"
USERS_1_1 = (
    f"{HEAD},enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
    "agentSourcedIds,grades,password"
)
USERS_1_2 = (
    f"{HEAD},enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,"
    "grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns"
)
DEMOGRAPHICS = (
    f"{HEAD},birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus"
)
GUARDIANS = "student_id,guardian_id,relationship,may_contact,no_contact,may_consent,records_access,language,from,until"
HEADERS = {
    "orgs": f"{HEAD},name,type,identifier,parentSourcedId",
    "academicSessions": f"{HEAD},title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": f"{HEAD},schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": (
        f"{HEAD},title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,"
        "subjectCodes,periods"
    ),
    "roles": f"{HEAD},userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "enrollments": f"{HEAD},classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": DEMOGRAPHICS,
}
PEOPLE = {"p-1": "principal", "t-1": "teacher", "s-1": "student", "g-1": "parent"}

Files = dict[str, str]
"""The text of each file by its name in the package."""


def user(
    name: str,
    *,
    status: str = "",
    enabled: str = "true",
    given: str = "Ada",
    family: str = "Elm",
    agents: str = "",
    grade: str = "",
    primary_org: str = "maple",
) -> str:
    """A row of users.csv of 1.2."""
    return f'{name},{status},,{enabled},u.{name},,{given},{family},,,,,,"{agents}",{grade},,,,,,{primary_org},'


def user_1_1(
    name: str,
    role: str,
    *,
    status: str = "",
    enabled: str = "true",
    orgs: str = "maple",
    agents: str = "",
    grade: str = "",
    password: str = "",
) -> str:
    """A row of users.csv of 1.1."""
    return f'{name},{status},,{enabled},"{orgs}",{role},u.{name},,Ada,Elm,,,,,,"{agents}",{grade},{password}'


def role(name: str, word: str, *, org: str = "maple", kind: str = "primary", since: str = "", until: str = "") -> str:
    """A row of roles.csv."""
    return f"r-{name}-{word}-{org},,,{name},{kind},{word},{since},{until},{org},"


def enrollment(number: int, person: str, word: str = "student", since: str = "", until: str = "") -> str:
    """A row of enrollments.csv: in the class c-1."""
    return f"e-{number},,,c-1,maple,{person},{word},,{since},{until}"


def link(student: str, guardian: str, flags: str = "true,false,true,true", since: str = "", until: str = "") -> str:
    """A row of guardians.csv."""
    return f"{student},{guardian},parent,{flags},en,{since},{until}"


def table(header: str, *rows: str) -> str:
    """The text of a file."""
    return "".join(f"{line}\r\n" for line in (header, *rows))


def a_package(version: str = "1.2", without: Collection[str] = (), **changed: str) -> Files:
    """The files of the package, `without` some. `changed` gives other texts, by the names of the files."""
    people = [user(name, grade="05" if word == "student" else "") for name, word in PEOPLE.items()]
    old = {"principal": "administrator"}
    texts = {
        "orgs": table(HEADERS["orgs"], "d,,,Lakeside,district,,", "maple,,,Maple,school,,d", "brook,,,Brook,school,,d"),
        "academicSessions": table(HEADERS["academicSessions"], "y,,,2026,schoolYear,2026-08-19,2027-06-12,,2027"),
        "courses": table(HEADERS["courses"], "co,,,y,General,,,maple,,"),
        "classes": table(HEADERS["classes"], "c-1,,,Room 4,,co,,scheduled,,maple,y,,,"),
        "users": table(USERS_1_2, *people),
        "roles": table(HEADERS["roles"], *(role(name, word) for name, word in PEOPLE.items())),
        "enrollments": table(HEADERS["enrollments"], enrollment(1, "t-1", "teacher"), enrollment(2, "s-1")),
        "demographics": table(DEMOGRAPHICS, "s-1,,,2015-03-04" + "," * 12),
    }
    if version == "1.1":
        rows = [
            user_1_1(name, old.get(word, word), grade="05" if word == "student" else "")
            for name, word in PEOPLE.items()
        ]
        texts["users"] = table(USERS_1_1, *rows)
        del texts["roles"]
    there = {name: text for name, text in (texts | changed).items() if name not in without}
    guardians = there.pop("guardians", None)
    manifest = there.pop("manifest", None) or a_manifest(version, dict.fromkeys(there, "bulk"))
    beside = {} if guardians is None else {"guardians.csv": guardians}
    return {"manifest.csv": manifest, **{f"{name}.csv": text for name, text in there.items()}, **beside}


def a_manifest(version: str, modes: Mapping[str, str]) -> str:
    """The text of manifest.csv."""
    names = FILES_1_1 if version == "1.1" else KNOWN_FILES
    lines = (f"file.{name},{mode}" for name, mode in (dict.fromkeys(names, "absent") | dict(modes)).items())
    return table("propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}", *lines)


def zipped(files: Mapping[str, str | bytes], folder: str = "") -> io.BytesIO:
    """The files as a zip."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    content.seek(0)
    return content


def unpacked(files: Mapping[str, str | bytes], folder: Path) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def zip_with_entry(name: str, *, mode: int = 0o100644, content: bytes = b"x", flags: int = 0) -> io.BytesIO:
    """A good package and one more entry, with a name, a Unix mode and flags as no honest tool writes them."""
    made = zipped(a_package())
    with ZipFile(made, "a", ZIP_DEFLATED) as archive:
        entry = ZipInfo("placeholder.csv")
        entry.external_attr = mode << 16
        archive.writestr(entry, content)
    data = made.getvalue()
    if flags:
        at = data.rindex(b"PK\x01\x02")
        data = data[: at + 8] + struct.pack("<H", flags) + data[at + 10 :]
    return io.BytesIO(_renamed(data, b"placeholder.csv", name.encode()))


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The archive with the last entry under another name, of any length, in both places where it stands."""
    local = data.index(old) - 30
    central = data.rindex(old) - 46
    end = data.rindex(b"PK\x05\x06")
    first = data[: local + 26] + struct.pack("<H", len(new)) + data[local + 28 : local + 30] + new
    first += data[local + 30 + len(old) : data.index(b"PK\x01\x02")]
    start = len(first)
    directory = data[data.index(b"PK\x01\x02") : central]
    entry = bytearray(data[central:end])
    entry[28:30] = struct.pack("<H", len(new))
    directory += bytes(entry[:46]) + new + bytes(entry[46 + len(old) :])
    closing = bytearray(data[end:])
    closing[12:20] = struct.pack("<LL", len(directory), start)
    return first + directory + bytes(closing)


def a_bomb(unpacked_bytes: int) -> io.BytesIO:
    """A package whose users.csv unpacks to very much more than it takes."""
    files: dict[str, str | bytes] = dict(a_package())
    row = user("s-1").encode() + b"\r\n"
    files["users.csv"] = files["users.csv"].encode() + row * (unpacked_bytes // len(row))  # type: ignore[union-attr]
    return zipped(files)


def lying_about_size(name: str) -> io.BytesIO:
    """A package in which the directory says that a file is smaller than it is."""
    data = bytearray(zipped(a_package()).getvalue())
    at = data.rindex(name.encode()) - 46
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    return io.BytesIO(bytes(data))


def damaged(name: str) -> io.BytesIO:
    """A package in which a file's checksum does not fit."""
    data = bytearray(zipped(a_package()).getvalue())
    at = data.rindex(name.encode()) - 46
    data[at + 16 : at + 20] = struct.pack("<L", zlib.crc32(b"something else"))
    return io.BytesIO(bytes(data))
