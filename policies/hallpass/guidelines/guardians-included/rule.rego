# METADATA
# title: Guardians are included below high school
# description: >-
#   At elementary and middle school every message to a student includes the guardians who may be contacted, unless
#   they asked to be left out.
# custom:
#   section: Social media in the classroom
#   strength: must
#   cites: []
package hallpass.guidelines["guardians-included"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: include_guardians
#   message: At this student's school level the guardians get every message to the student too.
#   remedy: Add the guardians to this message, so that they get the same text at the same time.
#   remedy_code: include_guardians
findings[i] contains lib.obliging(rego.metadata.chain(), {}, [{"type": "include_guardians", "guardians": absent}]) if {
	some i, student in _governed
	absent := [k |
		some k, guardian in student.company
		guardian.opted_out == false
		guardian.in_audience == false
	]
	count(absent) > 0
}

# METADATA
# custom:
#   effect: review
#   reason: none_reachable
#   message: No guardian of this student can be reached, and at this school level one gets every message too.
#   remedy: "Ask {ask} before you write to this student."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, student in _governed
	not i in lib.lifted
	count(student.company) == 0
	student.company_refused == false
}

# METADATA
# custom:
#   effect: review
#   reason: none_permitted
#   message: No guardian of this student may get this message, and at this school level one gets every message too.
#   remedy: "Change the message so that a guardian may get it, or ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, student in _governed
	student.company_refused
	count([guardian | some guardian in student.company; guardian.opted_out == false]) == 0
}

# The students for whom this clause speaks, by situation.
_governed := {i: student |
	some i, s in lib.protected_students
	some student in s.students
	student.level in {"elementary", "middle"}
	not lib.on_their_own(student)
}
