package hallpass.guidelines["high-school-direct_test"]

import data.hallpass.cases
import data.hallpass.guidelines["high-school-direct"] as guideline

test_accepts_silence_after_the_window if {
	given := cases.asked({
		"situations": [
			{"like": "high_student", "student": {"direct_contact": ["presumed"], "company": [{}]}},
			{
				"like": "high_student",
				"student": {"direct_contact": ["presumed", "opted_in"], "company": [{}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_in", "unreachable"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_denies_after_a_no if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out", "opted_in"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "opted_out", "deny"]} with input as given
}

test_waits_for_the_end_of_the_window if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["advised_waiting", "presumed"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "window_open", "deny"]} with input as given
}

test_asks_for_a_notice_to_all if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["not_advised", "advised_waiting"], "company": [{}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": ["not_advised"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == {
		[0, "not_advised", "deny"],
		[1, "not_advised", "deny"],
	} with input as given
}

test_holds_where_nobody_could_be_told if {
	given := cases.asked({
		"situations": [
			{"like": "high_student", "student": {"direct_contact": [], "company": [{}]}},
			{
				"like": "high_student",
				"student": {"direct_contact": ["unreachable"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == {
		[0, "none_reachable", "review"],
		[1, "none_reachable", "review"],
	} with input as given
}

test_asks_for_a_yes_where_the_district_does if {
	given := cases.asked({
		"parameters": {"active_purposes": ["direct_contact"]},
		"situations": [
			{"like": "high_student", "student": {"direct_contact": ["presumed"], "company": [{}]}},
			{
				"like": "high_student",
				"student": {"direct_contact": ["presumed", "opted_in"], "company": [{}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out", "opted_in"], "company": [{}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": ["unreachable"], "company": [{}]},
			},
		],
	})
	cases.told(guideline.findings) == {
		[0, "no_opt_in", "deny"],
		[2, "opted_out", "deny"],
		[3, "none_reachable", "review"],
	} with input as given
}

test_counts_no_company_while_a_guardian_may_not_get_this_message if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {
					"direct_contact": ["not_advised"],
					"company": [{"in_audience": true}],
					"company_refused": true,
				},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "not_advised", "deny"]} with input as given
}

test_accepts_company_instead if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{"in_audience": true}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": [], "company": [{"in_audience": true}, {"opted_out": true}]},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_asks_for_all_who_have_not_asked_to_be_left_out if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{"in_audience": true}, {}]},
			},
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{"opted_out": true}]},
			},
		],
	})
	cases.told(guideline.findings) == {
		[0, "opted_out", "deny"],
		[1, "opted_out", "deny"],
	} with input as given
}

test_is_lifted_in_a_declared_emergency_refusals_too if {
	given := cases.asked({
		"message": {"purpose": "emergency"},
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{}]},
				"emergency": true,
			},
			{
				"like": "high_student",
				"student": {"direct_contact": [], "company": [{}]},
				"emergency": true,
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_ends_at_18_where_the_district_says_so if {
	given := cases.asked({
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{}], "age": [18]},
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_goes_on_at_18_where_the_district_does_not if {
	given := cases.asked({
		"parameters": {"guardian_rules": "keep"},
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{}], "age": [18]},
			},
		],
	})
	cases.told(guideline.findings) == {[0, "opted_out", "deny"]} with input as given
}

test_leaves_ones_own_child_alone_privately if {
	given := cases.asked({
		"message": {"purpose": "personal", "account": "personal"},
		"situations": [
			{
				"like": "high_student",
				"student": {"direct_contact": ["opted_out"], "company": [{}]},
				"own_child": true,
			},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}

test_speaks_of_high_school_only if {
	given := cases.asked({
		"situations": [
			{"like": "middle_student", "student": {"direct_contact": ["opted_out"]}},
			{"like": "guardian"},
			{"like": "staff"},
		],
	})
	cases.told(guideline.findings) == set() with input as given
}
