# METADATA
# title: Outside material needs an approval
# description: Flyers and offers of an outside organization go to families only when the district has approved them.
# custom:
#   section: Policies
#   strength: must
#   cites: ["7041", "6481"]
package hallpass.guidelines.distribution

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: not_approved
#   message: "Material from {organization} has no approval on record, and it would go to more than one household."
#   remedy: "Ask {ask} to approve it before you send it."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	not lib.out_of_scope
	input.message.households >= 2
	input.message.outside.named
	input.message.outside.approved == false
}

# METADATA
# custom:
#   effect: review
#   reason: organization_missing
#   message: The message carries material from outside the district but does not say from whom.
#   remedy: "Name the organization, or ask {ask}."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	input.message.purpose == "outside"
	input.message.outside.named == false
}
