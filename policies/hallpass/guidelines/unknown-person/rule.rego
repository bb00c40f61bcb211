# METADATA
# title: Nobody is contacted whom the roster does not know
# description: Sender, recipients, class and students whose records are sent are known to the district's roster.
# custom:
#   section: Beyond the document
#   strength: must
#   cites: []
package hallpass.guidelines["unknown-person"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: unknown_recipient
#   message: The district does not know this person or group in this role.
#   remedy: "Check whom you chose, or ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, s in input.situations
	s.kind == "unknown"
}

# METADATA
# custom:
#   effect: deny
#   reason: unknown_sender
#   message: The sender is not on the list of the district's active staff.
#   remedy: "Ask {ask}."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if input.sender.known == false

# METADATA
# custom:
#   effect: deny
#   reason: unknown_class
#   message: The district does not know this class.
#   remedy: "Check which class you chose, or ask {ask}."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	some classroom in input.message.classroom
	classroom.known == false
}

# METADATA
# custom:
#   effect: deny
#   reason: unknown_student
#   message: The message carries records of a student whom the district does not know.
#   remedy: "Check which students you named, or ask {ask}."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	lib.record_content
	input.message.content.unknown_mentions
}
