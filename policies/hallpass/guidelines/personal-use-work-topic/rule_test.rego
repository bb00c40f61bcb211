package hallpass.guidelines["personal-use-work-topic_test"]

import data.hallpass.cases
import data.hallpass.guidelines["personal-use-work-topic"] as guideline

test_denies_work_topics_from_a_personal_account if {
	given := cases.asked({
		"message": {"purpose": "school", "account": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == {
		[0, "work_topic", "deny"],
		[1, "work_topic", "deny"],
	} with input as given
}

test_does_not_speak_of_personal_topics if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": cases.everyone,
	})
	cases.told(guideline.findings) == set() with input as given
}

test_does_not_speak_of_district_accounts if {
	given := cases.asked({"situations": cases.everyone})
	cases.told(guideline.findings) == set() with input as given
}
