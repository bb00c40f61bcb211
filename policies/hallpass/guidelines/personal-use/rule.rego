# METADATA
# title: Personal use in personal time is your own
# description: >-
#   What staff write privately, in their own time and from their own accounts, to nobody from school, is not the
#   district's business.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: may
#   cites: []
package hallpass.guidelines["personal-use"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: not_applicable
#   reason: out_of_scope
#   message: "This is personal use in your own time, without students or families: the guidelines do not apply."
message_findings contains lib.finding(rego.metadata.chain(), {}) if lib.out_of_scope
