package hallpass.main_test

import data.hallpass.cases
import data.hallpass.main

_found := {
	"clause": "snow-days",
	"reason": "closed",
	"effect": "review",
	"message": "School is closed.",
	"remedy": null,
	"remedy_code": null,
	"ask": "principal",
	"cites": [],
	"detail": {},
	"obligations": [],
}

_three := cases.asked({"situations": [{"like": "guardian"}, {"like": "staff"}, {"like": "high_student"}]})

_district(guideline) := {"lakeside": {"guidelines": {"snow-days": guideline}}}

test_nothing_found_is_a_permit if {
	verdict := main.verdict with input as _three
	verdict == {
		"schema": 1,
		"revision": "source",
		"release": data.hallpass.release.release,
		"effect": "permit",
		"effects": ["permit", "permit", "permit"],
		"own_effects": ["permit", "permit", "permit"],
		"message_findings": [],
		"findings": [],
	}
}

test_nobody_asked_is_a_permit_of_the_message if {
	verdict := main.verdict with input as cases.asked({})
	verdict.effect == "permit"
	verdict.effects == []
}

test_equal_findings_are_one_with_their_situations if {
	verdict := main.verdict with input as _three
		with data.tenants as _district({"findings": {0: {_found}, 2: {_found}}})
	verdict.findings == [object.union(_found, {"situations": [0, 2]})]
	verdict.effects == ["review", "permit", "review"]
	verdict.own_effects == verdict.effects
	verdict.effect == "permit"
}

test_a_district_adds_to_what_the_guidelines_found if {
	given := cases.asked({"situations": [{"like": "unknown"}, {"like": "guardian"}]})
	verdict := main.verdict with input as given with data.tenants as _district({"findings": {0: {_found}}})
	{found.clause | some found in verdict.findings} == {"snow-days", "unknown-person"}
	verdict.effects == ["deny", "permit"]
}

test_a_district_speaks_for_itself_only if {
	given := object.union(_three, {"tenant": "hillview"})
	verdict := main.verdict with input as given with data.tenants as _district({"findings": {0: {_found}}})
	verdict.findings == []
}

test_the_message_counts_for_all_and_not_for_their_own_effect if {
	denied := object.union(_found, {"effect": "deny"})
	guideline := {"findings": {1: {denied}}, "message_findings": {_found}}
	verdict := main.verdict with input as _three with data.tenants as _district(guideline)
	verdict.effect == "review"
	verdict.effects == ["review", "deny", "review"]
	verdict.own_effects == ["permit", "deny", "permit"]
	verdict.message_findings == [_found]
}

test_the_strictest_effect_of_the_message_counts if {
	denied := object.union(_found, {"effect": "deny"})
	verdict := main.verdict with input as _three
		with data.tenants as _district({"message_findings": {_found, denied}})
	verdict.effect == "deny"
	verdict.effects == ["deny", "deny", "deny"]
}

test_lenient_effects_permit if {
	every effect in ["oblige", "advise", "not_applicable"] {
		lenient := object.union(_found, {"effect": effect})
		guideline := {"findings": {0: {lenient}}, "message_findings": {lenient}}
		verdict := main.verdict with input as _three with data.tenants as _district(guideline)
		verdict.effect == "permit"
		verdict.effects == ["permit", "permit", "permit"]
	}
}

test_an_unknown_or_missing_effect_denies if {
	every odd in [object.union(_found, {"effect": "permit"}), object.remove(_found, ["effect"])] {
		guideline := {"findings": {0: {odd}}, "message_findings": {odd}}
		verdict := main.verdict with input as _three with data.tenants as _district(guideline)
		verdict.effect == "deny"
		verdict.own_effects == ["deny", "permit", "permit"]
	}
}

test_a_finding_that_is_none_is_undecided if {
	every guideline in [{"findings": {0: {"closed"}}}, {"message_findings": {"closed"}}] {
		not main.verdict with input as _three with data.tenants as _district(guideline)
	}
}

test_a_finding_about_nobody_who_was_asked_is_undecided if {
	every place in [3, -1, "g-1", 0.5] {
		not main.verdict with input as _three with data.tenants as _district({"findings": {place: {_found}}})
	}
}

test_a_guardian_who_may_not_be_contacted_gets_one_finding_whatever_else_holds if {
	barred := {
		"like": "barred_guardian",
		"student": {"classroom_media": ["opted_out"]},
		"emergency": true,
		"about": [{"access": "none", "directory_opt_out": true}, {"access": "guardian", "age": [18]}],
	}
	given := cases.asked({
		"parameters": {"quiet_hours": [{"level": "elementary", "start": 0, "until": 1000}]},
		"message": {
			"purpose": "emergency",
			"account": "personal",
			"device": "personal",
			"classroom": [{}],
			"medium": {"platform": [{"sanctioned": false, "provided_by": "vendor", "profile_restrictions": ["staff_only"]}]},
			"content": {
				"signals": ["abuse", "bullying", "sexual"],
				"record_classes": ["health"],
				"directory_classes": ["photo"],
				"mentions": [{}],
			},
		},
		"situations": [barred, {"like": "guardian"}],
	})
	verdict := main.verdict with input as given
	{found.clause | some found in verdict.findings; 0 in found.situations} == {"not-contactable"}
	count({found.clause | some found in verdict.findings; 1 in found.situations}) > 5
}
