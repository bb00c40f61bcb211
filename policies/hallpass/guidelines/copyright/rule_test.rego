package hallpass.guidelines.copyright_test

import data.hallpass.cases
import data.hallpass.guidelines.copyright as guideline

test_accepts_every_right if {
	given := cases.asked({
		"message": {
			"content": {
				"attachments": [
					{"kind": "image", "rights": "own"},
					{"kind": "image", "rights": "licensed"},
					{"kind": "image", "rights": "public_domain"},
					{"kind": "image", "rights": "permission"},
					{"rights": "fair_use", "attributed": true},
				],
			},
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_denies_a_work_without_a_right if {
	given := cases.asked({"message": {"content": {"attachments": [{"kind": "video", "rights": "unknown"}]}}})
	cases.told_of_message(guideline.message_findings) == {["no_rights", "deny"]} with input as given
}

test_denies_fair_use_without_the_maker if {
	given := cases.asked({"message": {"content": {"attachments": [{"kind": "document", "rights": "fair_use"}]}}})
	cases.told_of_message(guideline.message_findings) == {["fair_use_without_attribution", "deny"]} with input as given
}

test_asks_nothing_for_links_and_work_of_students if {
	given := cases.asked({
		"message": {
			"content": {
				"attachments": [
					{"kind": "link", "rights": "unknown"},
					{"kind": "student_work", "rights": "unknown"},
				],
			},
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_personal_use_alone if {
	given := cases.asked({
		"message": {
			"content": {"attachments": [{"rights": "unknown"}, {"rights": "fair_use"}]},
			"purpose": "personal",
			"account": "personal",
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
