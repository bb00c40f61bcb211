package hallpass.guidelines.discrimination_test

import data.hallpass.cases
import data.hallpass.guidelines.discrimination as guideline

test_holds_harassment if {
	given := cases.asked({"message": {"content": {"signals": ["harassment"]}}})
	cases.told_of_message(guideline.message_findings) == {["protected_ground", "review"]} with input as given
}

test_only_advises_on_personal_use if {
	given := cases.asked({
		"message": {"content": {"signals": ["discrimination"]}, "purpose": "personal", "account": "personal"},
	})
	cases.told_of_message(guideline.message_findings) == {["wording", "advise"]} with input as given
}

test_only_advises_in_an_emergency_of_the_sender if {
	given := cases.asked({
		"message": {"content": {"signals": ["discrimination"]}, "purpose": "emergency", "declarer": true},
	})
	cases.told_of_message(guideline.message_findings) == {["wording", "advise"]} with input as given
}

test_says_nothing_of_other_signals if {
	given := cases.asked({"message": {"content": {"signals": ["profanity"]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_of_other_signals_in_personal_use if {
	given := cases.asked({
		"message": {"content": {"signals": ["profanity"]}, "purpose": "personal", "account": "personal"},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
