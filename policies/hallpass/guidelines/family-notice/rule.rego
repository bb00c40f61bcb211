# METADATA
# title: Families are told before a medium is used in class
# description: >-
#   Before a medium is used in class its families learn what it is for, what it will look like, how much it tells
#   about students, and how well it is protected.
# custom:
#   section: Social media in the classroom
#   strength: must
#   cites: []
package hallpass.guidelines["family-notice"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: not_delivered
#   message: "The families of {class} have not yet been told about the use of {platform}."
#   remedy: "Send them a notice about {platform} that covers {missing}."
#   remedy_code: send_notice
message_findings contains lib.finding(rego.metadata.chain(), {"missing": _missing}) if {
	lib.known_classroom
	not _delivered
	count(_missing) > 0
}

# METADATA
# custom:
#   effect: deny
#   reason: not_delivered
#   message: "The notice about {platform} has not reached the families of {class} yet."
#   remedy: Send them the notice.
#   remedy_code: send_notice
message_findings contains lib.finding(rego.metadata.chain(), {"missing": []}) if {
	lib.known_classroom
	not _delivered
	count(_missing) == 0
}

# METADATA
# custom:
#   effect: deny
#   reason: incomplete
#   message: "The notice that the families of {class} got about {platform} leaves out {missing}."
#   remedy: "Send them a notice about {platform} that covers {missing}."
#   remedy_code: send_notice
message_findings contains lib.finding(rego.metadata.chain(), {"missing": _missing}) if {
	lib.known_classroom
	_delivered
	count(_missing) > 0
}

_delivered if {
	some classroom in input.message.classroom
	classroom.notice_delivered
}

_missing := [part |
	some part in ["purpose", "example", "student_information", "security"]
	not _told(part)
]

_told(part) if {
	some classroom in input.message.classroom
	part in classroom.notice_parts
}
