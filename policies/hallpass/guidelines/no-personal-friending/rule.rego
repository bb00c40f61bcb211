# METADATA
# title: No personal accounts between staff and students
# description: >-
#   From a personal account staff do not befriend, follow, like, comment on or write to students, whatever the
#   purpose, the consent or the hour. No district can relax this.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: must_not
#   cites: []
package hallpass.guidelines["no-personal-friending"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: personal_account
#   message: "From a personal account you may not {interaction} a student, whatever the reason."
#   remedy: "Use your district account, for instance on {sanctioned_media}."
#   remedy_code: use_district_account
findings[i] contains lib.finding(rego.metadata.chain(), {"interaction": input.message.interaction}) if {
	lib.personal_account
	some i, s in lib.protected_students
}
