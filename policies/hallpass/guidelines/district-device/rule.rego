# METADATA
# title: School business on what the district provides
# description: Students, families and the public hear from the school over the district's own devices and systems.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: must
#   cites: []
package hallpass.guidelines["district-device"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: personal_device
#   message: School business goes out from a device of the district, not from a personal one.
#   remedy: Use a district device.
#   remedy_code: use_district_device
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	lib.personal_device
	_governed
	some i, _ in lib.outsiders
}

# METADATA
# custom:
#   effect: deny
#   reason: foreign_system
#   message: "The district does not provide {platform} for school business."
#   remedy: "Use {sanctioned_media} instead."
#   remedy_code: use_platform
findings[i] contains lib.finding(rego.metadata.chain(), {"medium": input.message.medium.kind}) if {
	input.message.device == "district"
	not lib.sanctioned
	_governed
	some i, _ in lib.outsiders
}

# METADATA
# custom:
#   effect: advise
#   reason: device_unknown
#   message: Your tool cannot tell whether this goes out from a device of the district.
#   remedy: Use a district device.
#   remedy_code: use_district_device
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	input.message.device == "unknown"
	lib.sanctioned
	_governed
	some i, _ in lib.outsiders
}

# Texting has a clause of its own.
_governed if {
	lib.school_purpose
	not lib.text_message
}
