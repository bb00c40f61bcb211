# METADATA
# title: Work stays off personal accounts
# description: About their work, staff do not write to students or families from personal accounts.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: must_not
#   cites: []
package hallpass.guidelines["personal-use-work-topic"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: work_topic
#   message: From a personal account you may not write to students or families about your work at school.
#   remedy: "Use your district account, for instance on {sanctioned_media}."
#   remedy_code: use_district_account
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	lib.school_purpose
	lib.personal_account
	some i, s in lib.families
}
