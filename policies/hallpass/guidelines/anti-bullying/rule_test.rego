package hallpass.guidelines["anti-bullying_test"]

import data.hallpass.cases
import data.hallpass.guidelines["anti-bullying"] as guideline

test_denies_to_students_and_the_public_and_holds_for_families_and_staff if {
	given := cases.asked({
		"message": {"content": {"signals": ["bullying"]}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "denied", "deny"],
		[1, "held", "review"],
		[2, "held", "review"],
		[3, "denied", "deny"],
	} with input as given
}

test_has_it_reported if {
	given := cases.asked({"message": {"content": {"signals": ["threat"]}}})
	cases.told_of_message(guideline.message_findings) == {["report", "oblige"]} with input as given
}

test_names_the_duty if {
	given := cases.asked({"message": {"content": {"signals": ["threat"]}}})
	cases.obliged_by_message(guideline.message_findings) == {{"type": "report", "duty": ["4510"]}} with input as given
}

test_only_advises_on_personal_use if {
	given := cases.asked({"message": {"content": {"signals": ["threat"]}, "purpose": "personal", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == {["wording", "advise"]} with input as given
}

test_advises_and_has_it_reported_in_an_emergency_of_the_sender if {
	given := cases.asked({"message": {"content": {"signals": ["threat"]}, "purpose": "emergency", "declarer": true}})
	cases.told_of_message(guideline.message_findings) == {
		["wording", "advise"],
		["report", "oblige"],
	} with input as given
}

test_stops_nothing_in_an_emergency_of_the_sender if {
	given := cases.asked({
		"message": {"content": {"signals": ["threat"]}, "purpose": "emergency", "declarer": true},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_says_nothing_of_other_signals if {
	given := cases.asked({"message": {"content": {"signals": ["abuse"]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_of_other_signals_in_personal_use if {
	given := cases.asked({"message": {"content": {"signals": ["abuse"]}, "purpose": "personal", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_stops_nothing_for_other_signals if {
	given := cases.asked({
		"message": {"content": {"signals": ["abuse"]}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}
