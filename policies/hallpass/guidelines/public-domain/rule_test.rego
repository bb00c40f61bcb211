package hallpass.guidelines["public-domain_test"]

import data.hallpass.cases
import data.hallpass.guidelines["public-domain"] as guideline

test_advises_on_posts_about_school if {
	given := cases.asked({"message": {"purpose": "school", "account": "personal", "interaction": "post"}})
	cases.told_of_message(guideline.message_findings) == {["posted", "advise"]} with input as given
}

test_advises_on_comments_of_who_says_where_they_work if {
	given := cases.asked({
		"sender": {"discloses_employment": true},
		"message": {"purpose": "personal", "account": "personal", "interaction": "comment"},
	})
	cases.told_of_message(guideline.message_findings) == {["posted", "advise"]} with input as given
}

test_advises_on_what_everybody_can_read_about_students if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "content": {"mentions": [{}]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == {["posted", "advise"]} with input as given
}

test_advises_on_posts_about_a_student_whom_nobody_knows if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"interaction": "post",
			"content": {"unknown_mentions": true},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["posted", "advise"]} with input as given
}

test_leaves_posts_about_ones_own_child_alone if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"interaction": "post",
			"content": {"mentions": [{"own_child": true}]},
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_private_posts_alone if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "interaction": "post"},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_messages_alone if {
	given := cases.asked({"message": {"purpose": "school", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
