# METADATA
# title: Whoever says where they work adds the disclaimer
# description: >-
#   A personal site or post whose author says that they work for the district carries the district's disclaimer.
# custom:
#   section: Standards of professional conduct
#   strength: should
#   cites: []
package hallpass.guidelines["employee-disclaimer"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: discloses_employment
#   message: Your personal site or post says that you work for the district, so it carries the district's disclaimer.
#   remedy: Add the disclaimer, word for word.
message_findings contains lib.obliging(rego.metadata.chain(), {}, [{"type": "carry_disclaimer"}]) if {
	lib.personal_account
	input.sender.discloses_employment
	_published
}

_published if input.message.interaction == "post"

_published if lib.reaches_public
