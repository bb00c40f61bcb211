# METADATA
# title: Whatever is posted can be read by all
# description: Whoever posts about school, students, families or the district writes as if everybody could read it.
# custom:
#   section: Standards of professional conduct
#   strength: should
#   cites: []
package hallpass.guidelines["public-domain"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: advise
#   reason: posted
#   message: Treat this post as public, whatever the privacy settings say.
#   remedy: Leave out what you would not want everybody to read.
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	lib.posted
	_about_school
}

_about_school if lib.school_purpose

_about_school if input.sender.discloses_employment

_about_school if {
	some mention in input.message.content.mentions
	not lib.private_own_child(mention)
}

_about_school if input.message.content.unknown_mentions
