package hallpass.guidelines["professional-image_test"]

import data.hallpass.cases
import data.hallpass.guidelines["professional-image"] as guideline

test_advises_on_personal_posts if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "content": {"signals": ["drugs_alcohol"]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == {["may_reflect_badly", "advise"]} with input as given
}

test_leaves_what_only_some_can_read_alone if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "content": {"signals": ["drugs_alcohol"]}},
		"situations": [{"like": "staff"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_school_posts_to_the_other_clauses if {
	given := cases.asked({
		"message": {"purpose": "school", "account": "personal", "content": {"signals": ["drugs_alcohol"]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_of_signs_of_abuse if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal", "content": {"signals": ["abuse"]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
