package hallpass.guidelines["records-disclosure_test"]

import data.hallpass.cases
import data.hallpass.guidelines["records-disclosure"] as guideline

test_lets_the_student_a_guardian_and_interested_staff_read if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{"like": "high_student", "about": [{"access": "self"}]},
			{"like": "guardian", "about": [{"access": "guardian"}]},
			{"like": "staff", "about": [{"access": "interest"}]},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_whoever_may_not_read_one_of_the_records if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{"like": "guardian", "about": [{"access": "guardian"}, {"access": "none"}]},
			{"like": "staff", "about": [{"access": "none"}]},
			{"like": "public", "about": [{"access": "none"}]},
			{"like": "high_student", "about": [{"access": "none"}]},
		],
	})
	cases.told(guideline.findings) == {
		[0, "no_access", "deny"],
		[1, "no_access", "deny"],
		[2, "no_access", "deny"],
		[3, "no_access", "deny"],
	} with input as given
}

test_denies_the_guardian_of_a_student_of_18 if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{"like": "guardian", "about": [{"access": "guardian", "age": [18]}]},
			{"like": "guardian", "about": [{"access": "guardian", "age": [17]}]},
			{"like": "guardian", "about": [{"access": "guardian", "age": []}]},
		],
	})
	cases.told(guideline.findings) == {[0, "eligible_student", "deny"]} with input as given
}

test_denies_the_guardian_of_a_student_of_18_under_either_setting if {
	given := cases.asked({
		"parameters": {"guardian_rules": "keep"},
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [{"like": "guardian", "about": [{"access": "guardian", "age": [18]}]}],
	})
	cases.told(guideline.findings) == {[0, "eligible_student", "deny"]} with input as given
}

test_says_nothing_of_strangers_and_of_guardians_who_may_not_be_contacted if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{"like": "barred_guardian", "about": [{"access": "none"}]},
			{"like": "unknown", "about": [{"access": "none"}]},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_says_nothing_without_record_content if {
	given := cases.asked({"situations": [{"like": "guardian", "about": [{"access": "none"}]}]})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_records_of_nobody if {
	given := cases.asked({"message": {"content": {"record_classes": ["grades"]}}})
	cases.told_of_message(guideline.message_findings) == {["whose_record", "review"]} with input as given
}

test_knows_whose_records_they_are if {
	given := cases.asked({"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_records_of_an_unknown_student_to_the_clause_about_unknown_persons if {
	given := cases.asked({"message": {"content": {"record_classes": ["grades"], "unknown_mentions": true}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_names_whose_records_they_are if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{
				"like": "guardian",
				"about": [{"access": "guardian"}, {"access": "none"}, {"access": "none"}],
			},
		],
	})
	cases.named(guideline.findings) == {[1, 2]} with input as given
}
