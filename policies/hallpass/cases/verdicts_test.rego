package hallpass.cases_test

import data.hallpass.cases
import data.hallpass.main

_topics := {
	"classroom",
	"content",
	"media",
	"personal",
	"students",
	"time",
}

_named(topic) := {case.name: case | some case in cases.verdicts[topic]}

test_classroom[name] if {
	some name, case in _named("classroom")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_content[name] if {
	some name, case in _named("content")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_media[name] if {
	some name, case in _named("media")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_personal[name] if {
	some name, case in _named("personal")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_students[name] if {
	some name, case in _named("students")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_time[name] if {
	some name, case in _named("time")
	verdict := main.verdict with input as cases.asked(case)
	cases.summary(verdict) == cases.expected(case)
}

test_each_topic_has_a_test if object.keys(cases.verdicts) == _topics

test_names_are_unique_and_many if {
	names := [case.name | some list in cases.verdicts; some case in list]
	count(names) == count({name | some name in names})
	count(names) > 100
}
