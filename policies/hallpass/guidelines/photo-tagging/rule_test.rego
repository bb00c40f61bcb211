package hallpass.guidelines["photo-tagging_test"]

import data.hallpass.cases
import data.hallpass.guidelines["photo-tagging"] as guideline

test_advises_care_with_pictures if {
	given := cases.asked({
		"message": {
			"medium": {"platform": [{"allows_tagging": true}]},
			"content": {"pictured": [{"reminded": true}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["tagging", "advise"]} with input as given
}

test_has_families_reminded_until_they_were if {
	given := cases.asked({
		"message": {
			"medium": {"platform": [{"allows_tagging": true}]},
			"content": {"pictured": [{"reminded": false}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {
		["tagging", "advise"],
		["remind_families", "oblige"],
	} with input as given
}

test_says_whose_families if {
	given := cases.asked({
		"message": {
			"medium": {"platform": [{"allows_tagging": true}]},
			"content": {"pictured": [{"reminded": true}, {"reminded": false}]},
		},
	})
	cases.obliged_by_message(guideline.message_findings) == {
		{"type": "remind_families", "pictured": [1]},
	} with input as given
}

test_says_nothing_where_nobody_can_be_tagged if {
	given := cases.asked({
		"message": {
			"medium": {"platform": [{"allows_tagging": false}]},
			"content": {"pictured": [{"reminded": false}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_without_a_picture if {
	given := cases.asked({"message": {"medium": {"platform": [{"allows_tagging": true}]}, "content": {"pictured": []}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {
			"medium": {"platform": [{"allows_tagging": true}]},
			"content": {"pictured": [{"reminded": false, "own_child": true}]},
			"purpose": "personal",
			"account": "personal",
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
