package hallpass.guidelines["education-related_test"]

import data.hallpass.cases
import data.hallpass.guidelines["education-related"] as guideline

test_denies_the_purpose_school_to_students if {
	given := cases.asked({
		"message": {"purpose": "school"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "not_education", "deny"]} with input as given
}

test_denies_the_purpose_outside_to_students if {
	given := cases.asked({
		"message": {"purpose": "outside"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "not_education", "deny"]} with input as given
}

test_denies_the_purpose_personal_to_students if {
	given := cases.asked({
		"message": {"purpose": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "not_education", "deny"]} with input as given
}

test_denies_the_purpose_emergency_to_students if {
	given := cases.asked({
		"message": {"purpose": "emergency"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "not_education", "deny"]} with input as given
}

test_accepts_what_concerns_their_education if {
	given := cases.asked({
		"message": {"purpose": "education"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_lifts_the_purpose_in_a_declared_emergency if {
	given := cases.asked({
		"message": {"purpose": "emergency", "content": {"age_appropriate": "no"}},
		"situations": [{"like": "high_student", "emergency": true}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_what_is_not_right_for_their_age if {
	given := cases.asked({
		"message": {"content": {"age_appropriate": "no"}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "not_age_appropriate", "deny"]} with input as given
}

test_accepts_what_is if {
	given := cases.asked({
		"message": {"content": {"age_appropriate": "yes"}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_sensitive_words if {
	given := cases.asked({
		"message": {"content": {"signals": ["sexual", "abuse"]}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "sensitive_content", "review"]} with input as given
}

test_holds_sensitive_words_in_an_emergency_too if {
	given := cases.asked({
		"message": {"purpose": "emergency", "content": {"signals": ["drugs_alcohol"]}},
		"situations": [{"like": "high_student", "emergency": true}],
	})
	cases.told(guideline.findings) == {[0, "sensitive_content", "review"]} with input as given
}

test_only_advises_in_an_emergency_of_the_sender if {
	given := cases.asked({
		"message": {"purpose": "emergency", "declarer": true, "content": {"signals": ["drugs_alcohol"]}},
		"situations": [{"like": "high_student", "emergency": true}],
	})
	cases.told(guideline.findings) == {[0, "wording", "advise"]} with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"content": {"age_appropriate": "no", "signals": ["sexual"]},
		},
		"situations": [{"like": "elementary_student", "own_child": true}],
	})
	cases.told(guideline.findings) == set() with input as given
}
