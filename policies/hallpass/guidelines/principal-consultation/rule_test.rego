package hallpass.guidelines["principal-consultation_test"]

import data.hallpass.cases
import data.hallpass.guidelines["principal-consultation"] as guideline

test_accepts_a_principal_who_agreed if {
	given := cases.asked({"message": {"classroom": [{}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_without_a_consultation if {
	given := cases.asked({"message": {"classroom": [{"consultation": "none"}]}})
	cases.told_of_message(guideline.message_findings) == {["not_consulted", "review"]} with input as given
}

test_denies_after_a_no if {
	given := cases.asked({"message": {"classroom": [{"consultation": "declined"}]}})
	cases.told_of_message(guideline.message_findings) == {["declined", "deny"]} with input as given
}

test_does_not_speak_of_other_uses if {
	given := cases.asked({})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_an_unknown_class_to_the_clause_about_unknown_persons if {
	given := cases.asked({"message": {"classroom": [{"known": false, "consultation": "none"}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
