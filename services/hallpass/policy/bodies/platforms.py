"""The bodies of the platform register, and its entries."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt

from hallpass.contracts.contact import MediumKind
from hallpass.contracts.policy import PlatformFacts, ProfileRestriction, Visibility
from hallpass.contracts.web import Body, shown
from hallpass.policy import examples
from hallpass.policy.bodies.words import Tag, Text


class PlatformBody(Body):
    """An entry of the platform register."""

    model_config = shown(examples.PLATFORM)

    name: Text
    kind: MediumKind
    sanctioned: StrictBool
    provided_by: Text = "vendor"
    minimum_age: StrictInt | None = None
    profile_restrictions: tuple[ProfileRestriction, ...] = ()
    visibility: Visibility = "public"
    allows_tagging: StrictBool = False
    tags: Annotated[tuple[Tag, ...], Field(max_length=100)] = ()

    def entry(self, platform: str) -> PlatformFacts:
        """As the register keeps it."""
        return PlatformFacts(
            id=platform,
            name=self.name,
            kind=self.kind,
            sanctioned=self.sanctioned,
            provided_by=self.provided_by,
            minimum_age=self.minimum_age,
            profile_restrictions=self.profile_restrictions,
            visibility=self.visibility,
            allows_tagging=self.allows_tagging,
            tags=self.tags,
        )


class PlatformAnswer(PlatformBody):
    """An entry of the platform register with its id."""

    model_config = shown(examples.PLATFORM_ENTRY)

    id: str

    @classmethod
    def of(cls, facts: PlatformFacts) -> Self:
        """From the register."""
        return cls(
            id=facts.id,
            name=facts.name,
            kind=facts.kind,
            sanctioned=facts.sanctioned,
            provided_by=facts.provided_by,
            minimum_age=facts.minimum_age,
            profile_restrictions=facts.profile_restrictions,
            visibility=facts.visibility,
            allows_tagging=facts.allows_tagging,
            tags=facts.tags,
        )


class PlatformsAnswer(Body):
    """The platform register."""

    model_config = shown(examples.PLATFORMS)

    platforms: tuple[PlatformAnswer, ...]
