package hallpass.lib

# METADATA
# description: |
#   It is quiet for one of these levels at this minute of the day. From inclusive, until exclusive; equal bounds are
#   the whole day.
# scope: document
quiet_at(minute, levels) if {
	some hours in _hours(levels)
	hours.start < hours.until
	minute >= hours.start
	minute < hours.until
}

quiet_at(minute, levels) if {
	some hours in _hours(levels)
	hours.start >= hours.until
	minute >= hours.start
}

quiet_at(minute, levels) if {
	some hours in _hours(levels)
	hours.start >= hours.until
	minute < hours.until
}

# METADATA
# description: |
#   Minutes from the start of the day of sending to the first one after now at which it is quiet for none of these
#   levels. Undefined when their hours leave no gap.
quiet_over(levels) := min([end |
	some hours in _hours(levels)
	not quiet_at(hours.until, levels)
	some day in [0, 1]
	end := hours.until + (day * _day)
	end > input.message.minute
])

# METADATA
# description: Such a number of minutes as days after the day of sending and minute of that day.
local_time(minutes) := {"days": floor(minutes / _day), "minute": minutes % _day}

# METADATA
# description: The reverse.
minutes(local) := (local.days * _day) + local.minute

_hours(levels) := [hours | some hours in input.parameters.quiet_hours; hours.level in levels]

_day := 1440
