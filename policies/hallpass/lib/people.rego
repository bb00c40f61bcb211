package hallpass.lib

# METADATA
# description: A student whom the rules about contact protect here. Privately, one's own child is none.
student(s) if {
	s.kind == "student"
	not private_own_child(s)
}

# METADATA
# description: |
#   A guardian of whom a rule may speak. Of one who may not be contacted only `not-contactable` speaks, so that no
#   other finding tells why.
guardian(s) if {
	s.kind == "guardian"
	not barred(s)
}

# METADATA
# description: A guardian who may not be contacted for one of the children concerned, or for whom no child is known.
barred(s) if {
	s.kind == "guardian"
	some child in s.students
	child.contactable == false
}

barred(s) if {
	s.kind == "guardian"
	count(s.students) == 0
}

# METADATA
# description: A student or a guardian of whom a rule may speak.
family(s) if s.kind == "student"

family(s) if guardian(s)

# METADATA
# description: A recipient of whom a rule may speak and whom the roster knows.
known(s) if s.kind in {"student", "staff", "public"}

known(s) if guardian(s)

# METADATA
# description: The sender's own child, with a personal purpose and from a personal account. Takes mentions too.
private_own_child(x) if {
	x.own_child
	personal_purpose
	personal_account
}

# METADATA
# description: Within the scope of a declared emergency in force, by a message of that purpose. Takes mentions too.
lifted(x) if {
	input.message.purpose == "emergency"
	x.emergency
}

# METADATA
# description: 18 or older. An age that is not known is not.
of_age(x) if {
	some age in x.age
	age >= 18
}

# METADATA
# description: The district lifts the rules about guardians for this student of 18.
on_their_own(student) if {
	of_age(student)
	input.parameters.guardian_rules == "lift"
}

# METADATA
# description: This recipient may read what the school holds on these students. The rights pass to a student at 18.
may_read(about) if about.access in {"self", "interest"}

may_read(about) if {
	about.access == "guardian"
	not of_age(about)
}
