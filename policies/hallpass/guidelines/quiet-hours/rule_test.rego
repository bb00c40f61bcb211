package hallpass.guidelines["quiet-hours_test"]

import data.hallpass.cases
import data.hallpass.guidelines["quiet-hours"] as guideline

test_holds_until_the_morning if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200},
		"situations": [{"like": "elementary_student"}, {"like": "guardian"}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 1, "minute": 420},
	} with input as given
}

test_holds_in_the_night_until_the_same_morning if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 60},
		"situations": [{"like": "elementary_student"}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 0, "minute": 420},
	} with input as given
}

test_holds_from_the_first_minute_to_the_last if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 419},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == {[0, "quiet", "oblige"]} with input as given
}

test_ends_with_the_hour if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 420},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_begins_with_the_hour if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1199},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_knows_hours_within_a_day if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 720},
		"situations": [{"like": "high_student"}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 0, "minute": 780},
	} with input as given
}

test_holds_a_guardian_for_all_children_concerned if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1210},
		"situations": [{"like": "guardian", "students": [{"level": "middle"}, {"level": "elementary"}]}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 1, "minute": 420},
	} with input as given
}

test_goes_on_where_hours_follow_each_other if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 400, "until": 500},
			],
		},
		"message": {"minute": 60},
		"situations": [{"like": "guardian", "students": [{"level": "middle"}, {"level": "elementary"}]}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 0, "minute": 500},
	} with input as given
}

test_crosses_midnight_twice if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 100},
				{"level": "middle", "start": 90, "until": 1190},
			],
		},
		"message": {"minute": 1300},
		"situations": [{"like": "guardian", "students": [{"level": "middle"}, {"level": "elementary"}]}],
	})
	cases.obliged(guideline.findings) == {
		{"type": "hold_until", "days": 1, "minute": 1190},
	} with input as given
}

test_holds_for_a_person_where_quiet_never_ends if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 0, "until": 720},
				{"level": "middle", "start": 720, "until": 0},
			],
		},
		"message": {"minute": 600},
		"situations": [{"like": "guardian", "students": [{"level": "middle"}, {"level": "elementary"}]}],
	})
	cases.told(guideline.findings) == {[0, "never_quiet_over", "review"]} with input as given
}

test_takes_equal_bounds_for_the_whole_day if {
	given := cases.asked({
		"parameters": {"quiet_hours": [{"level": "elementary", "start": 300, "until": 300}]},
		"message": {"minute": 600},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == {[0, "never_quiet_over", "review"]} with input as given
}

test_holds_for_a_person_what_would_come_too_late if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "expires": [{"days": 1, "minute": 419}]},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == {[0, "too_late", "review"]} with input as given
}

test_waits_where_it_is_still_of_use if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "expires": [{"days": 1, "minute": 420}]},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == {[0, "quiet", "oblige"]} with input as given
}

test_lets_what_cannot_wait_go_to_guardians_with_advice if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "urgency": "time_critical"},
		"situations": [{"like": "elementary_student"}, {"like": "guardian"}, {"like": "barred_guardian"}],
	})
	cases.told(guideline.findings) == {
		[0, "quiet", "oblige"],
		[1, "time_critical", "advise"],
	} with input as given
}

test_lets_a_declared_emergency_pass if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "purpose": "emergency"},
		"situations": [{"like": "elementary_student", "emergency": true}, {"like": "guardian", "emergency": true}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_an_emergency_that_nobody_declared if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "purpose": "emergency"},
		"situations": [{"like": "elementary_student"}],
	})
	cases.told(guideline.findings) == {[0, "quiet", "oblige"]} with input as given
}

test_has_no_hours_for_staff_and_the_public if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200},
		"situations": [{"like": "staff"}, {"like": "public"}, {"like": "unknown"}, {"like": "barred_guardian"}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"parameters": {
			"quiet_hours": [
				{"level": "elementary", "start": 1200, "until": 420},
				{"level": "middle", "start": 1260, "until": 390},
				{"level": "high", "start": 720, "until": 780},
			],
		},
		"message": {"minute": 1200, "purpose": "personal", "account": "personal"},
		"situations": [{"like": "elementary_student", "own_child": true}],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_holds_nothing_where_the_district_sets_no_hours if {
	given := cases.asked({"message": {"minute": 1200}, "situations": [{"like": "elementary_student"}]})
	cases.told(guideline.findings) == set() with input as given
}
