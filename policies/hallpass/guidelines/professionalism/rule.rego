# METADATA
# title: School writes as it speaks, with respect
# description: What goes out for the school is free of swear words and of words that demean.
# custom:
#   section: Standards of professional conduct
#   strength: must
#   cites: []
package hallpass.guidelines.professionalism

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: wording
#   message: "The text holds words that do not belong in a school message: {categories}."
#   remedy: Take these words out.
#   remedy_code: remove_span
message_findings contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	lib.school_purpose
	count(_found) > 0
	lib.signals_bind
}

# METADATA
# custom:
#   effect: advise
#   reason: wording_in_emergency
#   message: "The text holds words that do not belong in a school message: {categories}."
#   remedy: Take these words out if there is time.
message_findings contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.declared_by_sender
}

_found := lib.signals({"profanity", "demeaning"})
