package hallpass.guidelines["personal-device_test"]

import data.hallpass.cases
import data.hallpass.guidelines["personal-device"] as guideline

test_denies_school_matters_with_students_and_families if {
	given := cases.asked({
		"message": {"device": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_device", "deny"],
		[1, "personal_device", "deny"],
	} with input as given
}

test_accepts_an_unknown_device_on_a_sanctioned_medium if {
	given := cases.asked({
		"message": {"device": "unknown"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_takes_an_unknown_device_elsewhere_for_a_personal_one if {
	given := cases.asked({
		"message": {
			"device": "unknown",
			"medium": {"platform": [{"sanctioned": false, "provided_by": "vendor"}]},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_device", "deny"],
		[1, "personal_device", "deny"],
	} with input as given
}

test_leaves_texts_to_their_own_clause if {
	given := cases.asked({
		"message": {"device": "personal", "medium": {"kind": "text_message"}},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_personal_purposes if {
	given := cases.asked({
		"message": {"device": "personal", "purpose": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}
