package hallpass.lib

# METADATA
# description: On the school's or district's behalf. Every purpose but `personal`.
school_purpose if input.message.purpose != "personal"

# METADATA
# description: On nobody's behalf but one's own.
personal_purpose if input.message.purpose == "personal"

# METADATA
# description: The account that sends is the staff member's own.
personal_account if input.message.account == "personal"

# METADATA
# description: A text message, which has a clause of its own.
text_message if input.message.medium.kind == "text_message"

# METADATA
# description: Anyone can read it.
reaches_public if count(public) > 0

# METADATA
# description: A student or a guardian is among the recipients.
reaches_families if {
	some s in input.situations
	s.kind in {"student", "guardian"}
}

# METADATA
# description: It stands where others read it.
# scope: document
posted if input.message.interaction in {"post", "comment"}

posted if reaches_public

# METADATA
# description: Personal use in personal time, from a personal account, with no student or guardian but one's own child.
out_of_scope if {
	personal_purpose
	personal_account
	input.sender.on_duty == false
	not _reaches_other_families
}

_reaches_other_families if {
	some s in input.situations
	s.kind == "guardian"
}

_reaches_other_families if {
	some s in input.situations
	s.kind == "student"
	s.own_child == false
}

# METADATA
# description: The register names the platform as sanctioned, or the district made it.
# scope: document
sanctioned_platform if {
	some platform in input.message.medium.platform
	platform.sanctioned
}

sanctioned_platform if {
	some platform in input.message.medium.platform
	platform.provided_by == "district"
}

# METADATA
# description: A sanctioned platform; or a call or text from a district device, which needs none.
# scope: document
sanctioned if sanctioned_platform

sanctioned if {
	input.message.medium.kind in {"phone_call", "text_message"}
	input.message.medium.named == false
	input.message.device == "district"
}

# METADATA
# description: >-
#   A personal phone or tablet; a device that the tool cannot tell counts as one, but on a sanctioned medium.
# scope: document
personal_device if input.message.device == "personal"

personal_device if {
	input.message.device == "unknown"
	not sanctioned
}

# METADATA
# description: Student-record content is in the message.
record_content if count(input.message.content.record_classes) > 0

# METADATA
# description: Directory data is in the message.
directory_content if count(input.message.content.directory_classes) > 0

# METADATA
# description: The class in which the medium is used, when the roster knows it.
known_classroom if {
	some classroom in input.message.classroom
	classroom.known
}

# METADATA
# description: Those of `categories` that the screening found, in order.
signals(categories) := sort({signal | some signal in input.message.content.signals} & categories)

# METADATA
# description: What the screening found can hold or stop the message; else it is advice only.
signals_bind if {
	not out_of_scope
	not declared_by_sender
}

# METADATA
# description: The sender declared the emergency that this message belongs to.
declared_by_sender if {
	input.message.purpose == "emergency"
	input.message.declarer
}
