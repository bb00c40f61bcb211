# METADATA
# title: The provider's own rules hold
# description: >-
#   A platform's minimum age and its rules about who may have a profile hold for students and everybody else.
# custom:
#   section: District-sanctioned vs. personal media
#   strength: must
#   cites: []
package hallpass.guidelines["provider-rules"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: deny
#   reason: under_age
#   message: "{platform} asks for an age of at least {minimum_age}, and this student is younger."
#   remedy: Reach this student another way.
#   remedy_code: use_platform
findings[i] contains lib.finding(rego.metadata.chain(), {"minimum_age": minimum}) if {
	some platform in _platforms
	some minimum in platform.minimum_age
	some i, s in lib.students
	some student in s.students
	some age in student.age
	age < minimum
}

# METADATA
# custom:
#   effect: deny
#   reason: adults_only
#   message: "{platform} is {restriction}, and this student is younger than {minimum_age}."
#   remedy: Reach this student another way.
#   remedy_code: use_platform
findings[i] contains lib.finding(rego.metadata.chain(), {"restriction": "adults_only", "minimum_age": 18}) if {
	_restricted("adults_only")
	some i, s in lib.students
	some student in s.students
	some age in student.age
	age < 18
}

# METADATA
# custom:
#   effect: review
#   reason: age_unknown
#   message: "{platform} asks for an age of at least {minimum_age}, and the age of this student is not on record."
#   remedy: "Ask the office to add the date of birth, or ask {ask}."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {"minimum_age": _minimum}) if {
	some i, s in lib.students
	some student in s.students
	count(student.age) == 0
}

# METADATA
# custom:
#   effect: deny
#   reason: no_students
#   message: "{platform} is {restriction}."
#   remedy: Reach this student another way.
#   remedy_code: use_platform
findings[i] contains lib.finding(rego.metadata.chain(), {"restriction": "no_students"}) if {
	_restricted("no_students")
	some i, s in lib.students
}

# METADATA
# custom:
#   effect: deny
#   reason: staff_only
#   message: "{platform} is {restriction}."
#   remedy: Reach this person another way.
#   remedy_code: use_platform
findings[i] contains lib.finding(rego.metadata.chain(), {"restriction": "staff_only"}) if {
	_restricted("staff_only")
	some i, _ in lib.outsiders
}

# The register's entry; personal use that is out of scope is not held to it.
_platforms := [platform | not lib.out_of_scope; some platform in input.message.medium.platform]

_restricted(restriction) if {
	some platform in _platforms
	restriction in platform.profile_restrictions
}

# The highest age that anything here asks for; undefined when nothing does.
_minimum := max(_asked)

_asked contains minimum if {
	some platform in _platforms
	some minimum in platform.minimum_age
}

_asked contains 18 if _restricted("adults_only")
