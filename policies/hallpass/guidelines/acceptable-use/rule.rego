# METADATA
# title: The acceptable-use rules are acknowledged
# description: Whoever writes for the school has read the current acceptable-use rules, and says so once in a while.
# custom:
#   section: Policies
#   strength: must
#   cites: ["3720"]
package hallpass.guidelines["acceptable-use"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: missing
#   message: You have not acknowledged the district's acceptable-use rules yet.
#   remedy: "Read and acknowledge them (version {version}), or ask {ask}."
#   remedy_code: acknowledge
#   ask: supervisor
message_findings contains lib.finding(rego.metadata.chain(), {"version": input.parameters.acceptable_use_version}) if {
	_asked
	count(input.sender.acceptable_use) == 0
}

# METADATA
# custom:
#   effect: review
#   reason: other_version
#   message: The district's acceptable-use rules have changed since you acknowledged them.
#   remedy: "Read and acknowledge the current ones (version {version}), or ask {ask}."
#   remedy_code: acknowledge
#   ask: supervisor
message_findings contains lib.finding(rego.metadata.chain(), {"version": input.parameters.acceptable_use_version}) if {
	_asked
	some use in input.sender.acceptable_use
	use.version != input.parameters.acceptable_use_version
}

# METADATA
# custom:
#   effect: review
#   reason: expired
#   message: It is too long since you acknowledged the district's acceptable-use rules.
#   remedy: "Read and acknowledge them again (version {version}), or ask {ask}."
#   remedy_code: acknowledge
#   ask: supervisor
message_findings contains lib.finding(rego.metadata.chain(), {"version": input.parameters.acceptable_use_version}) if {
	_asked
	some use in input.sender.acceptable_use
	use.version == input.parameters.acceptable_use_version
	use.days > input.parameters.acceptable_use_days
}

_asked if {
	input.sender.known
	not lib.out_of_scope
}
