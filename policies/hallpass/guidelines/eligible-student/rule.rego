# METADATA
# title: At 18 a student speaks for themselves
# description: >-
#   Where the district says so, the rules that include guardians or wait for their answer end when a student turns
#   18.
# custom:
#   section: Beyond the document
#   strength: may
#   cites: []
package hallpass.guidelines["eligible-student"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: not_applicable
#   reason: of_age
#   message: "This student is 18 or older: the rules about including guardians do not apply."
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, s in lib.protected_students
	some student in s.students
	lib.on_their_own(student)
}
