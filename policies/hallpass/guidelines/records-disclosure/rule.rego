# METADATA
# title: Student records go only to those who may read them
# description: >-
#   What the school keeps on a student goes to that student, to their guardians who may read it, and to staff who
#   need it for their work with the student. From the age of 18 the student alone decides.
# custom:
#   section: Policies
#   strength: must
#   cites: ["4150", "4157", "4161"]
package hallpass.guidelines["records-disclosure"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: no_access
#   message: "This person may not read what the message says from a student's records: {record_classes}."
#   remedy: Take that out, or send it only to people who may read it.
#   remedy_code: split_audience
findings[i] contains lib.finding(rego.metadata.chain(), {
	"about": strangers,
	"record_classes": input.message.content.record_classes,
}) if {
	lib.record_content
	some i, s in lib.known
	strangers := [k | some k, about in s.about; about.access == "none"]
	count(strangers) > 0
}

# METADATA
# custom:
#   effect: deny
#   reason: eligible_student
#   message: "The student is 18 or older, so their guardians may no longer be sent their records: {record_classes}."
#   remedy: Send it to the student alone, or take it out.
#   remedy_code: split_audience
findings[i] contains lib.finding(rego.metadata.chain(), {
	"about": adults,
	"record_classes": input.message.content.record_classes,
}) if {
	lib.record_content
	some i, s in lib.known
	adults := [k | some k, about in s.about; about.access == "guardian"; lib.of_age(about)]
	count(adults) > 0
}

# METADATA
# custom:
#   effect: review
#   reason: whose_record
#   message: "The message carries student records ({record_classes}) but does not say whose they are."
#   remedy: Name the students whose records these are, and ask again.
#   remedy_code: ask
message_findings contains lib.finding(
	rego.metadata.chain(),
	{"record_classes": input.message.content.record_classes},
) if {
	lib.record_content
	count(input.message.content.mentions) == 0
	input.message.content.unknown_mentions == false
}
