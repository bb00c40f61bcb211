package hallpass.guidelines["password-protected_test"]

import data.hallpass.cases
import data.hallpass.guidelines["password-protected"] as guideline

test_accepts_a_medium_for_the_families_of_the_class if {
	given := cases.asked({"message": {"classroom": [{}], "medium": {"platform": [{"visibility": "class_families"}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_accepts_a_medium_for_staff if {
	given := cases.asked({"message": {"classroom": [{}], "medium": {"platform": [{"visibility": "staff"}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_a_medium_that_the_school_can_see if {
	given := cases.asked({"message": {"classroom": [{}], "medium": {"platform": [{"visibility": "school"}]}}})
	cases.told_of_message(guideline.message_findings) == {["open", "review"]} with input as given
}

test_holds_a_medium_that_everybody_can_see if {
	given := cases.asked({"message": {"classroom": [{}], "medium": {"platform": [{"visibility": "public"}]}}})
	cases.told_of_message(guideline.message_findings) == {["open", "review"]} with input as given
}

test_holds_a_message_to_everybody if {
	given := cases.asked({
		"message": {"classroom": [{}], "medium": {"platform": [{"visibility": "class_families"}]}},
		"situations": [{"like": "public"}],
	})
	cases.told_of_message(guideline.message_findings) == {["open", "review"]} with input as given
}

test_accepts_a_recorded_objection if {
	given := cases.asked({
		"message": {"classroom": [{"objection": true}], "medium": {"platform": [{"visibility": "public"}]}},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_does_not_speak_of_other_uses if {
	given := cases.asked({"message": {"medium": {"platform": [{"visibility": "public"}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_an_unknown_class_to_the_clause_about_unknown_persons if {
	given := cases.asked({
		"message": {"classroom": [{"known": false}], "medium": {"platform": [{"visibility": "public"}]}},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
