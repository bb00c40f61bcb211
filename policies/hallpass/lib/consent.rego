package hallpass.lib

# METADATA
# description: The district asks for a yes; silence is none.
active(purpose) if purpose in input.parameters.active_purposes

# METADATA
# description: A guardian who may consent said no. Takes a student or a mention; its member has the purpose's name.
refused(person, purpose) if "opted_out" in person[purpose]

# METADATA
# description: |
#   The family's answers let it go ahead. Passive: everybody who could be told was, and is silent or said yes.
#   Active: one said yes. Never after a no.
# scope: document
consented(person, purpose) if {
	not refused(person, purpose)
	not active(purpose)
	count(_told(person, purpose)) > 0
	count(_told(person, purpose) - {"presumed", "opted_in"}) == 0
}

# One yes opens a window early, once everybody who could be told was.
consented(person, purpose) if {
	not refused(person, purpose)
	not active(purpose)
	"opted_in" in person[purpose]
	not _somebody_untold(person, purpose)
}

consented(person, purpose) if {
	not refused(person, purpose)
	active(purpose)
	"opted_in" in person[purpose]
}

# METADATA
# description: Why there is neither a consent nor a refusal.
pending(person, purpose) := _obstacle(person, purpose) if {
	not refused(person, purpose)
	not consented(person, purpose)
}

_obstacle(person, purpose) := "unreachable" if {
	count(_told(person, purpose)) == 0
} else := "no_opt_in" if {
	active(purpose)
} else := "not_advised" if {
	"not_advised" in person[purpose]
} else := "window_open"

_told(person, purpose) := {state | some state in person[purpose]} - {"unreachable"}

_somebody_untold(person, purpose) if "not_advised" in person[purpose]
