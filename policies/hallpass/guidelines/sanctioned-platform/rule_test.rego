package hallpass.guidelines["sanctioned-platform_test"]

import data.hallpass.cases
import data.hallpass.guidelines["sanctioned-platform"] as guideline

test_accepts_a_sanctioned_platform if {
	given := cases.asked({"message": {"medium": {"platform": [{"sanctioned": true, "provided_by": "vendor"}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_accepts_a_platform_that_the_district_made if {
	given := cases.asked({"message": {"medium": {"platform": [{"sanctioned": false, "provided_by": "district"}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_denies_any_other if {
	given := cases.asked({"message": {"medium": {"platform": [{"sanctioned": false, "provided_by": "vendor"}]}}})
	cases.told_of_message(guideline.message_findings) == {["unsanctioned", "deny"]} with input as given
}

test_denies_an_unknown_platform if {
	given := cases.asked({"message": {"medium": {"named": true, "platform": [], "kind": "unknown"}}})
	cases.told_of_message(guideline.message_findings) == {["unsanctioned", "deny"]} with input as given
}

test_denies_other_media_without_a_platform if {
	given := cases.asked({"message": {"medium": {"named": false, "platform": []}}})
	cases.told_of_message(guideline.message_findings) == {["unsanctioned", "deny"]} with input as given
}

test_leaves_calls_and_texts_without_a_platform_to_the_device if {
	given := cases.asked({
		"message": {"medium": {"named": false, "platform": [], "kind": "phone_call"}, "device": "personal"},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_accepts_a_call_from_a_district_device if {
	given := cases.asked({"message": {"medium": {"named": false, "platform": [], "kind": "phone_call"}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_denies_a_text_over_an_unsanctioned_platform if {
	given := cases.asked({
		"message": {
			"medium": {"kind": "text_message", "platform": [{"sanctioned": false, "provided_by": "vendor"}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["unsanctioned", "deny"]} with input as given
}

test_does_not_speak_of_personal_purposes if {
	given := cases.asked({"message": {"purpose": "personal", "medium": {"platform": []}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
