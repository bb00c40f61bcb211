# METADATA
# title: Texts come from the district
# description: >-
#   Staff who text students, families or the public do so from a district device, or through a texting service that
#   the district has sanctioned; never from a personal number.
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
#   message: School matters are not texted from a personal number.
#   remedy: "Text from a district device, or use {sanctioned_media}."
#   remedy_code: use_district_account
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	_school_text
	lib.personal_account
	some i, _ in lib.outsiders
}

# METADATA
# custom:
#   effect: deny
#   reason: personal_device
#   message: School matters are not texted from a personal device.
#   remedy: "Text from a district device, or use {sanctioned_media}."
#   remedy_code: use_district_device
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	_school_text
	input.message.account == "district"
	input.message.device in {"personal", "unknown"}
	not lib.sanctioned_platform
	some i, _ in lib.outsiders
}

_school_text if {
	lib.text_message
	lib.school_purpose
}
