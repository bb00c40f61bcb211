package hallpass.guidelines["personal-use_test"]

import data.hallpass.cases
import data.hallpass.guidelines["personal-use"] as guideline

test_leaves_personal_use_in_personal_time_alone if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "public"}, {"like": "staff"}],
	})
	cases.told_of_message(guideline.message_findings) == {["out_of_scope", "not_applicable"]} with input as given
}

test_counts_ones_own_child_as_nobody_from_school if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "elementary_student", "own_child": true}],
	})
	cases.told_of_message(guideline.message_findings) == {["out_of_scope", "not_applicable"]} with input as given
}

test_governs_what_reaches_a_student if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "high_student"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_governs_what_reaches_a_guardian if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "guardian"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_governs_what_reaches_a_guardian_who_may_not_be_contacted if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "barred_guardian"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_governs_time_on_duty if {
	given := cases.asked({"sender": {"on_duty": true}, "message": {"purpose": "personal", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_governs_district_accounts if {
	given := cases.asked({"message": {"purpose": "personal", "account": "district"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_governs_school_purposes if {
	given := cases.asked({"message": {"purpose": "school", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
