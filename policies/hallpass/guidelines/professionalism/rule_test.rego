package hallpass.guidelines.professionalism_test

import data.hallpass.cases
import data.hallpass.guidelines.professionalism as guideline

test_denies_swearing_in_school_messages if {
	given := cases.asked({"message": {"content": {"signals": ["profanity"]}}})
	cases.told_of_message(guideline.message_findings) == {["wording", "deny"]} with input as given
}

test_denies_demeaning_words_in_school_messages if {
	given := cases.asked({"message": {"content": {"signals": ["demeaning"]}, "purpose": "outside"}})
	cases.told_of_message(guideline.message_findings) == {["wording", "deny"]} with input as given
}

test_only_advises_in_an_emergency_of_the_sender if {
	given := cases.asked({"message": {"content": {"signals": ["profanity"]}, "purpose": "emergency", "declarer": true}})
	cases.told_of_message(guideline.message_findings) == {["wording_in_emergency", "advise"]} with input as given
}

test_does_not_speak_of_personal_purposes if {
	given := cases.asked({"message": {"content": {"signals": ["profanity"]}, "purpose": "personal"}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_of_other_signals if {
	given := cases.asked({"message": {"content": {"signals": ["sexual"]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_says_nothing_of_other_signals_in_an_emergency if {
	given := cases.asked({"message": {"content": {"signals": ["sexual"]}, "purpose": "emergency", "declarer": true}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
