package hallpass.guidelines["passive-consent_test"]

import data.hallpass.cases
import data.hallpass.guidelines["passive-consent"] as guideline

test_takes_silence_for_a_yes if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["presumed"]}},
			{"like": "elementary_student", "student": {"classroom_media": ["presumed", "opted_in"]}},
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["presumed", "unreachable"]},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_leaves_out_a_family_that_said_no if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["opted_out", "opted_in"]},
			},
			{"like": "guardian", "student": {"classroom_media": ["opted_out"]}},
			{"like": "barred_guardian", "student": {"classroom_media": ["opted_out"]}},
		],
	})
	cases.told(guideline.findings) == {
		[0, "opted_out", "deny"],
		[1, "opted_out", "deny"],
	} with input as given
}

test_waits_for_the_end_of_the_window if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["advised_waiting", "presumed"]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "window_open", "deny"]} with input as given
}

test_accepts_a_yes_within_the_window_once_all_were_told if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["opted_in"]}},
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["opted_in", "advised_waiting"]},
			},
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["opted_in", "not_advised"]},
			},
		],
	})
	cases.told(guideline.findings) == {[2, "not_advised", "deny"]} with input as given
}

test_asks_for_a_notice_to_all if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["not_advised", "advised_waiting"]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "not_advised", "deny"]} with input as given
}

test_denies_where_nobody_could_be_told if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": []}},
			{"like": "elementary_student", "student": {"classroom_media": ["unreachable"]}},
		],
	})
	cases.told(guideline.findings) == {
		[0, "unreachable", "deny"],
		[1, "unreachable", "deny"],
	} with input as given
}

test_does_not_take_silence_for_a_yes_where_the_district_asks_for_one if {
	given := cases.asked({
		"parameters": {"active_purposes": ["classroom_media"]},
		"message": {"classroom": [{}]},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["presumed"]}},
			{"like": "elementary_student", "student": {"classroom_media": ["presumed", "opted_in"]}},
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["opted_in", "opted_out"]},
			},
			{"like": "elementary_student", "student": {"classroom_media": []}},
		],
	})
	cases.told(guideline.findings) == {
		[0, "no_opt_in", "deny"],
		[2, "opted_out", "deny"],
		[3, "unreachable", "deny"],
	} with input as given
}

test_does_not_wait_for_guardians_as_recipients if {
	given := cases.asked({
		"message": {"classroom": [{}]},
		"situations": [{"like": "guardian", "student": {"classroom_media": ["not_advised"]}}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_lifts_consent_in_a_declared_emergency if {
	given := cases.asked({
		"message": {"classroom": [{}], "purpose": "emergency"},
		"situations": [
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["opted_out"]},
				"emergency": true,
			},
			{
				"like": "elementary_student",
				"student": {"classroom_media": ["not_advised"]},
				"emergency": true,
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_lifts_nothing_in_an_emergency_elsewhere if {
	given := cases.asked({
		"message": {"classroom": [{}], "purpose": "emergency"},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["opted_out"]}},
			{"like": "elementary_student", "student": {"classroom_media": ["not_advised"]}},
		],
	})
	cases.told(guideline.findings) == {
		[0, "opted_out", "deny"],
		[1, "not_advised", "deny"],
	} with input as given
}

test_does_not_speak_of_other_uses if {
	given := cases.asked({
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["opted_out"]}},
			{"like": "elementary_student", "student": {"classroom_media": ["not_advised"]}},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_leaves_an_unknown_class_to_the_clause_about_unknown_persons if {
	given := cases.asked({
		"message": {"classroom": [{"known": false}]},
		"situations": [
			{"like": "elementary_student", "student": {"classroom_media": ["opted_out"]}},
			{"like": "elementary_student", "student": {"classroom_media": ["not_advised"]}},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_has_the_work_of_a_child_taken_out_whose_family_has_not_agreed if {
	given := cases.asked({"message": {"classroom": [{}], "content": {"mentions": [{"classroom_media": ["opted_out"]}]}}})
	cases.told_of_message(guideline.message_findings) == {["mention_without_consent", "oblige"]} with input as given
}

test_says_whose_work if {
	given := cases.asked({
		"message": {
			"classroom": [{}],
			"content": {
				"mentions": [
					{"classroom_media": ["presumed"]},
					{"classroom_media": ["opted_out"]},
					{"classroom_media": ["advised_waiting"]},
					{"classroom_media": []},
				],
			},
		},
	})
	cases.obliged_by_message(guideline.message_findings) == {
		{"type": "leave_out", "mentions": [1, 2, 3]},
	} with input as given
}

test_has_a_picture_taken_out_on_every_medium if {
	given := cases.asked({
		"message": {
			"content": {
				"mentions": [{"pictured": true, "photo": ["opted_out", "presumed"]}, {"photo": ["opted_out"]}],
			},
		},
	})
	cases.told_of_message(guideline.message_findings) == {["picture_without_consent", "oblige"]} with input as given
}

test_says_whose_picture if {
	given := cases.asked({
		"message": {
			"content": {
				"mentions": [
					{"photo": ["opted_out"]},
					{"pictured": true, "photo": ["opted_out"]},
					{"pictured": true, "photo": []},
				],
			},
		},
	})
	cases.obliged_by_message(guideline.message_findings) == {{"type": "leave_out", "mentions": [1]}} with input as given
}

test_asks_for_a_yes_to_pictures_where_the_district_does if {
	given := cases.asked({
		"parameters": {"active_purposes": ["photo"]},
		"message": {
			"content": {
				"mentions": [
					{"pictured": true, "photo": ["presumed"]},
					{"pictured": true, "photo": ["opted_in"]},
				],
			},
		},
	})
	cases.obliged_by_message(guideline.message_findings) == {{"type": "leave_out", "mentions": [0]}} with input as given
}

test_keeps_everything_in_a_declared_emergency if {
	given := cases.asked({
		"message": {
			"classroom": [{}],
			"content": {
				"mentions": [
					{
						"pictured": true,
						"photo": ["opted_out"],
						"classroom_media": ["opted_out"],
						"emergency": true,
					},
				],
			},
			"purpose": "emergency",
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {
			"content": {"mentions": [{"pictured": true, "photo": ["opted_out"], "own_child": true}]},
			"purpose": "personal",
			"account": "personal",
		},
	})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}

test_does_not_speak_of_mentions_in_other_uses if {
	given := cases.asked({"message": {"content": {"mentions": [{"classroom_media": ["opted_out"]}]}}})
	cases.told_of_message(guideline.message_findings) == set() with input as given
}
