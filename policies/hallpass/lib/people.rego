package hallpass.lib

# Each of these is found once for a query, and by comprehension: a function for each situation, or a partial rule, costs
# several times as much.

# METADATA
# description: Students, by the index of their situation.
students := {i: s | some i, s in input.situations; s.kind == "student"}

# METADATA
# description: The students whom the rules about contact protect here. Privately, one's own child is none.
protected_students := {i: s | some i, s in students; not private_own_child(s)}

# METADATA
# description: >-
#   Guardians of whom a rule may speak. Of one who may not be contacted only `not-contactable` speaks, so that no
#   other finding tells why.
guardians := {i: s | some i, s in input.situations; s.kind == "guardian"; not barred_guardians[i]}

# METADATA
# description: Guardians who may not be contacted for a child concerned, or for whom no child is known.
barred_guardians := {i: s |
	some i, s in input.situations
	s.kind == "guardian"
	not _contactable(s)
}

# METADATA
# description: Students and guardians of whom a rule may speak.
families := object.union(students, guardians)

# METADATA
# description: Anyone can read it.
public := {i: s | some i, s in input.situations; s.kind == "public"}

# METADATA
# description: Members of staff.
staff := {i: s | some i, s in input.situations; s.kind == "staff"}

# METADATA
# description: Everybody outside the staff of whom a rule may speak.
outsiders := object.union(families, public)

# METADATA
# description: Everybody of whom a rule may speak and whom the roster knows.
known := object.union(outsiders, staff)

# METADATA
# description: >-
#   Situations within the scope of a declared emergency in force, by a message of that purpose: their indexes.
lifted := {i | input.message.purpose == "emergency"; some i, s in input.situations; s.emergency}

# METADATA
# description: A mentioned student within that scope.
mention_lifted(mention) if {
	input.message.purpose == "emergency"
	mention.emergency
}

# METADATA
# description: The sender's own child, with a personal purpose and from a personal account. Takes mentions too.
private_own_child(x) if {
	x.own_child
	personal_purpose
	personal_account
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
	input.parameters.guardian_rules == "lift"
	of_age(student)
}

# METADATA
# description: This recipient may read what the school holds on these students.
# scope: document
may_read(about) if about.access in {"self", "interest"}

# The rights pass to the student at 18.
may_read(about) if {
	about.access == "guardian"
	not of_age(about)
}

_contactable(s) if {
	count(s.students) > 0
	every child in s.students {
		child.contactable
	}
}
