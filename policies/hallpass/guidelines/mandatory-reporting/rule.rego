# METADATA
# title: Signs of abuse are reported
# description: >-
#   A text that tells of abuse, neglect, enticement or self-harm is never silently dropped: staff have a duty to
#   report it. To students, families and the public it waits for a person; among staff it goes, so that protection
#   is not delayed.
# custom:
#   section: Policies
#   strength: must
#   cites: ["4222", "4223"]
package hallpass.guidelines["mandatory-reporting"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: report
#   message: "The text may be a sign of {categories}, which staff must report."
#   remedy: "Report it right away to {reporting}; if someone is in danger, call emergency services first."
message_findings contains lib.obliging(
	rego.metadata.chain(),
	{"categories": _found},
	[{"type": "report", "duty": ["4222", "4223"]}],
) if {
	count(_found) > 0
}

# METADATA
# custom:
#   effect: review
#   reason: held
#   message: "A text that may be a sign of {categories} is read by a second person before it leaves the staff."
#   remedy: "Report it right away to {reporting}, and ask {ask} before you send it."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.signals_bind
	some i, s in lib.outsiders
}

# METADATA
# custom:
#   effect: advise
#   reason: not_held
#   message: "The text may be a sign of {categories}; as you declared the emergency, it is not held."
#   remedy: "Report it right away to {reporting}."
findings[i] contains lib.finding(rego.metadata.chain(), {"categories": _found}) if {
	count(_found) > 0
	lib.declared_by_sender
	some i, s in lib.outsiders
}

_found := lib.signals({"abuse", "neglect", "enticement", "self_harm"})
