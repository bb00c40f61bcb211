# METADATA
# title: A medium in class is for the class's families
# description: >-
#   What is used in class is protected with a password and open to the class's families only, unless that would
#   defeat its purpose, and the reason is on record.
# custom:
#   section: Social media in the classroom
#   strength: should
#   cites: []
package hallpass.guidelines["password-protected"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: open
#   message: "More people than the families of {class} can see what is on {platform}."
#   remedy: "Protect it with a password for these families, or record why that would defeat its purpose, or ask {ask}."
#   remedy_code: ask
message_findings contains lib.finding(rego.metadata.chain(), {}) if {
	some classroom in input.message.classroom
	classroom.known
	classroom.objection == false
	_open
}

_open if {
	some platform in input.message.medium.platform
	platform.visibility in {"school", "public"}
}

_open if lib.reaches_public
