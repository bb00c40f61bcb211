package hallpass.guidelines["records-of-disclosure_test"]

import data.hallpass.cases
import data.hallpass.guidelines["records-of-disclosure"] as guideline

test_has_a_disclosure_to_colleagues_written_down if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{
				"like": "staff",
				"about": [{"access": "none"}, {"access": "interest"}, {"access": "interest"}],
			},
			{"like": "guardian", "about": [{"access": "guardian"}]},
			{"like": "high_student", "about": [{"access": "self"}]},
		],
	})
	cases.obliged(guideline.findings) == {
		{"type": "record_disclosure", "about": [1, 2], "record_classes": ["grades"]},
	} with input as given
}

test_speaks_of_the_colleague_alone if {
	given := cases.asked({
		"message": {"content": {"record_classes": ["grades"], "mentions": [{}]}},
		"situations": [
			{"like": "guardian", "about": [{"access": "guardian"}]},
			{"like": "staff", "about": [{"access": "interest"}]},
		],
	})
	cases.told(guideline.findings) == {[1, "disclosure", "oblige"]} with input as given
}

test_says_nothing_of_directory_data if {
	given := cases.asked({
		"message": {"content": {"directory_classes": ["photo"], "mentions": [{}]}},
		"situations": [{"like": "staff", "about": [{"access": "interest"}]}],
	})
	cases.told(guideline.findings) == set() with input as given
}
