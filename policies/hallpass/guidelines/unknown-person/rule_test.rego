package hallpass.guidelines["unknown-person_test"]

import data.hallpass.cases
import data.hallpass.guidelines["unknown-person"] as guideline

test_denies_recipients_whom_the_roster_does_not_know if {
	given := cases.asked({"situations": cases.everyone})
	cases.told(guideline.findings) == {[4, "unknown_recipient", "deny"]} with input as given
}

test_denies_an_unknown_sender if {
	given := cases.asked({"sender": {"known": false}})
	cases.told_of_message(guideline.message_findings) == {["unknown_sender", "deny"]} with input as given
}

test_denies_an_unknown_class if {
	given := cases.asked({"message": {"classroom": [{"known": false}]}})
	cases.told_of_message(guideline.message_findings) == {["unknown_class", "deny"]} with input as given
}

test_denies_records_of_a_student_whom_the_roster_does_not_know if {
	given := cases.asked({"message": {"content": {"record_classes": ["grades"], "unknown_mentions": true}}})
	cases.told_of_message(guideline.message_findings) == {["unknown_student", "deny"]} with input as given
}

test_lets_other_content_name_such_a_student if {
	given := cases.asked({"message": {"content": {"unknown_mentions": true}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_where_everybody_is_known if {
	given := cases.asked({"message": {"classroom": [{}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
