# METADATA
# title: Students hear what concerns their education
# description: What staff write to a student fits the student's age and has to do with their education.
# custom:
#   section: Social media in the classroom
#   strength: must
#   cites: []
package hallpass.guidelines["education-related"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: not_education
#   message: >-
#     Students are sent only what has to do with their own education, and this message is marked as something
#     else.
#   remedy: "Leave the students out, or ask {ask} whether it concerns their education."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	input.message.purpose != "education"
	some i, s in lib.protected_students
	not i in lib.lifted
}

# METADATA
# custom:
#   effect: deny
#   reason: not_age_appropriate
#   message: You marked this message as not right for the age of the students.
#   remedy: "Change it so that it is, or ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	input.message.content.age_appropriate == "no"
	some i, s in lib.protected_students
	not i in lib.lifted
}

# METADATA
# custom:
#   effect: review
#   reason: sensitive_content
#   message: "The text touches on {categories}, so a second person reads it before it goes to students."
#   remedy: "Change the wording, or ask {ask} to read it first."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.signals_bind
	some i, s in lib.protected_students
}

# METADATA
# custom:
#   effect: advise
#   reason: wording
#   message: "The text touches on {categories}, and students will read it."
#   remedy: Think about the wording before you send it.
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.declared_by_sender
	some i, s in lib.protected_students
}

_found := lib.signals({"sexual", "drugs_alcohol"})
