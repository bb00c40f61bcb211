"""guardians.csv: the typed links that OneRoster has no place for, one row for each child and guardian.

It speaks with authority for each student that it names, so a permission is never guessed: its flags must be there.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hallpass.roster.oneroster import values
from hallpass.roster.oneroster.columns import Column, File
from hallpass.roster.oneroster.report import Report
from hallpass.roster.oneroster.rows import Keeper, Staged

GUARDIAN_LINKS = File(
    "guardians",
    (
        Column("student_id", values.ID, required=True, needed=True, kept=True, used=True),
        Column("guardian_id", values.ID, required=True, needed=True, kept=True, used=True),
        Column("relationship", values.TEXT, kept=True, used=True),
        Column("may_contact", values.BOOLEAN, required=True, needed=True, kept=True, used=True),
        Column("no_contact", values.BOOLEAN, required=True, needed=True, kept=True, used=True),
        Column("may_consent", values.BOOLEAN, required=True, needed=True, kept=True, used=True),
        Column("records_access", values.BOOLEAN, required=True, needed=True, kept=True, used=True),
        Column("language", values.TEXT, kept=True, used=True),
        Column("from", values.DATE, kept=True, used=True),
        Column("until", values.DATE, kept=True, used=True),
    ),
)


def keeper(report: Report) -> Keeper:
    """What is kept of a row. A link that ends before it begins is reported and left out."""

    def keep(line: int, row: list[Any]) -> Iterator[Staged]:
        student, guardian, relationship, may_contact, no_contact, may_consent, records, language, since, until = row
        if since is not None and until is not None and until < since:
            report.error(GUARDIAN_LINKS.path, line, "dates_reversed", "The link ends before it begins.", "until")
            return
        words = (relationship or "").strip(), (language or "").strip()
        flags = (may_contact, no_contact, may_consent, records)
        # An open begin is the earliest date there is, because it is part of what tells two links of a pair apart.
        yield "stage_guardian", (line, student, guardian, words[0], *flags, words[1], since or date.min, until)

    return keep
