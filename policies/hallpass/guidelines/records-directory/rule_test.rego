package hallpass.guidelines["records-directory_test"]

import data.hallpass.cases
import data.hallpass.guidelines["records-directory"] as guideline

test_lets_directory_data_go_wider if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "public", "about": [{"access": "none"}]},
			{"like": "guardian", "about": [{"access": "none"}]},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_after_an_opt_out if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "public", "about": [{"access": "none", "directory_opt_out": true}]},
			{"like": "guardian", "about": [{"access": "none", "directory_opt_out": true}]},
		],
	})
	cases.told(guideline.findings) == {
		[0, "opted_out", "deny"],
		[1, "opted_out", "deny"],
	} with input as given
}

test_lets_those_read_who_may_read_records if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "guardian", "about": [{"access": "guardian", "directory_opt_out": true}]},
			{"like": "staff", "about": [{"access": "interest", "directory_opt_out": true}]},
			{"like": "high_student", "about": [{"access": "self", "directory_opt_out": true}]},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_the_guardian_of_a_student_of_18_after_an_opt_out if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{
				"like": "guardian",
				"about": [{"access": "guardian", "directory_opt_out": true, "age": [18]}],
			},
		],
	})
	cases.told(guideline.findings) == {[0, "opted_out", "deny"]} with input as given
}

test_asks_for_a_yes_where_the_district_does if {
	given := cases.asked({
		"parameters": {"active_purposes": ["directory"]},
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "public", "about": [{"access": "none"}]},
			{"like": "public", "about": [{"access": "none", "directory_opt_in": true}]},
			{"like": "staff", "about": [{"access": "interest"}]},
		],
	})
	cases.told(guideline.findings) == {[0, "no_opt_in", "deny"]} with input as given
}

test_says_nothing_of_strangers_and_of_guardians_who_may_not_be_contacted if {
	given := cases.asked({
		"parameters": {"active_purposes": ["directory"]},
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "barred_guardian", "about": [{"access": "none", "directory_opt_out": true}]},
			{"like": "unknown", "about": [{"access": "none", "directory_opt_out": true}]},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_says_nothing_without_directory_data if {
	given := cases.asked({"situations": [{"like": "public", "about": [{"access": "none", "directory_opt_out": true}]}]})
	cases.told(guideline.findings) == set() with input as given
}

test_names_whose_data_they_are if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [
			{"like": "public", "about": [{"access": "none", "directory_opt_out": false}]},
			{"like": "public", "about": [{}, {"directory_opt_out": true}]},
		],
	})
	cases.named(guideline.findings) == {[1]} with input as given
}
