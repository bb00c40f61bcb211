# METADATA
# title: The contact decision
# description: >-
#   Collects what every guideline found, the product's and the district's own, and folds it into one answer. Knows
#   no guideline by name: a folder more is a guideline more. A district can add a finding, never take one away.
package hallpass.main

import data.hallpass.shape

# METADATA
# title: The verdict
# description: >-
#   Undefined, and so undecided, unless the input is complete and every finding is about a situation that was
#   asked.
# entrypoint: true
verdict := {
	"schema": shape.schema,
	"revision": data.hallpass.release.revision,
	"release": data.hallpass.release.release,
	"effect": _effect_of_message,
	"effects": [_stricter[_effect_of_message][own] | some own in _own_effects],
	"own_effects": _own_effects,
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
	some found in _distinct
	situations := [i | some [other, i] in _found; other == found]
]

_distinct := {found | some [found, _] in _found}

_sound if {
	every found in _distinct {
		is_object(found)
	}
	every found in _message_findings {
		is_object(found)
	}
	count({i | some [_, i] in _found; not input.situations[i]}) == 0
}

# An effect that nobody knows denies, and so does a finding without one.
_denies(found) if not _lenient(found)

_lenient(found) if found.effect in {"review", "oblige", "advise", "not_applicable"}

default _effect_of_message := "permit"

_effect_of_message := "deny" if {
	some found in _message_findings
	_denies(found)
} else := "review" if {
	some found in _message_findings
	found.effect == "review"
}

_held := {i: "review" | some found in _findings; found.effect == "review"; some i in found.situations}

_denied := {i: "deny" | some found in _findings; _denies(found); some i in found.situations}

_own_effects := [object.get(_strictest, i, "permit") | some i, _ in input.situations]

_strictest := object.union(_held, _denied)

# The stricter of the two: the message's effect first, the situation's own second.
_stricter := {
	"permit": {"permit": "permit", "review": "review", "deny": "deny"},
	"review": {"permit": "review", "review": "review", "deny": "deny"},
	"deny": {"permit": "deny", "review": "deny", "deny": "deny"},
}
