# METADATA
# title: Students' information stays off personal media
# description: >-
#   Information about students, their pictures and their work are not put on personal media. A family's consent
#   does not change this, since it covers sanctioned media only.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: avoid
#   cites: []
package hallpass.guidelines["student-content-personal-media"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: student_content
#   message: >-
#     Information, pictures or work of students do not go out from a personal account, even if the family has
#     consented: that covers the district's approved media only.
#   remedy: "Take it out, or use your district account, for instance on {sanctioned_media}."
#   remedy_code: use_platform
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	lib.personal_account
	_student_content
}

_student_content if {
	some mention in input.message.content.mentions
	not lib.private_own_child(mention)
}

_student_content if input.message.content.unknown_mentions

_student_content if {
	some attachment in input.message.content.attachments
	attachment.subjects == "students"
}

_student_content if {
	some attachment in input.message.content.attachments
	attachment.subjects == "own_children"
	lib.school_purpose
}

# Somebody's work, though it is not said whose.
_student_content if {
	some attachment in input.message.content.attachments
	attachment.kind == "student_work"
	attachment.subjects == "none"
}
