"""Reading a district folder: everything in it is looked at, and either all of it stands or every error is told."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from hallpass.consent.model import DirectoryOptedOut, Fact, answers_key
from hallpass.districts import consent_file, district_file
from hallpass.districts.document import open_document
from hallpass.districts.faults import Faults, Place
from hallpass.districts.folder import DistrictFolder
from hallpass.districts.members import Members
from hallpass.districts.mentions import Mentions
from hallpass.districts.references import check_mentions, judged
from hallpass.districts.roll import Roll, read_roll
from hallpass.kernel.errors import Fault, Invalid
from hallpass.policy.model import Emergency, Entry, key_of

DISTRICT = "district.yaml"
CONSENT = "consent.yaml"
GUARDIANS = "guardians.csv"
ONEROSTER = "oneroster"


def read_folder(path: Path) -> DistrictFolder:
    """Read the folder whole; blocking. Raises Invalid with every error by file and line or member, none of values."""
    faults, mentions = Faults(), Mentions()
    if not path.is_dir():
        faults.add(Place(".", "", 1), "missing", "There is no such folder.")
        raise Invalid(tuple(faults.errors))
    district = _members(path, DISTRICT, district_file.MEMBERS, faults, required=True)
    consent = _members(path, CONSENT, consent_file.MEMBERS, faults, required=False)
    package = _package(path, faults)
    guardians = path / GUARDIANS if (path / GUARDIANS).is_file() else None
    said = district_file.read_district(district, mentions) if district else None
    facts = consent_file.read_consent(consent, mentions) if consent else {}
    roll = read_roll(package, guardians) if package else Roll()
    emergencies = judged(said.emergencies, roll, faults) if said and package and not roll.faults else []
    if said and package and not roll.faults:
        # In a package that cannot be read whole, ids are missing that may well be there.
        check_mentions(mentions.found, roll, {platform.id for platform in said.platforms}, faults)
    errors = (*_in_order(faults), *roll.faults)
    if errors or said is None or package is None:
        raise Invalid(errors)
    return DistrictFolder(
        path=path,
        tenant=said.identity.tenant,
        register=_register(said, emergencies),
        staff=said.staff,
        interests=tuple({(found.staff, found.student): found for found in said.interests}.values()),
        tags=said.tags,
        facts=_with_opt_outs(facts, said.directory_opt_outs),
        package=package,
        guardians=guardians,
        package_digest=_digest(package, guardians),
        warnings=(*faults.warnings, *roll.warnings),
        lesson=roll.lesson(),
    )


def _members(path: Path, name: str, known: tuple[str, ...], faults: Faults, *, required: bool) -> Members | None:
    start = Place(name, "", 1)
    if not (path / name).is_file():
        if required:
            faults.add(start, "missing", f"A district folder has a {name}.")
        return None
    node = open_document(path / name, name, faults)
    return Members.of(node, start, faults, known) if node is not None else None


def _package(path: Path, faults: Faults) -> Path | None:
    """The one OneRoster package: a folder `oneroster`, or a zip of any name."""
    folder = path / ONEROSTER
    found = [folder] if folder.is_dir() else []
    found += sorted(entry for entry in path.iterdir() if entry.suffix.lower() == ".zip" and entry.is_file())
    if len(found) == 1:
        return found[0]
    if found:
        faults.add(Place(ONEROSTER, "", 1), "duplicate", "There are several OneRoster packages; one is expected.")
    else:
        faults.add(Place(ONEROSTER, "", 1), "missing", "A OneRoster package is expected: a folder oneroster, or a zip.")
    return None


def _in_order(faults: Faults) -> list[Fault]:
    """By file and line, as one reads."""
    return sorted(faults.errors, key=lambda fault: (fault.file or "", fault.line or 0, fault.column or 0))


def _register(said: district_file.DistrictFile, emergencies: list[Emergency]) -> dict[str, Entry]:
    tags = said.platform_tags
    platforms = [msgspec.structs.replace(found, tags=tags.get(found.id, ())) for found in said.platforms]
    entries: list[Entry] = [said.settings, *platforms, *emergencies, *said.approvals]
    return {key_of(entry): entry for entry in entries}


def _with_opt_outs(facts: dict[str, tuple[Fact, ...]], students: tuple[str, ...]) -> dict[str, tuple[Fact, ...]]:
    complete = dict(facts)
    for student in students:
        key = answers_key(student)
        complete[key] = (*complete.get(key, ()), DirectoryOptedOut(student=student))
    return complete


def _digest(package: Path, guardians: Path | None) -> str:
    """SHA-256 over names and contents of the package and guardians.csv."""
    digest = sha256()
    files = sorted(entry for entry in package.iterdir() if entry.is_file()) if package.is_dir() else [package]
    for file in [*files, *([guardians] if guardians else [])]:
        name = file.name.encode()
        digest.update(len(name).to_bytes(8, "big") + name)
        digest.update(file.stat().st_size.to_bytes(8, "big"))
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()
