package hallpass.lib_test

import data.hallpass.lib

# METADATA
# custom:
#   effect: review
#   reason: spoken
#   message: Something is wrong.
#   remedy: Do something else.
#   remedy_code: ask
#   ask: supervisor
#   thresholds: [3]
_annotated := lib.finding(rego.metadata.chain(), {"version": "1"})

_bare := lib.obliging(rego.metadata.chain(), {}, [{"type": "carry_disclaimer"}])

test_a_finding_takes_its_words_from_the_rule_and_its_clause_from_the_package if {
	_annotated == {
		"clause": "lib_test",
		"reason": "spoken",
		"effect": "review",
		"message": "Something is wrong.",
		"remedy": "Do something else.",
		"remedy_code": "ask",
		"ask": "supervisor",
		"cites": [],
		"detail": {"version": "1"},
		"obligations": [],
	}
}

test_a_rule_without_words_denies if {
	_bare == {
		"clause": "lib_test",
		"reason": "unspecified",
		"effect": "deny",
		"message": "A rule of the district does not allow this.",
		"remedy": null,
		"remedy_code": null,
		"ask": "principal",
		"cites": [],
		"detail": {},
		"obligations": [{"type": "carry_disclaimer"}],
	}
}

test_the_board_policies_are_those_of_the_package if {
	chain := [
		{"path": ["data", "tenants", "lakeside", "guidelines", "snow-days", "findings"]},
		{"path": ["data", "tenants", "lakeside", "guidelines", "snow-days"], "annotations": {"custom": {"cites": ["1"]}}},
	]
	found := lib.finding(chain, {})
	found.cites == ["1"]
	found.clause == "snow-days"
}
