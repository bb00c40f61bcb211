package hallpass.lib_test

import data.hallpass.cases
import data.hallpass.lib

# What the states of guardians come to: without and with a district that asks for a yes.
_answers := [
	{"states": [], "passive": "unreachable", "active": "unreachable"},
	{"states": ["unreachable"], "passive": "unreachable", "active": "unreachable"},
	{"states": ["presumed"], "passive": "consented", "active": "no_opt_in"},
	{"states": ["presumed", "unreachable"], "passive": "consented", "active": "no_opt_in"},
	{"states": ["opted_in"], "passive": "consented", "active": "consented"},
	{"states": ["opted_in", "presumed"], "passive": "consented", "active": "consented"},
	{"states": ["opted_in", "advised_waiting"], "passive": "consented", "active": "consented"},
	{"states": ["opted_in", "not_advised"], "passive": "not_advised", "active": "consented"},
	{"states": ["opted_in", "opted_out"], "passive": "opted_out", "active": "opted_out"},
	{"states": ["presumed", "opted_out"], "passive": "opted_out", "active": "opted_out"},
	{"states": ["presumed", "advised_waiting"], "passive": "window_open", "active": "no_opt_in"},
	{"states": ["presumed", "not_advised"], "passive": "not_advised", "active": "no_opt_in"},
	{"states": ["advised_waiting", "not_advised"], "passive": "not_advised", "active": "no_opt_in"},
	{"states": ["not_advised"], "passive": "not_advised", "active": "no_opt_in"},
]

test_what_answers_come_to if {
	every expected in _answers {
		student := {"direct_contact": expected.states}
		lib.answer(student, "direct_contact") == expected.passive with input as cases.asked({})
		lib.answer(student, "direct_contact") == expected.active with input as _asking_for_a_yes
	}
}

_asking_for_a_yes := cases.asked({"parameters": {"active_purposes": ["direct_contact"]}})
