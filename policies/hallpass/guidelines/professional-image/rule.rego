# METADATA
# title: A personal post can fall back on its author
# description: >-
#   Staff take care with personal posts and pictures that may throw a bad light on them; these can have
#   consequences at work.
# custom:
#   section: Standards of professional conduct
#   strength: advice
#   cites: []
package hallpass.guidelines["professional-image"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: advise
#   reason: may_reflect_badly
#   message: >-
#     Anyone can read this post, and it touches on {categories}: that may reflect badly on you and can lead to
#     disciplinary action.
#   remedy: Think about whether you want to post it.
message_findings contains lib.finding(rego.metadata.chain(), {"categories": found}) if {
	lib.personal_purpose
	lib.reaches_public
	found := lib.signals({
		"sexual", "drugs_alcohol", "profanity", "demeaning",
		"harassment", "discrimination", "bullying", "threat",
	})
	count(found) > 0
}
