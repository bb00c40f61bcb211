"""The five requests that the README walks through, about this district's people.

None names a time, and none is about a level with quiet hours where that would show: they are asked "now", at any hour.
"""

from collections.abc import Iterator
from typing import Any

from deploy.demo.generator.model import District


def requests(district: District) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each request by the name of its file."""
    yield "1-mail-to-a-class", _mail_to_a_class()
    yield "2-text-in-the-notice-window", _text_in_the_window(district)
    yield "3-grades-to-two-parents", _grades(district)
    yield "4-picture-on-the-class-blog", _picture(district)
    yield "5-bullying-in-the-group-chat", _bullying()


def _mail_to_a_class() -> dict[str, Any]:
    return {
        "sender": {"staff_id": "t-heron-1"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"classes": [{"id": "c-heron-7a-science", "members": "students"}]},
        "content": {
            "text": "Please bring your field notes on the pond to tomorrow's lesson. We compare what we found."
        },
    }


def _text_in_the_window(district: District) -> dict[str, Any]:
    return {
        "sender": {"staff_id": "t-beacon-3"},
        "purpose": "education",
        "medium": {"platform_id": "textline", "account": "district", "device": "district"},
        "audience": {"student_ids": [district.student("beacon", "09", 0).id]},
        "content": {"text": "Your essay is due on Friday. Room 12 is open after school if you want to work on it."},
    }


def _grades(district: District) -> dict[str, Any]:
    student = district.student("heron", "08", 0).id
    parents = [link.guardian for link in district.links if link.student == student]
    return {
        "sender": {"staff_id": "t-heron-2"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"guardian_ids": parents},
        "content": {
            "text": "The grades of the first quarter: mathematics B, with a strong last test.",
            "mentions": [student],
            "record_classes": ["grades"],
        },
    }


def _picture(district: District) -> dict[str, Any]:
    shown = [district.student("heron", "06", position).id for position in range(3)]
    return {
        "sender": {"staff_id": "t-heron-1"},
        "interaction": "post",
        "purpose": "education",
        "medium": {"platform_id": "blog", "account": "district", "device": "district"},
        "classroom": {"class_id": "c-heron-6a"},
        "audience": {"classes": [{"id": "c-heron-6a", "members": "both"}]},
        "content": {
            "text": "Our model bridges are finished. Here are three of the builders with theirs.",
            "directory_classes": ["photo"],
            "attachments": [{"kind": "image", "shows": shown, "rights": "own"}],
        },
    }


def _bullying() -> dict[str, Any]:
    return {
        "sender": {"staff_id": "t-foundry-8"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"classes": [{"id": "c-foundry-8a", "members": "guardians"}]},
        "content": {
            "text": (
                "In the students' own group chat some told others not to sit with one classmate, and posted mean "
                "comments about him. Please talk with your child about it."
            ),
        },
    }
