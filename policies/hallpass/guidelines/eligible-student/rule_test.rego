package hallpass.guidelines["eligible-student_test"]

import data.hallpass.cases
import data.hallpass.guidelines["eligible-student"] as guideline

test_says_that_the_rules_about_guardians_end_at_18 if {
	given := cases.asked({
		"situations": [
			{"like": "high_student", "student": {"age": [18]}},
			{"like": "high_student", "student": {"age": [17]}},
			{"like": "high_student", "student": {"age": []}},
		],
	})
	cases.told(guideline.findings) == {[0, "of_age", "not_applicable"]} with input as given
}

test_says_nothing_where_the_district_keeps_them if {
	given := cases.asked({
		"parameters": {"guardian_rules": "keep"},
		"situations": [{"like": "high_student", "student": {"age": [18]}}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_speaks_of_students_only if {
	given := cases.asked({"situations": [{"like": "guardian"}, {"like": "staff"}]})
	cases.told(guideline.findings) == set() with input as given
}
