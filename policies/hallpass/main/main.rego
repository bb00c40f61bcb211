# METADATA
# title: The contact decision
# description: >-
#   Collects what every guideline found, the product's and the district's own, and folds it into one answer. Knows no
#   guideline by name: a folder more is a guideline more. A district can add a finding, never take one away.
package hallpass.main

import data.hallpass.shape

# METADATA
# title: The verdict
# description: >-
#   Undefined, and so undecided, unless the input is complete and every finding is about a situation that was asked.
# entrypoint: true
verdict := {
	"schema": shape.schema,
	"revision": data.hallpass.release.revision,
	"release": data.hallpass.release.release,
	"effect": _effect_of_message,
	"effects": [_effect(i) | some i, _ in input.situations],
	"own_effects": [_own_effect(i) | some i, _ in input.situations],
	"message_findings": _message_findings,
	"findings": _findings,
} if {
	shape.complete
	_sound
}

_found := array.concat(
	[[found, i] | some i, found; data.hallpass.guidelines[_].findings[i][found]],
	[[found, i] | some i, found; data.tenants[input.tenant].guidelines[_].findings[i][found]],
)

_message_findings := array.concat(
	[found | some found; data.hallpass.guidelines[_].message_findings[found]],
	[found | some found; data.tenants[input.tenant].guidelines[_].message_findings[found]],
)

# Equal findings are one, with the situations that they are about. The inner comprehension is indexed, so this is
# linear; a partial rule that is keyed by whole findings is not.
_findings := [object.union(found, {"situations": situations}) |
	some found in {found | some [found, _] in _found}
	situations := [i | some [other, i] in _found; other == found]
]

_sound if {
	every place in _found {
		is_object(place[0])
		input.situations[place[1]]
	}
	every found in _message_findings {
		is_object(found)
	}
}

# An effect that nobody knows denies, and so does a finding without one.
_denies(found) if not _lenient(found)

_lenient(found) if found.effect in {"review", "oblige", "advise", "not_applicable"}

_denied := {i | some found in _findings; _denies(found); some i in found.situations}

_held := {i | some found in _findings; found.effect == "review"; some i in found.situations}

default _effect_of_message := "permit"

_effect_of_message := "deny" if {
	some found in _message_findings
	_denies(found)
} else := "review" if {
	some found in _message_findings
	found.effect == "review"
}

default _own_effect(_) := "permit"

_own_effect(i) := "deny" if {
	i in _denied
} else := "review" if {
	i in _held
}

default _effect(_) := "permit"

_effect(i) := "deny" if {
	"deny" in {_effect_of_message, _own_effect(i)}
} else := "review" if {
	"review" in {_effect_of_message, _own_effect(i)}
}
