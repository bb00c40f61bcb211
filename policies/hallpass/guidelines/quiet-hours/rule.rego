# METADATA
# title: Messages wait for the end of quiet hours
# description: >-
#   A district can set hours in which messages to students and families wait. Emergencies pass, and what cannot
#   wait goes to guardians.
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
	{},
	[object.union({"type": "hold_until"}, end)],
) if {
	some i, levels in _waiting
	not levels in _too_late
	end := _end[levels]
}

# METADATA
# custom:
#   effect: review
#   reason: too_late
#   message: The message comes in quiet hours, and when they are over it would be too late for it.
#   remedy: "Ask {ask} whether it may go out now."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, levels in _waiting
	levels in _too_late
}

# METADATA
# custom:
#   effect: review
#   reason: never_quiet_over
#   message: The quiet hours that hold for this person never end.
#   remedy: "Ask {ask} whether it may go out, and tell the district that its quiet hours leave no gap."
#   remedy_code: ask
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, levels in _waiting
	not _end[levels]
}

# METADATA
# custom:
#   effect: advise
#   reason: time_critical
#   message: >-
#     The message comes in quiet hours and goes out anyway, because you said that it cannot wait; {ask} will see
#     that.
findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	input.message.urgency == "time_critical"
	some i, _ in _quiet
	lib.guardians[i]
}

# The levels of those who may have to wait: a guardian's are those of all children concerned. What follows from them
# is asked once for each set of levels.
_levels := {i: {student.level | some student in s.students} |
	some i, s in object.union(lib.protected_students, lib.guardians)
	not i in lib.lifted
}

_quiet_levels := {levels | some levels in _levels; lib.quiet_at(input.message.minute, levels)}

_end := {levels: lib.local_time(lib.quiet_over(levels)) | some levels in _quiet_levels}

_too_late := {levels |
	some levels, end in _end
	some expiry in input.message.expires
	lib.minutes(end) > lib.minutes(expiry)
}

_quiet := {i: levels | some i, levels in _levels; levels in _quiet_levels}

_waiting := {i: levels | some i, levels in _quiet; not _passes(i)}

_passes(i) if {
	input.message.urgency == "time_critical"
	lib.guardians[i]
}
