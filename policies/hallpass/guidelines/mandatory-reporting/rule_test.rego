package hallpass.guidelines["mandatory-reporting_test"]

import data.hallpass.cases
import data.hallpass.guidelines["mandatory-reporting"] as guideline

test_holds_for_all_but_staff if {
	given := cases.asked({
		"message": {"content": {"signals": ["abuse"]}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "held", "review"],
		[1, "held", "review"],
		[3, "held", "review"],
	} with input as given
}

test_always_has_it_reported if {
	given := cases.asked({"message": {"content": {"signals": ["self_harm", "neglect"]}}})
	cases.told_of_message(guideline.message_findings) == {["report", "oblige"]} with input as given
}

test_names_the_duty if {
	given := cases.asked({"message": {"content": {"signals": ["enticement"]}}})
	cases.obliged_by_message(guideline.message_findings) == {
		{"type": "report", "duty": ["4222", "4223"]},
	} with input as given
}

test_has_it_reported_from_personal_use_too if {
	given := cases.asked({"message": {"content": {"signals": ["abuse"]}, "purpose": "personal", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == {["report", "oblige"]} with input as given
}

test_holds_no_personal_use if {
	given := cases.asked({
		"message": {"content": {"signals": ["abuse"]}, "purpose": "personal", "account": "personal"},
		"situations": [{"like": "public"}, {"like": "staff"}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_nothing_back_in_an_emergency_of_the_sender if {
	given := cases.asked({
		"message": {"content": {"signals": ["abuse"]}, "purpose": "emergency", "declarer": true},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "not_held", "advise"],
		[1, "not_held", "advise"],
		[3, "not_held", "advise"],
	} with input as given
}

test_holds_in_an_emergency_that_another_declared if {
	given := cases.asked({
		"message": {"content": {"signals": ["abuse"]}, "purpose": "emergency"},
		"situations": [{"like": "guardian"}],
	})
	cases.told(guideline.findings) == {[0, "held", "review"]} with input as given
}

test_says_nothing_of_other_signals if {
	given := cases.asked({"message": {"content": {"signals": ["threat"]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_nothing_of_other_signals if {
	given := cases.asked({
		"message": {"content": {"signals": ["threat"]}, "declarer": true, "purpose": "emergency"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}
