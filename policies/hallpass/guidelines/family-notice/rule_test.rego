package hallpass.guidelines["family-notice_test"]

import data.hallpass.cases
import data.hallpass.guidelines["family-notice"] as guideline

test_accepts_a_complete_notice_that_was_delivered if {
	given := cases.asked({"message": {"classroom": [{}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_denies_without_a_notice if {
	given := cases.asked({"message": {"classroom": [{"notice_delivered": false, "notice_parts": []}]}})
	cases.told_of_message(guideline.message_findings) == {["not_delivered", "deny"]} with input as given
}

test_denies_a_notice_that_was_not_delivered if {
	given := cases.asked({"message": {"classroom": [{"notice_delivered": false}]}})
	cases.told_of_message(guideline.message_findings) == {["not_delivered", "deny"]} with input as given
}

test_denies_an_incomplete_notice if {
	given := cases.asked({"message": {"classroom": [{"notice_parts": ["purpose", "security"]}]}})
	cases.told_of_message(guideline.message_findings) == {["incomplete", "deny"]} with input as given
}

test_does_not_speak_of_other_uses if {
	given := cases.asked({})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_an_unknown_class_to_the_clause_about_unknown_persons if {
	given := cases.asked({"message": {"classroom": [{"known": false, "notice_delivered": false, "notice_parts": []}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
