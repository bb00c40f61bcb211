# METADATA
# title: School business on sanctioned media
# description: School business goes over media that the district has sanctioned or made itself.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: must
#   cites: []
package hallpass.guidelines["sanctioned-platform"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: unsanctioned
#   message: "The district has not approved {platform} for school business."
#   remedy: "Use {sanctioned_media} instead."
#   remedy_code: use_platform
message_findings contains lib.finding(rego.metadata.chain(), {"medium": input.message.medium.kind}) if {
	lib.school_purpose
	not lib.sanctioned
	not _by_phone
}

# Without a platform, a call or a text is a matter of the device that it comes from.
_by_phone if {
	input.message.medium.kind in {"phone_call", "text_message"}
	input.message.medium.named == false
}
