# METADATA
# title: School matters stay off personal phones
# description: With students and families staff do not deal with school matters over personal phones or tablets.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: avoid
#   cites: []
package hallpass.guidelines["personal-device"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: personal_device
#   message: School matters with students or families do not go over a personal phone or tablet.
#   remedy: Use a district device.
#   remedy_code: use_district_device
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	lib.school_purpose
	lib.personal_device
	not lib.text_message
	some i, s in lib.families
}
