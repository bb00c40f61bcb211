# METADATA
# title: A family can keep directory data to itself
# description: >-
#   Name, grade, activities, pictures and awards may go further than records, unless the family said no; then they
#   are treated as records are.
# custom:
#   section: Policies
#   strength: must
#   cites: ["4156"]
package hallpass.guidelines["records-directory"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: opted_out
#   message: >-
#     The family of a student in this message asked the school not to share this with others:
#     {directory_classes}.
#   remedy: Take it out, or send it only to the student, their guardians and the staff who work with them.
#   remedy_code: split_audience
findings[i] contains lib.finding(rego.metadata.chain(), {
	"about": withheld,
	"directory_classes": input.message.content.directory_classes,
}) if {
	lib.directory_content
	some i, s in lib.known
	withheld := [k | some k, about in s.about; about.directory_opt_out; not lib.may_read(about)]
	count(withheld) > 0
}

# METADATA
# custom:
#   effect: deny
#   reason: no_opt_in
#   message: >-
#     The family of a student in this message has not yet allowed the school to share this: {directory_classes}.
#   remedy: Take it out, or ask the family first.
#   remedy_code: split_audience
findings[i] contains lib.finding(rego.metadata.chain(), {
	"about": unasked,
	"directory_classes": input.message.content.directory_classes,
}) if {
	lib.directory_content
	lib.active("directory")
	some i, s in lib.known
	unasked := [k |
		some k, about in s.about
		about.directory_opt_out == false
		about.directory_opt_in == false
		not lib.may_read(about)
	]
	count(unasked) > 0
}
