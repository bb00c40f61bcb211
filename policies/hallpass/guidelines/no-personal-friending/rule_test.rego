package hallpass.guidelines["no-personal-friending_test"]

import data.hallpass.cases
import data.hallpass.guidelines["no-personal-friending"] as guideline

test_denies_every_contact_from_a_personal_account if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[0, "personal_account", "deny"]} with input as given
}

test_denies_it_for_school_purposes_even_with_ones_own_child if {
	given := cases.asked({
		"message": {"purpose": "education", "account": "personal"},
		"situations": [{"like": "elementary_student", "own_child": true}],
	})
	cases.told(guideline.findings) == {[0, "personal_account", "deny"]} with input as given
}

test_denies_it_in_an_emergency if {
	given := cases.asked({
		"message": {"purpose": "emergency", "account": "personal"},
		"situations": [{"like": "high_student", "emergency": true}],
	})
	cases.told(guideline.findings) == {[0, "personal_account", "deny"]} with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "elementary_student", "own_child": true}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_district_accounts if {
	given := cases.asked({"situations": cases.everyone})
	cases.told(guideline.findings) == set() with input as given
}
