package hallpass.guidelines["acceptable-use_test"]

import data.hallpass.cases
import data.hallpass.guidelines["acceptable-use"] as guideline

test_accepts_the_current_version_on_the_last_day if {
	given := cases.asked({"sender": {"acceptable_use": [{"version": "2026", "days": 365}]}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_holds_without_an_acknowledgement if {
	given := cases.asked({"sender": {"acceptable_use": []}})
	cases.told_of_message(guideline.message_findings) == {["missing", "review"]} with input as given
}

test_holds_after_a_change_of_the_rules if {
	given := cases.asked({"sender": {"acceptable_use": [{"version": "2025", "days": 1}]}})
	cases.told_of_message(guideline.message_findings) == {["other_version", "review"]} with input as given
}

test_holds_the_day_after if {
	given := cases.asked({"sender": {"acceptable_use": [{"version": "2026", "days": 366}]}})
	cases.told_of_message(guideline.message_findings) == {["expired", "review"]} with input as given
}

test_leaves_an_unknown_sender_to_the_clause_about_unknown_persons if {
	given := cases.asked({"sender": {"acceptable_use": [], "known": false}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_personal_use_alone if {
	given := cases.asked({"sender": {"acceptable_use": []}, "message": {"purpose": "personal", "account": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
