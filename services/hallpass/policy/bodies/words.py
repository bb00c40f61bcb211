"""Short texts, tags and times of day as a body writes them."""

from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, StringConstraints

MINUTES_OF_A_DAY = 1440


def minute_of(value: object) -> int:
    """`HH:MM` as the minute of the day; ValueError for anything else."""
    if not isinstance(value, str) or len(value) != len("HH:MM") or value[2] != ":":
        raise ValueError("a time of day is expected, written HH:MM")
    digits = value[:2] + value[3:]
    hours, minutes = divmod(int(digits), 100) if digits.isascii() and digits.isdigit() else (24, 60)
    if hours * 60 + minutes >= MINUTES_OF_A_DAY or minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        raise ValueError("a time of day is expected, written HH:MM")
    return hours * 60 + minutes


def clock_of(minute: int) -> str:
    """A minute of the day as `HH:MM`."""
    return f"{minute // 60:02}:{minute % 60:02}"


Minute = Annotated[int, BeforeValidator(minute_of, json_schema_input_type=str), PlainSerializer(clock_of)]
Text = Annotated[str, StringConstraints(strict=True, max_length=500)]
Tag = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]
