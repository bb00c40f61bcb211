# METADATA
# title: No bullying and no threats
# description: >-
#   Bullying words and threats do not go to students or the public. To families and staff a second person reads
#   them first, since they may tell of what happened. Either way it is reported.
# custom:
#   section: Policies
#   strength: must
#   cites: ["4510"]
package hallpass.guidelines["anti-bullying"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: report
#   message: "The text may be a sign of {categories}, which staff must report."
#   remedy: "Report it to {reporting}."
message_findings contains lib.obliging(
	rego.metadata.chain(),
	{"categories": _found},
	[{"type": "report", "duty": ["4510"]}],
) if {
	count(_found) > 0
	not lib.out_of_scope
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

# METADATA
# custom:
#   effect: deny
#   reason: denied
#   message: "The text may be read as {categories}, and such words do not go to students or the public."
#   remedy: Take these words out.
#   remedy_code: remove_span
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.signals_bind
	some i, _ in object.union(lib.students, lib.public)
}

# METADATA
# custom:
#   effect: review
#   reason: held
#   message: "The text may be a sign of {categories}, so a second person reads it first."
#   remedy: "Take these words out, or ask {ask} to read it first."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.signals_bind
	some i, _ in object.union(lib.guardians, lib.staff)
}

_found := lib.signals({"bullying", "threat"})
