package hallpass.guidelines["district-device_test"]

import data.hallpass.cases
import data.hallpass.guidelines["district-device"] as guideline

test_accepts_a_district_device_on_a_sanctioned_medium if {
	given := cases.asked({
		"message": {"device": "district"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_a_personal_device_to_all_but_staff if {
	given := cases.asked({
		"message": {"device": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_device", "deny"],
		[1, "personal_device", "deny"],
		[3, "personal_device", "deny"],
	} with input as given
}

test_denies_a_system_that_the_district_does_not_provide if {
	given := cases.asked({
		"message": {
			"device": "district",
			"medium": {"platform": [{"sanctioned": false, "provided_by": "vendor"}]},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "foreign_system", "deny"],
		[1, "foreign_system", "deny"],
		[3, "foreign_system", "deny"],
	} with input as given
}

test_advises_where_the_device_is_not_known_on_a_sanctioned_medium if {
	given := cases.asked({
		"message": {"device": "unknown"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "device_unknown", "advise"],
		[1, "device_unknown", "advise"],
		[3, "device_unknown", "advise"],
	} with input as given
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
		[3, "personal_device", "deny"],
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
