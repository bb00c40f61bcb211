# METADATA
# title: Texts come from the district
# description: >-
#   Staff who text students and families do so from a district device, or through a texting service that the
#   district has sanctioned; never from a personal number.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: should
#   cites: []
package hallpass.guidelines.texting

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: personal_number
#   message: Students and families are not texted about school from a personal number.
#   remedy: "Text from a district device, or use {sanctioned_media}."
#   remedy_code: use_district_account
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	_school_text
	lib.personal_account
	some i, s in lib.families
}

# METADATA
# custom:
#   effect: deny
#   reason: personal_device
#   message: Students and families are not texted about school from a personal device.
#   remedy: "Text from a district device, or use {sanctioned_media}."
#   remedy_code: use_district_device
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	_school_text
	input.message.account == "district"
	input.message.device in {"personal", "unknown"}
	not lib.sanctioned_platform
	some i, s in lib.families
}

_school_text if {
	lib.text_message
	lib.school_purpose
}
