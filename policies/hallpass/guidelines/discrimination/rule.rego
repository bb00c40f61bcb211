# METADATA
# title: No harassment and no discrimination
# description: Words that may harass or demean a protected group are read by a second person before they go out.
# custom:
#   section: Policies
#   strength: must
#   cites: ["8012"]
package hallpass.guidelines.discrimination

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: protected_ground
#   message: "The text may be a case of {categories}."
#   remedy: "Change the wording, or ask {ask} to read it first."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.signals_bind
}

# METADATA
# custom:
#   effect: advise
#   reason: wording
#   message: "The text may be read as {categories}."
#   remedy: Think about the wording before you send it.
message_findings contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	not lib.signals_bind
}

_found := lib.signals({"harassment", "discrimination"})
