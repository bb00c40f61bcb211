# METADATA
# title: A family can say no to media in class
# description: >-
#   Once families were told and had time to answer, silence is a yes. Who says no is left out, and so are the
#   child's picture, name and work. A district can ask for a yes instead.
# custom:
#   section: Social media in the classroom
#   strength: may
#   cites: []
package hallpass.guidelines["passive-consent"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: opted_out
#   message: "This family said no to the use of {platform} in {class}."
#   remedy: Leave the family out, and reach them another way.
#   remedy_code: leave_out
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	lib.known_classroom
	some i, s in lib.families
	not i in lib.lifted
	some student in s.students
	lib.refused(student, "classroom_media")
}

# METADATA
# custom:
#   effect: deny
#   reason: window_open
#   message: "This student's family can still say no to the use of {platform} in {class}."
#   remedy: "Wait until {window_over}."
#   remedy_code: wait_until
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "window_open"
}

# METADATA
# custom:
#   effect: deny
#   reason: not_advised
#   message: "Not all guardians of this student have been told about the use of {platform} in {class}."
#   remedy: Send them the notice.
#   remedy_code: send_notice
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "not_advised"
}

# METADATA
# custom:
#   effect: deny
#   reason: no_opt_in
#   message: >-
#     This student's family has not yet said yes to the use of {platform} in {class}, and the district asks for
#     a yes.
#   remedy: Ask the family, and leave the student out until they say yes.
#   remedy_code: leave_out
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "no_opt_in"
}

# METADATA
# custom:
#   effect: deny
#   reason: unreachable
#   message: "No guardian of this student could be told about the use of {platform} in {class}."
#   remedy: "Leave the student out, or ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, answer in _answers
	answer == "unreachable"
}

# METADATA
# custom:
#   effect: oblige
#   reason: mention_without_consent
#   message: "The message shows or names students whose families have not agreed to the use of {platform} in {class}."
#   remedy: Take their picture, name and work out first.
#   remedy_code: leave_out
message_findings contains lib.obliging(rego.metadata.chain(), {}, [{"type": "leave_out", "mentions": unasked}]) if {
	lib.known_classroom
	unasked := [k |
		some k, mention in input.message.content.mentions
		not _spared(mention)
		not lib.consented(mention, "classroom_media")
	]
	count(unasked) > 0
}

# METADATA
# custom:
#   effect: oblige
#   reason: picture_without_consent
#   message: The message shows students whose families do not want their picture used.
#   remedy: Take these pictures out first.
#   remedy_code: leave_out
message_findings contains lib.obliging(rego.metadata.chain(), {}, [{"type": "leave_out", "mentions": refusing}]) if {
	refusing := [k |
		some k, mention in input.message.content.mentions
		mention.pictured
		not _spared(mention)
		not _photo_allowed(mention)
	]
	count(refusing) > 0
}

# What the families of the students who are addressed said, by situation.
_answers := {i: answer |
	lib.known_classroom
	some i, s in lib.students
	not i in lib.lifted
	some student in s.students
	answer := lib.answer(student, "classroom_media")
}

# Pictures have no notice of their own: without a refusal silence is a yes, unless the district asks for one.
_photo_allowed(mention) if lib.consented(mention, "photo")

_photo_allowed(mention) if {
	not lib.active("photo")
	not lib.refused(mention, "photo")
}

_spared(mention) if lib.mention_lifted(mention)

_spared(mention) if lib.private_own_child(mention)
