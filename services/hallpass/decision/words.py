"""Plain English for the contract's codes, so that a new teacher understands a sentence."""

from __future__ import annotations

from collections.abc import Iterable

MEDIA: dict[str, str] = {
    "email": "e-mail",
    "text_message": "text message",
    "phone_call": "phone call",
    "video_call": "video call",
    "social_network": "social network",
    "microblog": "microblog",
    "listserv": "mailing list",
    "forum": "forum",
    "chatroom": "chat room",
    "website": "website",
}
PLAIN: dict[str, str] = {
    # parts of a notice
    "purpose": "its purpose",
    "example": "an example",
    "student_information": "how much student information it shows",
    "security": "how secure it is",
    # record classes
    "grades": "grades",
    "attendance": "attendance",
    "discipline": "discipline",
    "health": "health",
    "special_education": "special education",
    "counseling": "counseling",
    "other_record": "other record content",
    # directory classes
    "name": "name",
    "grade_level": "grade level",
    "activity": "activities",
    "photo": "photos",
    "award": "awards",
    # signals
    "abuse": "abuse",
    "neglect": "neglect",
    "enticement": "enticement of a child",
    "self_harm": "self-harm",
    "bullying": "bullying",
    "threat": "a threat",
    "harassment": "harassment",
    "discrimination": "discrimination",
    "profanity": "profanity",
    "demeaning": "demeaning words",
    "sexual": "sexual content",
    "drugs_alcohol": "drugs or alcohol",
    # works
    "image": "an image",
    "video": "a video",
    "audio": "a recording",
    "document": "a document",
    "link": "a link",
    "student_work": "a student's work",
    # restrictions
    "no_students": "not for students",
    "adults_only": "for adults only",
    "staff_only": "for staff only",
    # interactions
    "message": "message",
    "call": "call",
    "post": "post to",
    "comment": "comment on posts of",
    "react": "react to posts of",
    "connect": "connect with",
    "tag": "tag",
    # levels and kinds
    "elementary": "elementary",
    "middle": "middle",
    "high": "high",
    "student": "students",
    "guardian": "families",
    "staff": "staff",
    "public": "the public",
}


def plain(value: object) -> str:
    """One code in plain words; anything else as it is."""
    return PLAIN.get(value, value) if isinstance(value, str) else str(value)


def listed(values: Iterable[object]) -> str:
    """Words as a list in a sentence: a, b and c."""
    words = [plain(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
