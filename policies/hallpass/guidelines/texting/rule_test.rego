package hallpass.guidelines.texting_test

import data.hallpass.cases
import data.hallpass.guidelines.texting as guideline

test_permits_a_text_from_a_district_device if {
	given := cases.asked({
		"message": {
			"device": "district",
			"account": "district",
			"medium": {"kind": "text_message", "platform": [], "named": false},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_permits_a_text_from_any_device_over_a_sanctioned_service if {
	given := cases.asked({
		"message": {
			"device": "personal",
			"account": "district",
			"medium": {"kind": "text_message", "platform": [{}], "named": true},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_permits_a_text_from_a_device_that_is_not_known_over_a_sanctioned_service if {
	given := cases.asked({
		"message": {
			"device": "unknown",
			"account": "district",
			"medium": {"kind": "text_message", "platform": [{}], "named": true},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_a_personal_number if {
	given := cases.asked({
		"message": {
			"device": "district",
			"account": "personal",
			"medium": {"kind": "text_message", "platform": [], "named": false},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_number", "deny"],
		[1, "personal_number", "deny"],
		[3, "personal_number", "deny"],
	} with input as given
}

test_denies_a_personal_device_without_a_sanctioned_service if {
	given := cases.asked({
		"message": {
			"device": "personal",
			"account": "district",
			"medium": {"kind": "text_message", "platform": [], "named": false},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_device", "deny"],
		[1, "personal_device", "deny"],
		[3, "personal_device", "deny"],
	} with input as given
}

test_denies_a_device_that_is_not_known_without_a_sanctioned_service if {
	given := cases.asked({
		"message": {
			"device": "unknown",
			"account": "district",
			"medium": {"kind": "text_message", "platform": [], "named": false},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "personal_device", "deny"],
		[1, "personal_device", "deny"],
		[3, "personal_device", "deny"],
	} with input as given
}

test_leaves_an_unsanctioned_service_on_a_district_device_to_its_own_clause if {
	given := cases.asked({
		"message": {
			"device": "district",
			"account": "district",
			"medium": {
				"kind": "text_message",
				"platform": [{"sanctioned": false, "provided_by": "vendor"}],
				"named": true,
			},
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_private_texts if {
	given := cases.asked({
		"message": {
			"device": "personal",
			"account": "personal",
			"medium": {"kind": "text_message", "platform": [], "named": false},
			"purpose": "personal",
		},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_other_media if {
	given := cases.asked({
		"message": {"device": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}
