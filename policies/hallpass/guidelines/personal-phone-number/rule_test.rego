package hallpass.guidelines["personal-phone-number_test"]

import data.hallpass.cases
import data.hallpass.guidelines["personal-phone-number"] as guideline

test_has_personal_numbers_taken_out if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "staff"}]}},
		"situations": [{"like": "guardian"}],
	})
	cases.told_of_message(guideline.message_findings) == {["personal_number", "oblige"]} with input as given
}

test_has_a_number_taken_out_that_is_offered_as_ones_own if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "claimed"}]}},
		"situations": [{"like": "high_student"}],
	})
	cases.told_of_message(guideline.message_findings) == {["personal_number", "oblige"]} with input as given
}

test_says_which_numbers if {
	given := cases.asked({
		"message": {
			"content": {"phone_numbers": [{"whose": "district"}, {"whose": "staff"}, {"whose": "claimed"}]},
		},
		"situations": [{"like": "guardian"}],
	})
	cases.obliged_by_message(guideline.message_findings) == {
		{"type": "remove_span", "phone_numbers": [1, 2], "reason": "personal_phone_number"},
	} with input as given
}

test_advises_on_a_number_that_nobody_knows if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "unlisted"}]}},
		"situations": [{"like": "guardian"}],
	})
	cases.told_of_message(guideline.message_findings) == {["unlisted_number", "advise"]} with input as given
}

test_accepts_the_schools_numbers if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "district"}]}},
		"situations": [{"like": "guardian"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_for_the_public_on_school_business if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "staff"}]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == {["personal_number", "oblige"]} with input as given
}

test_lets_staff_give_theirs_to_their_own_child if {
	given := cases.asked({
		"message": {
			"purpose": "personal",
			"account": "personal",
			"content": {"phone_numbers": [{"whose": "staff"}, {"whose": "unlisted"}]},
		},
		"situations": [{"like": "middle_student", "own_child": true}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_lets_staff_give_theirs_on_personal_posts if {
	given := cases.asked({
		"message": {
			"content": {"phone_numbers": [{"whose": "staff"}, {"whose": "unlisted"}]},
			"purpose": "personal",
		},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_lets_staff_give_theirs_to_each_other if {
	given := cases.asked({
		"message": {"content": {"phone_numbers": [{"whose": "staff"}, {"whose": "unlisted"}]}},
		"situations": [{"like": "staff"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
