package hallpass.guidelines["student-content-personal-media_test"]

import data.hallpass.cases
import data.hallpass.guidelines["student-content-personal-media"] as guideline

test_denies_information_about_students if {
	given := cases.asked({"message": {"purpose": "personal", "account": "personal", "content": {"mentions": [{}]}}})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_denies_information_about_an_unknown_student if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "content": {"unknown_mentions": true}},
	})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_denies_pictures_of_students if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"content": {"attachments": [{"subjects": "students"}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_denies_work_of_nobody_in_particular if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"content": {"attachments": [{"kind": "student_work"}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_leaves_ones_own_children_alone_privately if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"content": {
				"mentions": [{"own_child": true}],
				"attachments": [{"subjects": "own_children"}, {"kind": "student_work", "subjects": "own_children"}],
			},
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_denies_pictures_of_ones_own_children_for_school_purposes if {
	given := cases.asked({
		"message": {
			"purpose": "school",
			"account": "personal",
			"content": {"attachments": [{"subjects": "own_children"}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_denies_information_about_ones_own_children_for_school_purposes if {
	given := cases.asked({
		"message": {"purpose": "school", "account": "personal", "content": {"mentions": [{"own_child": true}]}},
	})
	cases.told_of_message(guideline.message_findings) == {["student_content", "deny"]} with input as given
}

test_accepts_posts_without_students if {
	given := cases.asked({"message": {"purpose": "personal", "account": "personal", "content": {"attachments": [{}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_does_not_speak_of_district_accounts if {
	given := cases.asked({"message": {"purpose": "school", "account": "district", "content": {"mentions": [{}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
