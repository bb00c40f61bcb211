"""A member is named as the caller wrote it, and what is wrong is said in a plain sentence without a value."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, ValidationError, model_validator

from hallpass.kernel.validation import SENTENCES, faults_of

CANARY = "Zephyrine-Canary"

Name = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=9, pattern=r"^\S+$")]


class One(BaseModel):
    """Of two members exactly one."""

    cat: Name | None = None
    dog: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.cat is None) == (self.dog is None):
            raise ValueError("exactly one of cat and dog is expected")
        return self


class Visit(BaseModel):
    """With every kind of member that a body has."""

    model_config = ConfigDict(populate_by_name=True)

    guests: Literal["all"] | tuple[Name, ...] = "all"
    pet: Literal["all"] | One = "all"
    rooms: dict[Literal["hall", "loft"], One] = {}
    names: dict[Name, Literal["long", "short"]] = {}
    start: Name | None = Field(default=None, alias="from")
    loud: StrictBool = False


def faults(body: Any, shape: type[BaseModel] = Visit) -> list[tuple[str | None, str]]:
    """What is said of a body that is wrong: member and sentence."""
    with pytest.raises(ValidationError) as caught:
        shape.model_validate(body)
    found = [{**entry, "loc": ("body", *entry["loc"])} for entry in caught.value.errors()]
    told = faults_of(found, body)
    assert CANARY not in str(told)
    return [(fault.member, fault.message) for fault in told]


@pytest.mark.parametrize(
    "body, member, message",
    [
        ({"guests": ["Ann", 5]}, "guests[1]", "A text is expected here."),
        ({"guests": ["Ann", CANARY]}, "guests[1]", "At most 9 characters are allowed here."),
        ({"guests": ["Ann", " "]}, "guests[1]", SENTENCES["string_pattern_mismatch"]),
        ({"guests": CANARY}, "guests", "The value is not one of those that are allowed here."),
        ({"guests": {"all": CANARY}}, "guests", "The value is not one of those that are allowed here."),
        ({"pet": {}}, "pet", "Exactly one of cat and dog is expected."),
        ({"pet": {"cat": 5}}, "pet.cat", "A text is expected here."),
        ({"pet": 5}, "pet", "The value is not one of those that are allowed here."),
        ({"rooms": {"loft": {"dog": CANARY}}}, "rooms.loft.dog", "At most 9 characters are allowed here."),
        ({"rooms": {CANARY: {"dog": "Rex"}}}, "rooms", "One of these is expected here: 'hall' or 'loft'."),
        ({"names": {"Ann": CANARY}}, "names.Ann", "One of these is expected here: 'long' or 'short'."),
        ({"names": {CANARY * 9: "long"}}, "names", "At most 9 characters are allowed here."),
        ({"from": 5}, "from", "A text is expected here."),
        ({"start": 5}, "start", "A text is expected here."),
        ({"loud": "true"}, "loud", "true or false is expected here."),
        ([CANARY], "body", "An object is expected here."),
    ],
)
def test_what_is_wrong_is_told_once_by_the_callers_own_member(body: Any, member: str, message: str) -> None:
    assert faults(body) == [(member, message)]


def test_everything_that_is_wrong_is_told_in_order() -> None:
    body = {"guests": [1, 2], "pet": {"cat": 1, "dog": 2}, "loud": 3}
    assert [member for member, _ in faults(body)] == ["guests[0]", "guests[1]", "pet.cat", "pet.dog", "loud"]


def test_a_key_too_long_to_be_a_name_is_not_sent_back() -> None:
    told = faults({"names": {CANARY * 9: CANARY}})
    assert {member for member, _ in told} == {"names"}


class Nested(BaseModel):
    """A member that is required, in a list."""

    visits: list[Cage]


class Cage(BaseModel):
    """With a required member."""

    cat: str


def test_a_missing_member_is_named_with_its_place() -> None:
    assert faults({"visits": [{"cat": "Tom"}, {}]}, Nested) == [("visits[1].cat", "This member is required.")]


def test_a_parameter_is_named_without_where_it_was_looked_for() -> None:
    found = {"type": "string_too_long", "loc": ("query", "after"), "msg": CANARY, "ctx": {"max_length": 255}}
    (fault,) = faults_of([found], body=None)
    assert (fault.member, fault.message) == ("after", "At most 255 characters are allowed here.")


def test_what_the_library_says_beyond_our_sentences_is_not_passed_on() -> None:
    (fault,) = faults_of([{"type": "never_seen", "loc": ("body", "cat"), "msg": CANARY}], {"cat": CANARY})
    assert (fault.member, fault.message) == ("cat", "The value is not valid here.")
