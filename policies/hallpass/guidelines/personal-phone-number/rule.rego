# METADATA
# title: Personal numbers are not given out
# description: Students and families are not given a staff member's own phone number. The school's numbers are fine.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: avoid
#   cites: []
package hallpass.guidelines["personal-phone-number"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: personal_number
#   message: The message gives a personal phone number of staff, which students and families should not have.
#   remedy: Take the number out, or give the school's instead.
#   remedy_code: remove_span
message_findings contains lib.obliging(
	rego.metadata.chain(),
	{},
	[{"type": "remove_span", "phone_numbers": personal, "reason": "personal_phone_number"}],
) if {
	_given
	personal := [k |
		some k, number in input.message.content.phone_numbers
		number.whose in {"staff", "claimed"}
	]
	count(personal) > 0
}

# METADATA
# custom:
#   effect: advise
#   reason: unlisted_number
#   message: The message gives a phone number that the district does not list as its own.
#   remedy: Make sure that it is not anybody's personal number.
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	_given
	some number in input.message.content.phone_numbers
	number.whose == "unlisted"
}

_given if {
	lib.reaches_families
	not lib.out_of_scope
}

_given if {
	lib.reaches_public
	lib.school_purpose
}
