# METADATA
# title: Other people's work is used by right
# description: >-
#   A picture, film, recording or document goes out when it is one's own, licensed, free, permitted, or fairly
#   used with its maker named.
# custom:
#   section: Policies
#   strength: must
#   cites: ["6500"]
package hallpass.guidelines.copyright

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: no_rights
#   message: "The message carries {work} and does not say what right you have to use it."
#   remedy: Say what right you have to use it (your own, licensed, free to use, or by permission), or take it out.
#   remedy_code: get_rights
message_findings contains lib.finding(rego.metadata.chain(), {"work": work, "attachments": unfounded}) if {
	not lib.out_of_scope
	some work in _kinds
	unfounded := [k |
		some k, attachment in input.message.content.attachments
		attachment.kind == work
		_needs_rights(attachment)
		attachment.rights == "unknown"
	]
	count(unfounded) > 0
}

# METADATA
# custom:
#   effect: deny
#   reason: fair_use_without_attribution
#   message: "The message uses {work} as fair use, but does not say whose work it is."
#   remedy: Name whose work it is, or take it out.
#   remedy_code: get_rights
message_findings contains lib.finding(rego.metadata.chain(), {"work": work, "attachments": unnamed}) if {
	not lib.out_of_scope
	some work in _kinds
	unnamed := [k |
		some k, attachment in input.message.content.attachments
		attachment.kind == work
		_needs_rights(attachment)
		attachment.rights == "fair_use"
		attachment.attributed == false
	]
	count(unnamed) > 0
}

_kinds := {attachment.kind | some attachment in input.message.content.attachments}

# A link only points at a work, and a student's work is the classroom clauses' subject.
_needs_rights(attachment) if not _needs_none(attachment)

_needs_none(attachment) if attachment.kind in {"link", "student_work"}
