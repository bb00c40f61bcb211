"""A district's settings and a platform of its register, as ordinary as can be."""

from __future__ import annotations

from hallpass.contracts.policy import Contact, PlatformFacts, SettingsFacts, Toolkit

SETTINGS = SettingsFacts(
    name="Lakeside",
    time_zone="America/Chicago",
    disclaimer="My own words.",
    toolkit=Toolkit(link="l", phone="1"),
    reporting=Contact(name="Desk", phone="2"),
    acceptable_use_version="2026",
    acceptable_use_days=365,
)
PLATFORM = PlatformFacts(
    id="blog",
    name="Blog",
    kind="website",
    sanctioned=True,
    provided_by="district",
    visibility="class_families",
    allows_tagging=False,
)
