package hallpass.cases

# METADATA
# description: >-
#   What a verdict says, as a case tells it: the effects; by clause and reason the situations, or `message`; and each
#   obligation with where it holds.
summary(verdict) := {
	"effect": verdict.effect,
	"effects": verdict.effects,
	"findings": {name: places | some name in _names(verdict); places := _places(verdict, name)},
	"obligations": _obligations(verdict),
}

# METADATA
# description: What a case expects, in the same words. What it leaves out is empty.
expected(case) := {
	"effect": case.expect.effect,
	"effects": case.expect.effects,
	"findings": {name: _place(at) | some name, at in object.get(case.expect, "findings", {})},
	"obligations": {object.union(obligation, {"at": _place(obligation.at)}) |
		some obligation in object.get(case.expect, "obligations", [])
	},
}

_names(verdict) := {_name(found) | some found in array.concat(verdict.findings, verdict.message_findings)}

_name(found) := concat("/", [found.clause, found.reason])

_places(verdict, name) := _situations(verdict, name) | _whole_message(verdict, name)

_situations(verdict, name) := {i | some found in verdict.findings; _name(found) == name; some i in found.situations}

_whole_message(verdict, name) := {"message" | some found in verdict.message_findings; _name(found) == name}

_obligations(verdict) := {object.union(obligation, {"at": {i | some i in found.situations}}) |
	some found in verdict.findings
	some obligation in found.obligations
} | {object.union(obligation, {"at": {"message"}}) |
	some found in verdict.message_findings
	some obligation in found.obligations
}

_place(at) := {at} if is_string(at)

_place(at) := {i | some i in at} if is_array(at)
