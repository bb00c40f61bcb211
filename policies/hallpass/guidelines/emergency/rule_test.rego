package hallpass.guidelines.emergency_test

import data.hallpass.cases
import data.hallpass.guidelines.emergency as guideline

test_says_what_it_lifts if {
	given := cases.asked({
		"message": {"purpose": "emergency"},
		"situations": [
			{"like": "high_student", "emergency": true},
			{"like": "guardian", "emergency": true},
			{"like": "staff", "emergency": true},
			{"like": "public", "emergency": true},
			{"like": "barred_guardian", "emergency": true},
			{"like": "unknown", "emergency": true},
			{"like": "guardian"},
		],
	})
	cases.told(guideline.findings) == {
		[0, "lifted", "advise"],
		[1, "lifted", "advise"],
		[2, "lifted", "advise"],
		[3, "lifted", "advise"],
	} with input as given
}

test_lifts_nothing_for_another_purpose if {
	given := cases.asked({"situations": [{"like": "guardian", "emergency": true}]})
	cases.told(guideline.findings) == set() with input as given
}
