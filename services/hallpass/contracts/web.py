"""Shapes that the bodies of several services' routes share. Dates and instants are texts on the wire, never numbers."""

from datetime import date, datetime
from typing import Annotated, cast

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints
from pydantic.config import JsonDict


def _written(value: object) -> object:
    """Pydantic would read a number as seconds since 1970; nobody means that."""
    if isinstance(value, str | date | datetime):
        return value
    raise ValueError("a text is expected here")


_NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"

Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=255, pattern=_NOT_BLANK)]
"""An opaque id of 1-255 characters, not all blank, with no NUL."""

Day = Annotated[date, BeforeValidator(_written)]
"""A date, YYYY-MM-DD."""

Instant = Annotated[AwareDatetime, BeforeValidator(_written)]
"""An RFC 3339 instant with an offset."""

Words = Annotated[str, StringConstraints(strict=True, max_length=20_000)]
"""Free text."""


Example = dict[str, JsonValue]
"""What one body looks like, for the API's documentation. Everybody in it is made up."""


def shown(example: Example) -> ConfigDict:
    """The configuration of a body that the documentation shows by this example."""
    # Pydantic names these two types apart, and means the same by them.
    return ConfigDict(json_schema_extra=cast("JsonDict", {"examples": [example]}))


class Body(BaseModel):
    """A body: frozen, members by their names on the wire; unknown members are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


class Written(Body):
    """The answer to a write: the tenant's number of the event that tells of it, which a later request may demand."""

    model_config = shown({"sequence": 812})

    sequence: int = Field(description="The tenant's sequence number in the service's topic after this write.")
