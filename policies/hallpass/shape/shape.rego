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

_policy_input({
	"message": message,
	"parameters": parameters,
	"schema": schema,
	"sender": sender,
	"situations": situations,
	"tenant": tenant,
}) if {
	is_number(schema)
	is_string(tenant)
	_parameters(parameters)
	_sender_view(sender)
	_message_view(message)
	situations == [item |
		some item in situations
		_situation(item)
	]
}

_parameters({
	"acceptable_use_days": acceptable_use_days,
	"acceptable_use_version": acceptable_use_version,
	"active_purposes": active_purposes,
	"guardian_rules": guardian_rules,
	"quiet_hours": quiet_hours,
}) if {
	is_string(acceptable_use_version)
	is_number(acceptable_use_days)
	active_purposes == [item |
		some item in active_purposes
		item in {"classroom_media", "direct_contact", "directory", "inclusion", "photo"}
	]
	guardian_rules in {"keep", "lift"}
	quiet_hours == [item |
		some item in quiet_hours
		_quiet_hours(item)
	]
}

_quiet_hours({"level": level, "start": start, "until": until}) if {
	level in {"elementary", "high", "middle"}
	is_number(start)
	is_number(until)
}

_sender_view({
	"acceptable_use": acceptable_use,
	"discloses_employment": discloses_employment,
	"known": known,
	"on_duty": on_duty,
	"tags": tags,
}) if {
	is_boolean(known)
	is_boolean(discloses_employment)
	is_boolean(on_duty)
	acceptable_use == [item |
		some item in acceptable_use
		_acceptable_use(item)
	]
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_acceptable_use({"days": days, "version": version}) if {
	is_string(version)
	is_number(days)
}

_message_view({
	"account": account,
	"classroom": classroom,
	"content": content,
	"declarer": declarer,
	"device": device,
	"expires": expires,
	"households": households,
	"interaction": interaction,
	"medium": medium,
	"minute": minute,
	"outside": outside,
	"purpose": purpose,
	"urgency": urgency,
	"weekday": weekday,
}) if {
	interaction in {"call", "comment", "connect", "message", "post", "react", "tag"}
	purpose in {"education", "emergency", "outside", "personal", "school"}
	account in {"district", "personal"}
	device in {"district", "personal", "unknown"}
	urgency in {"normal", "time_critical"}
	weekday in {"friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"}
	is_number(minute)
	expires == [item |
		some item in expires
		_local_time(item)
	]
	is_number(households)
	is_boolean(declarer)
	_outside(outside)
	_medium_view(medium)
	classroom == [item |
		some item in classroom
		_classroom_view(item)
	]
	_content_view(content)
}

_local_time({"days": days, "minute": minute}) if {
	is_number(days)
	is_number(minute)
}

_outside({"approved": approved, "named": named}) if {
	is_boolean(named)
	is_boolean(approved)
}

_medium_view({"kind": kind, "named": named, "platform": platform}) if {
	kind in {
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
	is_boolean(named)
	platform == [item |
		some item in platform
		_platform_view(item)
	]
}

_platform_view({
	"allows_tagging": allows_tagging,
	"minimum_age": minimum_age,
	"profile_restrictions": profile_restrictions,
	"provided_by": provided_by,
	"sanctioned": sanctioned,
	"tags": tags,
	"visibility": visibility,
}) if {
	is_boolean(sanctioned)
	is_string(provided_by)
	minimum_age == [item |
		some item in minimum_age
		is_number(item)
	]
	profile_restrictions == [item |
		some item in profile_restrictions
		item in {"adults_only", "no_students", "staff_only"}
	]
	visibility in {"class_families", "public", "school", "staff"}
	is_boolean(allows_tagging)
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_classroom_view({
	"consultation": consultation,
	"known": known,
	"notice_delivered": notice_delivered,
	"notice_parts": notice_parts,
	"objection": objection,
	"tags": tags,
}) if {
	is_boolean(known)
	is_boolean(notice_delivered)
	notice_parts == [item |
		some item in notice_parts
		item in {"example", "purpose", "security", "student_information"}
	]
	is_boolean(objection)
	consultation in {"agreed", "declined", "none"}
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_content_view({
	"age_appropriate": age_appropriate,
	"attachments": attachments,
	"directory_classes": directory_classes,
	"mentions": mentions,
	"phone_numbers": phone_numbers,
	"pictured": pictured,
	"record_classes": record_classes,
	"signals": signals,
	"unknown_mentions": unknown_mentions,
}) if {
	record_classes == [item |
		some item in record_classes
		item in {
			"attendance",
			"counseling",
			"discipline",
			"grades",
			"health",
			"other_record",
			"special_education",
		}
	]
	directory_classes == [item |
		some item in directory_classes
		item in {"activity", "award", "grade_level", "name", "photo"}
	]
	signals == [item |
		some item in signals
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
	]
	age_appropriate in {"no", "unstated", "yes"}
	is_boolean(unknown_mentions)
	attachments == [item |
		some item in attachments
		_attachment_view(item)
	]
	phone_numbers == [item |
		some item in phone_numbers
		_number_view(item)
	]
	mentions == [item |
		some item in mentions
		_mention_view(item)
	]
	pictured == [item |
		some item in pictured
		_pictured_view(item)
	]
}

_attachment_view({
	"attributed": attributed,
	"kind": kind,
	"rights": rights,
	"subjects": subjects,
}) if {
	kind in {"audio", "document", "image", "link", "student_work", "video"}
	rights in {"fair_use", "licensed", "own", "permission", "public_domain", "unknown"}
	is_boolean(attributed)
	subjects in {"none", "own_children", "students"}
}

_number_view({"whose": whose}) if {
	whose in {"claimed", "district", "staff", "unlisted"}
}

_mention_view({
	"classroom_media": classroom_media,
	"emergency": emergency,
	"own_child": own_child,
	"photo": photo,
	"pictured": pictured,
	"tags": tags,
}) if {
	is_boolean(own_child)
	is_boolean(emergency)
	is_boolean(pictured)
	photo == [item |
		some item in photo
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	]
	classroom_media == [item |
		some item in classroom_media
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	]
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_pictured_view({"own_child": own_child, "reminded": reminded}) if {
	is_boolean(own_child)
	is_boolean(reminded)
}

_situation({
	"about": about,
	"emergency": emergency,
	"kind": kind,
	"own_child": own_child,
	"students": students,
	"tags": tags,
}) if {
	kind in {"guardian", "public", "staff", "student", "unknown"}
	is_boolean(own_child)
	is_boolean(emergency)
	students == [item |
		some item in students
		_student_view(item)
	]
	about == [item |
		some item in about
		_about_view(item)
	]
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_student_view({
	"age": age,
	"classroom_media": classroom_media,
	"company": company,
	"company_refused": company_refused,
	"contactable": contactable,
	"direct_contact": direct_contact,
	"level": level,
	"tags": tags,
}) if {
	level in {"elementary", "high", "middle"}
	age == [item |
		some item in age
		is_number(item)
	]
	is_boolean(contactable)
	classroom_media == [item |
		some item in classroom_media
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	]
	direct_contact == [item |
		some item in direct_contact
		item in {"advised_waiting", "not_advised", "opted_in", "opted_out", "presumed", "unreachable"}
	]
	company == [item |
		some item in company
		_company_view(item)
	]
	is_boolean(company_refused)
	tags == [item |
		some item in tags
		is_string(item)
	]
}

_company_view({"in_audience": in_audience, "opted_out": opted_out}) if {
	is_boolean(opted_out)
	is_boolean(in_audience)
}

_about_view({
	"access": access,
	"age": age,
	"directory_opt_in": directory_opt_in,
	"directory_opt_out": directory_opt_out,
}) if {
	access in {"guardian", "interest", "none", "self"}
	is_boolean(directory_opt_out)
	is_boolean(directory_opt_in)
	age == [item |
		some item in age
		is_number(item)
	]
}
