package hallpass.guidelines.distribution_test

import data.hallpass.cases
import data.hallpass.guidelines.distribution as guideline

test_holds_material_without_an_approval if {
	given := cases.asked({"message": {"households": 2, "outside": {"named": true, "approved": false}}})
	cases.told_of_message(guideline.message_findings) == {["not_approved", "review"]} with input as given
}

test_lets_approved_material_go if {
	given := cases.asked({"message": {"households": 2, "outside": {"named": true, "approved": true}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_asks_nothing_for_one_household if {
	given := cases.asked({"message": {"households": 1, "outside": {"named": true, "approved": false}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_material_of_nobody if {
	given := cases.asked({
		"message": {"households": 0, "outside": {"named": false, "approved": false}, "purpose": "outside"},
	})
	cases.told_of_message(guideline.message_findings) == {["organization_missing", "review"]} with input as given
}

test_leaves_personal_use_alone if {
	given := cases.asked({
		"message": {
			"households": 2,
			"outside": {"named": true, "approved": false},
			"purpose": "personal",
			"account": "personal",
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
