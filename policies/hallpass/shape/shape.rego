# METADATA
# title: The shape of the policy's input
# description: >-
#   Generated from the contracts by `python -m hallpass.contracts.schemas`; do not edit. Every struct has exactly its
#   members, each of its type, and every enumerated value is one that is known. A renamed fact must never become a
#   silent permit: without this the verdict is undefined.
package hallpass.shape

# METADATA
# description: The number of the shape.
schema := 1

# METADATA
# description: The input is whole.
complete if {
	input.schema == schema
	_policy_input(input)
}

_policy_input(x) if {
	object.keys(x) == {"message", "parameters", "schema", "sender", "situations", "tenant"}
	is_number(x.schema)
	is_string(x.tenant)
	_parameters(x.parameters)
	_sender_view(x.sender)
	_message_view(x.message)
	is_array(x.situations)
	every item in x.situations {
		_situation(item)
	}
}

_parameters(x) if {
	object.keys(x) == {
		"acceptable_use_days",
		"acceptable_use_version",
		"active_purposes",
		"guardian_rules",
		"quiet_hours",
	}
	is_string(x.acceptable_use_version)
	is_number(x.acceptable_use_days)
	is_array(x.active_purposes)
	every item in x.active_purposes {
		item in {"classroom_media", "direct_contact", "directory", "inclusion", "photo"}
	}
	x.guardian_rules in {"keep", "lift"}
	is_array(x.quiet_hours)
	every item in x.quiet_hours {
		_quiet_hours(item)
	}
}

_quiet_hours(x) if {
	object.keys(x) == {"level", "start", "until"}
	x.level in {"elementary", "high", "middle"}
	is_number(x.start)
	is_number(x.until)
}

_sender_view(x) if {
	object.keys(x) == {"acceptable_use", "discloses_employment", "known", "on_duty", "tags"}
	is_boolean(x.known)
	is_boolean(x.discloses_employment)
	is_boolean(x.on_duty)
	is_array(x.acceptable_use)
	every item in x.acceptable_use {
		_acceptable_use(item)
	}
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_acceptable_use(x) if {
	object.keys(x) == {"days", "version"}
	is_string(x.version)
	is_number(x.days)
}

_message_view(x) if {
	object.keys(x) == {
		"account",
		"classroom",
		"content",
		"declarer",
		"device",
		"expires",
		"households",
		"interaction",
		"medium",
		"minute",
		"outside",
		"purpose",
		"urgency",
		"weekday",
	}
	x.interaction in {"call", "comment", "connect", "message", "post", "react", "tag"}
	x.purpose in {"education", "emergency", "outside", "personal", "school"}
	x.account in {"district", "personal"}
	x.device in {"district", "personal", "unknown"}
	x.urgency in {"normal", "time_critical"}
	x.weekday in {"friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"}
	is_number(x.minute)
	is_array(x.expires)
	every item in x.expires {
		_local_time(item)
	}
	is_number(x.households)
	is_boolean(x.declarer)
	_outside(x.outside)
	_medium_view(x.medium)
	is_array(x.classroom)
	every item in x.classroom {
		_classroom_view(item)
	}
	_content_view(x.content)
}

_local_time(x) if {
	object.keys(x) == {"days", "minute"}
	is_number(x.days)
	is_number(x.minute)
}

_outside(x) if {
	object.keys(x) == {"approved", "named"}
	is_boolean(x.named)
	is_boolean(x.approved)
}

_medium_view(x) if {
	object.keys(x) == {"kind", "named", "platform"}
	x.kind in {
		"chatroom",
		"email",
		"forum",
		"listserv",
		"microblog",
		"phone_call",
		"social_network",
		"text_message",
		"unknown",
		"video_call",
		"website",
	}
	is_boolean(x.named)
	is_array(x.platform)
	every item in x.platform {
		_platform_view(item)
	}
}

_platform_view(x) if {
	object.keys(x) == {
		"allows_tagging",
		"minimum_age",
		"profile_restrictions",
		"provided_by",
		"sanctioned",
		"tags",
		"visibility",
	}
	is_boolean(x.sanctioned)
	is_string(x.provided_by)
	is_array(x.minimum_age)
	every item in x.minimum_age {
		is_number(item)
	}
	is_array(x.profile_restrictions)
	every item in x.profile_restrictions {
		item in {"adults_only", "no_students", "staff_only"}
	}
	x.visibility in {"class_families", "public", "school", "staff"}
	is_boolean(x.allows_tagging)
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_classroom_view(x) if {
	object.keys(x) == {
		"consultation",
		"known",
		"notice_delivered",
		"notice_parts",
		"objection",
		"tags",
	}
	is_boolean(x.known)
	is_boolean(x.notice_delivered)
	is_array(x.notice_parts)
	every item in x.notice_parts {
		item in {"example", "purpose", "security", "student_information"}
	}
	is_boolean(x.objection)
	x.consultation in {"agreed", "declined", "none"}
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_content_view(x) if {
	object.keys(x) == {
		"age_appropriate",
		"attachments",
		"directory_classes",
		"mentions",
		"phone_numbers",
		"pictured",
		"record_classes",
		"signals",
		"unknown_mentions",
	}
	is_array(x.record_classes)
	every item in x.record_classes {
		item in {
			"attendance",
			"counseling",
			"discipline",
			"grades",
			"health",
			"other_record",
			"special_education",
		}
	}
	is_array(x.directory_classes)
	every item in x.directory_classes {
		item in {"activity", "award", "grade_level", "name", "photo"}
	}
	is_array(x.signals)
	every item in x.signals {
		item in {
			"abuse",
			"bullying",
			"demeaning",
			"discrimination",
			"drugs_alcohol",
			"enticement",
			"harassment",
			"neglect",
			"profanity",
			"self_harm",
			"sexual",
			"threat",
		}
	}
	x.age_appropriate in {"no", "unstated", "yes"}
	is_boolean(x.unknown_mentions)
	is_array(x.attachments)
	every item in x.attachments {
		_attachment_view(item)
	}
	is_array(x.phone_numbers)
	every item in x.phone_numbers {
		_number_view(item)
	}
	is_array(x.mentions)
	every item in x.mentions {
		_mention_view(item)
	}
	is_array(x.pictured)
	every item in x.pictured {
		_pictured_view(item)
	}
}

_attachment_view(x) if {
	object.keys(x) == {"attributed", "kind", "rights", "subjects"}
	x.kind in {"audio", "document", "image", "link", "student_work", "video"}
	x.rights in {"fair_use", "licensed", "own", "permission", "public_domain", "unknown"}
	is_boolean(x.attributed)
	x.subjects in {"none", "own_children", "students"}
}

_number_view(x) if {
	object.keys(x) == {"whose"}
	x.whose in {"claimed", "district", "staff", "unlisted"}
}

_mention_view(x) if {
	object.keys(x) == {"classroom_media", "emergency", "own_child", "photo", "pictured", "tags"}
	is_boolean(x.own_child)
	is_boolean(x.emergency)
	is_boolean(x.pictured)
	is_array(x.photo)
	every item in x.photo {
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	}
	is_array(x.classroom_media)
	every item in x.classroom_media {
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	}
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_pictured_view(x) if {
	object.keys(x) == {"own_child", "reminded"}
	is_boolean(x.own_child)
	is_boolean(x.reminded)
}

_situation(x) if {
	object.keys(x) == {"about", "emergency", "kind", "own_child", "students", "tags"}
	x.kind in {"guardian", "public", "staff", "student", "unknown"}
	is_boolean(x.own_child)
	is_boolean(x.emergency)
	is_array(x.students)
	every item in x.students {
		_student_view(item)
	}
	is_array(x.about)
	every item in x.about {
		_about_view(item)
	}
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_student_view(x) if {
	object.keys(x) == {
		"age",
		"classroom_media",
		"company",
		"company_refused",
		"contactable",
		"direct_contact",
		"level",
		"tags",
	}
	x.level in {"elementary", "high", "middle"}
	is_array(x.age)
	every item in x.age {
		is_number(item)
	}
	is_boolean(x.contactable)
	is_array(x.classroom_media)
	every item in x.classroom_media {
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	}
	is_array(x.direct_contact)
	every item in x.direct_contact {
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	}
	is_array(x.company)
	every item in x.company {
		_company_view(item)
	}
	is_boolean(x.company_refused)
	is_array(x.tags)
	every item in x.tags {
		is_string(item)
	}
}

_company_view(x) if {
	object.keys(x) == {"in_audience", "opted_out"}
	is_boolean(x.opted_out)
	is_boolean(x.in_audience)
}

_about_view(x) if {
	object.keys(x) == {"access", "age", "directory_opt_in", "directory_opt_out"}
	x.access in {"guardian", "interest", "none", "self"}
	is_boolean(x.directory_opt_out)
	is_boolean(x.directory_opt_in)
	is_array(x.age)
	every item in x.age {
		is_number(item)
	}
}
