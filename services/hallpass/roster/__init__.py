"""Roster: who is who in a district, and who belongs to whom.

Owns people, guardian links, posts of staff, classes with their members, schools, and what OneRoster does not carry:
acknowledgements, supervisors, staff numbers, recorded interests, tags. Takes OneRoster packages and guardians.csv,
all or nothing. Emits `roster.facts`: the whole current state of one aggregate with each change. Hears the register,
only to know which districts there are.
Refuses a package that is damaged, contradictory or hostile, and holds one that would drop many people at once.
Keeps no password, race, sex or birthplace, and of students and guardians not even the name: no rule needs it.
"""
