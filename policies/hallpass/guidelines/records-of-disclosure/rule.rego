# METADATA
# title: Every disclosure is written down
# description: >-
#   When records go to anyone but the student and their guardians, the disclosure is entered where the family can
#   read it.
# custom:
#   section: Policies
#   strength: must
#   cites: ["4158"]
package hallpass.guidelines["records-of-disclosure"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: disclosure
#   message: "Sharing a student's records with a colleague is written down where the family can read it."
#   remedy: Nothing to do where your tool does this for you; otherwise enter it in the record of disclosures.
findings[i] contains lib.obliging(
	rego.metadata.chain(), {
		"about": disclosed,
		"record_classes": input.message.content.record_classes,
	},
	[{
		"type": "record_disclosure",
		"about": disclosed,
		"record_classes": input.message.content.record_classes,
	}],
) if {
	lib.record_content
	some i, s in lib.staff
	disclosed := [k | some k, about in s.about; about.access == "interest"]
	count(disclosed) > 0
}
