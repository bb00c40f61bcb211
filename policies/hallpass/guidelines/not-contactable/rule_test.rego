package hallpass.guidelines["not-contactable_test"]

import data.hallpass.cases
import data.hallpass.guidelines["not-contactable"] as guideline

test_denies_a_guardian_who_may_not_be_contacted if {
	given := cases.asked({"situations": cases.everyone})
	cases.told(guideline.findings) == {[5, "not_contactable", "deny"]} with input as given
}

test_denies_a_guardian_who_may_not_be_contacted_for_one_of_the_children if {
	given := cases.asked({
		"situations": [{"like": "guardian", "students": [{"contactable": true}, {"contactable": false}]}],
	})
	cases.told(guideline.findings) == {[0, "not_contactable", "deny"]} with input as given
}

test_denies_a_guardian_without_a_child if {
	given := cases.asked({"situations": [{"like": "guardian", "students": []}]})
	cases.told(guideline.findings) == {[0, "not_contactable", "deny"]} with input as given
}

test_denies_in_an_emergency if {
	given := cases.asked({
		"message": {"purpose": "emergency"},
		"situations": [{"like": "barred_guardian", "emergency": true}],
	})
	cases.told(guideline.findings) == {[0, "not_contactable", "deny"]} with input as given
}
