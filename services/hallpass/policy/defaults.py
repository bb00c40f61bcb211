"""What holds where a district says nothing. The same for the district folder and for the API."""

from hallpass.contracts.policy import Level

DISCLAIMER = (
    "The views on this site are my own and do not necessarily represent the views, opinions, vision or strategies of "
    "my school district."
)

_GRADES: dict[Level, tuple[str, ...]] = {
    "elementary": ("IT", "PR", "PK", "TK", "KG", "01", "02", "03", "04", "05"),
    "middle": ("06", "07", "08"),
    "high": ("09", "10", "11", "12", "13"),
}
GRADE_MAP: dict[str, Level] = {grade: level for level, grades in _GRADES.items() for grade in grades}
"""Grades as the CEDS vocabulary writes them. A grade that is not on the map takes the strictest level."""

ACCEPTABLE_USE_VERSION = ""
"""No version: nobody's acknowledgement is of it, so acceptable use is asked about until the district names one."""

ACCEPTABLE_USE_DAYS = 365
WINDOW_DAYS = 14
RETENTION_DAYS = 365
FACTS_MAX_AGE_HOURS = 24
EMERGENCY_HOURS = 4
