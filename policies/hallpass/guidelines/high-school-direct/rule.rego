# METADATA
# title: High-school students directly, once families were told
# description: >-
#   Staff write to high-school students directly when their guardians were told that they would, had time to say
#   no, and did not; or when the guardians get the message too.
# custom:
#   section: Social media in the classroom
#   strength: must
#   cites: []
package hallpass.guidelines["high-school-direct"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: opted_out
#   message: This student's family said no to messages that go to the student alone.
#   remedy: Add the guardians to this message.
#   remedy_code: include_guardians
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "opted_out"
}

# METADATA
# custom:
#   effect: review
#   reason: none_reachable
#   message: No guardian of this student could be told that you write to the student directly.
#   remedy: "Ask {ask} before you write to this student."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "unreachable"
}

# METADATA
# custom:
#   effect: deny
#   reason: no_opt_in
#   message: >-
#     This student's family has not yet said yes to messages that go to the student alone, and the district asks
#     for a yes.
#   remedy: Ask the family, or add the guardians to this message.
#   remedy_code: include_guardians
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "no_opt_in"
}

# METADATA
# custom:
#   effect: deny
#   reason: window_open
#   message: This student's family was told that you write to the student directly, and can still say no.
#   remedy: "Wait until {window_over}, or add the guardians to this message."
#   remedy_code: wait_until
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "window_open"
}

# METADATA
# custom:
#   effect: deny
#   reason: not_advised
#   message: Not all guardians of this student have been told that you write to the student directly.
#   remedy: Send them the notice, or add the guardians to this message.
#   remedy_code: send_notice
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "not_advised"
}

# The students who would get the message without their guardians, by situation.
_alone := {i: student |
	some i, s in lib.protected_students
	not i in lib.lifted
	some student in s.students
	student.level == "high"
	not lib.on_their_own(student)
	not _accompanied(student)
}

# What their families said.
_answers := {i: answer |
	some i, student in _alone
	answer := lib.answer(student, "direct_contact")
}

# Every reachable guardian who did not opt out of inclusion gets this very message.
_accompanied(student) if {
	some guardian in student.company
	guardian.in_audience
	not _someone_missing(student)
}

_someone_missing(student) if student.company_refused

_someone_missing(student) if {
	some guardian in student.company
	guardian.opted_out == false
	guardian.in_audience == false
}
