package hallpass.guidelines["families-via-personal-media_test"]

import data.hallpass.cases
import data.hallpass.guidelines["families-via-personal-media"] as guideline

test_denies_school_matters_from_a_personal_account if {
	given := cases.asked({
		"message": {"purpose": "school", "account": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {[1, "personal_account", "deny"]} with input as given
}

test_does_not_speak_of_personal_purposes if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_district_accounts if {
	given := cases.asked({"situations": cases.everyone})
	cases.told(guideline.findings) == set() with input as given
}
