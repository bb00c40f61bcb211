# METADATA
# title: Messages wait for the end of quiet hours
# description: >-
#   A district can set hours in which messages to students and families wait. Emergencies pass, and what cannot wait goes
#   to guardians.
# custom:
#   section: Beyond the document
#   strength: may
#   cites: []
package hallpass.guidelines["quiet-hours"]

import data.hallpass.lib

# METADATA
# custom:
#   effect: oblige
#   reason: quiet
#   message: The message comes in quiet hours.
#   remedy: "It goes out at {hold_until}."
#   remedy_code: wait_until
findings[i] contains lib.obliging(
	rego.metadata.chain(),
	{"hold_until": lib.local_time(over)},
	[object.union({"type": "hold_until"}, lib.local_time(over))],
) if {
	some i, levels in _waiting
	over := lib.quiet_over(levels)
	not _too_late(over)
}

# METADATA
# custom:
#   effect: review
#   reason: too_late
#   message: The message comes in quiet hours, and when they are over it would be too late for it.
#   remedy: "Ask {ask} whether it may go out now."
#   remedy_code: ask
findings[i] contains found if {
	found := lib.finding(rego.metadata.chain(), {})
	some i, levels in _waiting
	_too_late(lib.quiet_over(levels))
}

# METADATA
# custom:
#   effect: review
#   reason: never_quiet_over
#   message: The quiet hours that hold for this person never end.
#   remedy: "Ask {ask} whether it may go out, and tell the district that its quiet hours leave no gap."
#   remedy_code: ask
findings[i] contains found if {
	found := lib.finding(rego.metadata.chain(), {})
	some i, levels in _waiting
	not lib.quiet_over(levels)
}

# METADATA
# custom:
#   effect: advise
#   reason: time_critical
#   message: "The message comes in quiet hours and goes out anyway, because you said that it cannot wait; {ask} will see that."
findings[i] contains found if {
	input.message.urgency == "time_critical"
	found := lib.finding(rego.metadata.chain(), {})
	some i, s in input.situations
	lib.guardian(s)
	not lib.lifted(s)
	lib.quiet_at(input.message.minute, _levels(s))
}

# The levels whose quiet hours hold back a situation, by situation: a guardian's are those of all children concerned.
_waiting[i] := levels if {
	some i, s in input.situations
	_can_wait(s)
	not lib.lifted(s)
	levels := _levels(s)
	lib.quiet_at(input.message.minute, levels)
}

_can_wait(s) if lib.student(s)

_can_wait(s) if {
	lib.guardian(s)
	input.message.urgency == "normal"
}

_levels(s) := {student.level | some student in s.students}

_too_late(over) if {
	some time in input.message.expires
	over > lib.minutes(time)
}
