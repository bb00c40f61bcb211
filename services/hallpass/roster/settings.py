"""What an operator chooses about the roster service."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class RosterSettings(BaseSettings):
    """Environment variables HALLPASS_ROSTER_…; sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_ROSTER_", frozen=True)

    removal_share: float = 0.10
    """An import that drops a larger share of students, guardians or guardian links is held."""

    removal_floor: int = 2
    """So few that go are never held, whatever share they are: in the smallest school one family may move away."""

    largest_upload: int = 200_000_000
    """Bytes of one uploaded package."""

    largest_unpacked: int = 2 << 30
    """Bytes of all files of a package, unpacked."""

    largest_ratio: int = 200
    """Unpacked by packed size of one file of a zip, at most."""

    region: str = "US"
    """Where a phone number without a country code belongs (ISO 3166)."""

    page: int = 500
    """Entries in one answer, at most."""

    kept_outcomes: int = 200
    """Reports of so many imports are kept for each district, the newest."""
