# METADATA
# title: Builders of the policy's input
# description: >-
#   A complete input in which nothing is wrong, and ways to change only what a case is about: a teacher writes an e-mail
#   about class on the district's mail. Not part of the bundle.
package hallpass.cases

# METADATA
# description: |
#   A whole input from a case: `situations` are `{like: a kind of recipient, …}` with what differs, the other members
#   differ from the plain message. Lists of structs take what differs from a plain one too.
asked(case) := {
	"schema": 1,
	"tenant": object.get(case, "tenant", "lakeside"),
	"parameters": object.union(_parameters, object.get(case, "parameters", {})),
	"sender": object.union(_sender, object.get(case, "sender", {})),
	"message": _message_of(object.get(case, "message", {})),
	"situations": [situation(given) | some given in object.get(case, "situations", [])],
}

# METADATA
# description: |
#   One situation. `student` changes each of its students.
situation(given) := object.union(plain, {
	"students": [_student_of(object.union(student, object.get(given, "student", {}))) | some student in _students(given, plain)],
	"about": [object.union(_about, about) | some about in object.get(given, "about", [])],
}) if {
	plain := object.union(_plain[given.like], object.remove(given, {"like", "student", "students", "about"}))
}

# METADATA
# description: What a guideline found, short - situation, reason, effect.
told(findings) := {[i, found.reason, found.effect] | some i, here in findings; some found in here}

# METADATA
# description: What a guideline found about the message, short - reason, effect.
told_of_message(findings) := {[found.reason, found.effect] | some found in findings}

_students(given, plain) := object.get(given, "students", plain.students)

_student_of(given) := object.union(object.union(_student, given), {"company": [
object.union({"opted_out": false, "in_audience": false}, guardian) |
	some guardian in object.get(given, "company", [])
]})

_message_of(given) := object.union(object.union(_message, object.remove(given, {"medium", "content", "classroom"})), {
	"medium": _medium_of(object.get(given, "medium", {})),
	"classroom": [object.union(_classroom, classroom) | some classroom in object.get(given, "classroom", [])],
	"content": _content_of(object.get(given, "content", {})),
})

_medium_of(given) := object.union(object.union(_medium, given), {"platform": [
object.union(_platform, platform) |
	some platform in object.get(given, "platform", _medium.platform)
]})

_content_of(given) := object.union(object.union(_content, given), {
	"attachments": [object.union(_attachment, attachment) | some attachment in object.get(given, "attachments", [])],
	"mentions": [object.union(_mention, mention) | some mention in object.get(given, "mentions", [])],
	"pictured": [object.union(_pictured, pictured) | some pictured in object.get(given, "pictured", [])],
})

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

_nobody := {"own_child": false, "emergency": false, "students": [], "about": [], "tags": []}

# The kinds of recipients that a case can name.
_plain := {
	"elementary_student": object.union(_nobody, {
		"kind": "student",
		"students": [{"level": "elementary", "age": [8], "company": [{"in_audience": true}]}],
	}),
	"middle_student": object.union(_nobody, {
		"kind": "student",
		"students": [{"level": "middle", "age": [12], "company": [{"in_audience": true}]}],
	}),
	"high_student": object.union(_nobody, {
		"kind": "student",
		"students": [{"level": "high", "age": [16], "direct_contact": ["presumed"], "company": [{}]}],
	}),
	"guardian": object.union(_nobody, {"kind": "guardian", "students": [{"level": "elementary"}]}),
	"barred_guardian": object.union(_nobody, {"kind": "guardian", "students": [{"contactable": false}]}),
	"staff": object.union(_nobody, {"kind": "staff"}),
	"public": object.union(_nobody, {"kind": "public"}),
	"unknown": object.union(_nobody, {"kind": "unknown"}),
}
