# METADATA
# title: Nobody is contacted who may not be
# description: >-
#   Somebody who may not be contacted here never is, in any way and at any time. The words are the same for every
#   cause.
# custom:
#   section: Beyond the document
#   strength: must_not
#   cites: []
package hallpass.guidelines["not-contactable"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: not_contactable
#   message: "This person cannot be contacted here. Ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, _ in lib.barred_guardians
}
