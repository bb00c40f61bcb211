# METADATA
# title: Families hear of school from school accounts
# description: School matters do not reach families through personal accounts or blogs.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: avoid
#   cites: []
package hallpass.guidelines["families-via-personal-media"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: personal_account
#   message: School matters do not go to families through a personal account or blog.
#   remedy: "Use your district account, for instance on {sanctioned_media}."
#   remedy_code: use_district_account
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	lib.school_purpose
	lib.personal_account
	some i, s in lib.guardians
}
