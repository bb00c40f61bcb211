"""What one part of a folder says of another: every id must be found where it belongs, every declarer have authority."""

from collections.abc import Collection, Iterable

from hallpass.districts.district_file import Declared
from hallpass.districts.faults import Faults
from hallpass.districts.mentions import Kind, Mention
from hallpass.districts.roll import Roll
from hallpass.policy.model import Emergency

WORDS: dict[Kind, str] = {
    "student": "The roster knows no student with this id.",
    "guardian": "Neither the roster nor guardians.csv knows a guardian with this id.",
    "staff": "The roster knows no member of staff with this id.",
    "class": "The roster knows no class with this id.",
    "platform": "The register of platforms has no entry with this id.",
}


def check_mentions(mentions: Iterable[Mention], roll: Roll, platforms: Collection[str], faults: Faults) -> None:
    """Add an error for each id that nothing answers to."""
    for mention in mentions:
        known = mention.id in platforms if mention.kind == "platform" else roll.knows(mention.kind, mention.id)
        if not known:
            faults.add(mention.place, f"unknown_{mention.kind}", WORDS[mention.kind])


def judged(declared: Iterable[Declared], roll: Roll, faults: Faults) -> list[Emergency]:
    """The emergencies with their schools; an error for each whose declarer may not declare it.

    Posts that are over count here: the folder tells of the past, too.
    """
    found = []
    for emergency in declared:
        everywhere, schools = roll.authority(emergency.declared_by)
        school = emergency.school if everywhere else emergency.school or next(iter(schools), None)
        if not everywhere and not schools:
            message = "An emergency is declared by a principal or a district administrator."
            faults.add(emergency.place, "no_authority", message)
        elif not everywhere and school not in schools:
            message = "A principal declares an emergency for a school of theirs."
            faults.add(emergency.place, "no_authority", message)
        elif school is not None and school not in roll.orgs:
            faults.add(emergency.place, "unknown_school", "The roster knows no school with this id.")
        found.append(
            Emergency(
                id=emergency.id,
                declared_by=emergency.declared_by,
                school=school,
                start=emergency.start,
                until=emergency.until,
                reason=emergency.reason,
            )
        )
    return found
