package hallpass.guidelines["employee-disclaimer_test"]

import data.hallpass.cases
import data.hallpass.guidelines["employee-disclaimer"] as guideline

test_asks_a_personal_post_for_the_disclaimer if {
	given := cases.asked({
		"sender": {"discloses_employment": true},
		"message": {"purpose": "personal", "account": "personal", "interaction": "post"},
	})
	cases.told_of_message(guideline.message_findings) == {["discloses_employment", "oblige"]} with input as given
}

test_asks_what_everybody_can_read_for_the_disclaimer if {
	given := cases.asked({
		"sender": {"discloses_employment": true},
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "public"}],
	})
	cases.obliged_by_message(guideline.message_findings) == {{"type": "carry_disclaimer"}} with input as given
}

test_asks_a_private_message_for_none if {
	given := cases.asked({
		"sender": {"discloses_employment": true},
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [{"like": "staff"}],
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_asks_for_none_from_who_does_not_say_where_they_work if {
	given := cases.asked({
		"sender": {"discloses_employment": false},
		"message": {"purpose": "personal", "account": "personal", "interaction": "post"},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_asks_for_none_from_district_accounts if {
	given := cases.asked({
		"sender": {"discloses_employment": true},
		"message": {"purpose": "personal", "account": "district", "interaction": "post"},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
