# METADATA
# title: Families know that pictures can be tagged
# description: >-
#   Where a medium allows tagging, a picture can tell more than was meant. Staff take care, and families are
#   reminded.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: should
#   cites: []
package hallpass.guidelines["photo-tagging"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: advise
#   reason: tagging
#   message: "People can be tagged on {platform}, so a picture of students may tell more than you mean it to."
#   remedy: Choose pictures in which students cannot easily be recognized, and do not tag them.
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	_taggable
	some pictured in input.message.content.pictured
	not lib.private_own_child(pictured)
}

# METADATA
# custom:
#   effect: oblige
#   reason: remind_families
#   message: >-
#     The families of the students in the pictures have not been reminded that people can be tagged on
#     {platform}.
#   remedy: Remind these families when you send it.
message_findings contains lib.obliging(rego.metadata.chain(), {}, [{"type": "remind_families", "pictured": due}]) if {
	_taggable
	due := [k |
		some k, pictured in input.message.content.pictured
		pictured.reminded == false
		not lib.private_own_child(pictured)
	]
	count(due) > 0
}

_taggable if {
	some platform in input.message.medium.platform
	platform.allows_tagging
}
