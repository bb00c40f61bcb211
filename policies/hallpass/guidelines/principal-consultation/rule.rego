# METADATA
# title: The principal is asked before a new use in class
# description: Before a medium is used in class in a new way, staff talk to the principal of the building.
# custom:
#   section: Social media in the classroom
#   strength: should
#   cites: []
package hallpass.guidelines["principal-consultation"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: not_consulted
#   message: "Nobody has talked to the principal yet about the use of {platform} in {class}."
#   remedy: "Talk to {ask}, and have the talk recorded."
#   remedy_code: record_consultation
#   ask: class_principal
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	some classroom in input.message.classroom
	classroom.known
	classroom.consultation == "none"
}

# METADATA
# custom:
#   effect: deny
#   reason: declined
#   message: "The principal did not agree to the use of {platform} in {class}."
#   remedy: "Choose another way, or talk to {ask}."
#   remedy_code: ask
#   ask: class_principal
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	some classroom in input.message.classroom
	classroom.known
	classroom.consultation == "declined"
}
