package hallpass.lib

# METADATA
# description: The district asks for a yes; silence is none.
active(purpose) if purpose in input.parameters.active_purposes

# METADATA
# description: A guardian who may consent said no. Takes a student or a mention; its member has the purpose's name.
refused(person, purpose) if "opted_out" in person[purpose]

# METADATA
# description: The family's answers let it go ahead.
consented(person, purpose) if answer(person, purpose) == "consented"

# METADATA
# description: >-
#   What the family's answers come to; `opted_out`, `consented`, or what stands in the way of a consent: `unreachable`,
#   `no_opt_in`, `not_advised`, `window_open`.
answer(person, purpose) := _answer({state | some state in person[purpose]} - {"unreachable"}, purpose)

# Of the states alone, since people are many and sets of states few. One no is enough to forbid, before all else.
_answer(states, purpose) := "opted_out" if {
	"opted_out" in states
} else := "unreachable" if {
	count(states) == 0
}

else := "consented" if {
	_agreed(states, purpose)
}

else := "no_opt_in" if {
	active(purpose)
}

else := "not_advised" if {
	"not_advised" in states
}

else := "window_open"

# Where the district asks for a yes, one is enough.
_agreed(states, purpose) if {
	active(purpose)
	"opted_in" in states
}

# Elsewhere one yes ends the window early, once everybody who could be told was.
_agreed(states, purpose) if {
	not active(purpose)
	"opted_in" in states
	not "not_advised" in states
}

# And silence is a yes once everybody was told and the window is over.
_agreed(states, purpose) if {
	not active(purpose)
	states == {"presumed"}
}
