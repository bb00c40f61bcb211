package hallpass.guidelines["provider-rules_test"]

import data.hallpass.cases
import data.hallpass.guidelines["provider-rules"] as guideline

test_denies_below_the_minimum_age if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"minimum_age": [13]}]}},
		"situations": [
			{"like": "middle_student", "student": {"age": [12]}},
			{"like": "middle_student", "student": {"age": [13]}},
			{"like": "guardian"},
			{"like": "public"},
			{"like": "staff"},
		],
	})
	cases.told(guideline.findings) == {[0, "under_age", "deny"]} with input as given
}

test_holds_an_age_that_is_not_known if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"minimum_age": [13]}]}},
		"situations": [{"like": "middle_student", "student": {"age": []}}],
	})
	cases.told(guideline.findings) == {[0, "age_unknown", "review"]} with input as given
}

test_asks_about_an_unknown_age_once if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"minimum_age": [13], "profile_restrictions": ["adults_only"]}]}},
		"situations": [{"like": "high_student", "student": {"age": []}}],
	})
	cases.told(guideline.findings) == {[0, "age_unknown", "review"]} with input as given
}

test_keeps_students_below_18_off_media_for_adults if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"profile_restrictions": ["adults_only"]}]}},
		"situations": [
			{"like": "high_student", "student": {"age": [17]}},
			{"like": "high_student", "student": {"age": [18]}},
			{"like": "guardian"},
		],
	})
	cases.told(guideline.findings) == {[0, "adults_only", "deny"]} with input as given
}

test_keeps_students_off_media_without_students if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"profile_restrictions": ["no_students"]}]}},
		"situations": [{"like": "high_student", "student": {"age": [18]}}, {"like": "guardian"}],
	})
	cases.told(guideline.findings) == {[0, "no_students", "deny"]} with input as given
}

test_keeps_all_but_staff_off_media_for_staff if {
	given := cases.asked({
		"message": {"medium": {"platform": [{"profile_restrictions": ["staff_only"]}]}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "staff_only", "deny"],
		[1, "staff_only", "deny"],
		[3, "staff_only", "deny"],
	} with input as given
}

test_asks_for_no_age_where_the_provider_does_not if {
	given := cases.asked({
		"message": {"medium": {"platform": [{}]}},
		"situations": [{"like": "high_student", "student": {"age": []}}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_leaves_personal_use_alone_that_is_out_of_scope if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"medium": {"platform": [{"minimum_age": [13], "profile_restrictions": ["staff_only", "adults_only"]}]},
		},
		"situations": [
			{"like": "middle_student", "own_child": true},
			{"like": "elementary_student", "own_child": true, "student": {"age": []}},
			{"like": "public"},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}
