package hallpass.guidelines["guardians-included_test"]

import data.hallpass.cases
import data.hallpass.guidelines["guardians-included"] as guideline

test_accepts_a_message_that_guardians_get_too if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{"in_audience": true}], "company_refused": false},
			},
			{
				"like": "middle_student",
				"student": {"company": [{"in_audience": true}], "company_refused": false},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_has_the_others_added if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {
					"company": [{"in_audience": true}, {}, {"opted_out": true}, {}],
					"company_refused": false,
				},
			},
		],
	})
	cases.obliged(guideline.findings) == {
		{"type": "include_guardians", "guardians": [1, 3]},
	} with input as given
}

test_has_guardians_added_at_elementary_and_middle_school if {
	given := cases.asked({
		"situations": [
			{"like": "elementary_student", "student": {"company": [{}], "company_refused": false}},
			{"like": "middle_student", "student": {"company": [{}], "company_refused": false}},
			{"like": "high_student", "student": {"company": [{}], "company_refused": false}},
		],
	})
	cases.told(guideline.findings) == {
		[0, "include_guardians", "oblige"],
		[1, "include_guardians", "oblige"],
	} with input as given
}

test_goes_without_guardians_who_asked_to_be_left_out if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{"opted_out": true}], "company_refused": false},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_where_no_guardian_can_be_reached if {
	given := cases.asked({
		"situations": [{"like": "elementary_student", "student": {"company": [], "company_refused": false}}],
	})
	cases.told(guideline.findings) == {[0, "none_reachable", "review"]} with input as given
}

test_holds_where_no_guardian_may_get_this_message if {
	given := cases.asked({
		"situations": [{"like": "elementary_student", "student": {"company": [], "company_refused": true}}],
	})
	cases.told(guideline.findings) == {[0, "none_permitted", "review"]} with input as given
}

test_holds_where_only_those_are_left_who_asked_to_be_left_out if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{"opted_out": true}], "company_refused": true},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "none_permitted", "review"]} with input as given
}

test_goes_on_where_another_guardian_may_get_it if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{"in_audience": true}], "company_refused": true},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_keeps_company_in_an_emergency_and_waits_for_nobody if {
	given := cases.asked({
		"message": {"purpose": "emergency"},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{}], "company_refused": false},
				"emergency": true,
			},
			{
				"like": "elementary_student",
				"student": {"company": [], "company_refused": false},
				"emergency": true,
			},
			{
				"like": "elementary_student",
				"student": {"company": [], "company_refused": true},
				"emergency": true,
			},
		],
	})
	cases.told(guideline.findings) == {
		[0, "include_guardians", "oblige"],
		[2, "none_permitted", "review"],
	} with input as given
}

test_ends_at_18_where_the_district_says_so if {
	given := cases.asked({
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{}], "company_refused": false, "age": [18]},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_goes_on_at_18_where_the_district_does_not if {
	given := cases.asked({
		"parameters": {"guardian_rules": "keep"},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{}], "company_refused": false, "age": [18]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "include_guardians", "oblige"]} with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"company": [{}], "company_refused": false},
				"own_child": true,
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_speaks_of_students_only if {
	given := cases.asked({
		"situations": [{"like": "guardian"}, {"like": "staff"}, {"like": "public"}, {"like": "barred_guardian"}],
	})
	cases.told(guideline.findings) == set() with input as given
}
