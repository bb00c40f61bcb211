# METADATA
# title: Builders of the policy's input
# description: >-
#   A complete input in which nothing is wrong, and ways to change only what a case is about: a teacher writes an e-mail
#   about class on the district's mail. Not part of the bundle.
package hallpass.cases

# METADATA
# description: >-
#   A whole input from a case. `situations` are `{like: a kind of recipient, ...}` with what differs; the other members
#   hold what differs from the plain message. Lists of structs take what differs from a plain one too.
asked(case) := {
	"schema": 1,
	"tenant": object.get(case, "tenant", "lakeside"),
	"parameters": object.union(_parameters, object.get(case, "parameters", {})),
	"sender": object.union(_sender, object.get(case, "sender", {})),
	"message": _message_of(object.get(case, "message", {})),
	"situations": [_situation(given) | some given in object.get(case, "situations", [])],
}

# METADATA
# description: One recipient of each kind. The last is a guardian who may not be contacted.
everyone := [
	{"like": "high_student"},
	{"like": "guardian"},
	{"like": "staff"},
	{"like": "public"},
	{"like": "unknown"},
	{"like": "barred_guardian"},
]

# METADATA
# description: What a guideline found, in short. Situation, reason, effect.
told(findings) := {[i, found.reason, found.effect] | some i, here in findings; some found in here}

# METADATA
# description: What a guideline found about the message, in short. Reason, effect.
told_of_message(findings) := {[found.reason, found.effect] | some found in findings}

# METADATA
# description: What a guideline obliges to, wherever it said so.
obliged(findings) := {obligation | some here in findings; some found in here; some obligation in found.obligations}

# METADATA
# description: What a guideline obliges to for the whole message.
obliged_by_message(findings) := {obligation | some found in findings; some obligation in found.obligations}

# METADATA
# description: The groups of `about` that findings name.
named(findings) := {found.detail.about | some here in findings; some found in here}

_situation(given) := object.union_n([
	_nobody,
	kind,
	object.remove(given, {"like", "student"}),
	{
		"students": [_student_of([student, object.get(given, "student", {})]) | some student in students],
		"about": _each(given, "about", _about),
	},
]) if {
	kind := _kinds[given.like]
	students := object.get(given, "students", object.get(kind, "students", []))
}

_student_of(layers) := object.union(student, {"company": _each(student, "company", _guardian)}) if {
	student := object.union_n(array.concat([_student], layers))
}

_message_of(given) := object.union_n([_message, given, {
	"medium": _medium_of(object.get(given, "medium", {})),
	"classroom": _each(given, "classroom", _classroom),
	"content": _content_of(object.get(given, "content", {})),
}])

_medium_of(given) := object.union(medium, {"platform": _each(medium, "platform", _platform)}) if {
	medium := object.union(_medium, given)
}

_content_of(given) := object.union_n([_content, given, {
	"attachments": _each(given, "attachments", _attachment),
	"mentions": _each(given, "mentions", _mention),
	"pictured": _each(given, "pictured", _pictured),
}])

# Those of a list, each completed from a plain one.
_each(given, member, plain) := [object.union(plain, item) | some item in object.get(given, member, [])]

_parameters := {
	"acceptable_use_version": "2026",
	"acceptable_use_days": 365,
	"active_purposes": [],
	"guardian_rules": "lift",
	"quiet_hours": [],
}

_sender := {
	"known": true,
	"discloses_employment": false,
	"on_duty": false,
	"acceptable_use": [{"version": "2026", "days": 30}],
	"tags": [],
}

_platform := {
	"sanctioned": true,
	"provided_by": "district",
	"minimum_age": [],
	"profile_restrictions": [],
	"visibility": "class_families",
	"allows_tagging": false,
	"tags": [],
}

_medium := {"kind": "email", "named": true, "platform": [_platform]}

_classroom := {
	"known": true,
	"notice_delivered": true,
	"notice_parts": ["purpose", "example", "student_information", "security"],
	"objection": false,
	"consultation": "agreed",
	"tags": [],
}

_content := {
	"record_classes": [],
	"directory_classes": [],
	"signals": [],
	"age_appropriate": "unstated",
	"unknown_mentions": false,
	"attachments": [],
	"phone_numbers": [],
	"mentions": [],
	"pictured": [],
}

_message := {
	"interaction": "message",
	"purpose": "education",
	"account": "district",
	"device": "district",
	"urgency": "normal",
	"weekday": "wednesday",
	"minute": 600,
	"expires": [],
	"households": 1,
	"declarer": false,
	"outside": {"named": false, "approved": false},
}

_attachment := {"kind": "image", "rights": "own", "attributed": false, "subjects": "none"}

_mention := {
	"own_child": false,
	"emergency": false,
	"pictured": false,
	"photo": ["presumed"],
	"classroom_media": [],
	"tags": [],
}

_pictured := {"own_child": false, "reminded": true}

_about := {"access": "none", "directory_opt_out": false, "directory_opt_in": false, "age": [10]}

_student := {
	"level": "elementary",
	"age": [8],
	"contactable": true,
	"classroom_media": [],
	"direct_contact": [],
	"company": [],
	"company_refused": false,
	"tags": [],
}

_guardian := {"opted_out": false, "in_audience": false}

_nobody := {"own_child": false, "emergency": false, "students": [], "about": [], "tags": []}

# The kinds of recipients that a case can name.
_kinds := {
	"elementary_student": {"kind": "student", "students": [{"company": [{"in_audience": true}]}]},
	"middle_student": {
		"kind": "student",
		"students": [{"level": "middle", "age": [12], "company": [{"in_audience": true}]}],
	},
	"high_student": {
		"kind": "student",
		"students": [{"level": "high", "age": [16], "direct_contact": ["presumed"], "company": [{}]}],
	},
	"guardian": {"kind": "guardian", "students": [{}]},
	"barred_guardian": {"kind": "guardian", "students": [{"contactable": false}]},
	"staff": {"kind": "staff"},
	"public": {"kind": "public"},
	"unknown": {"kind": "unknown"},
}
