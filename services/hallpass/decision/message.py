"""The facts of the message itself, in groups without ids; the ids behind each group stay beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import PlatformFacts
from hallpass.contracts.roster import StaffFacts
from hallpass.contracts.situation import (
    AcceptableUse,
    LocalTime,
    MediumView,
    MessageView,
    Outside,
    PlatformView,
    SenderView,
    Weekday,
)
from hallpass.decision.audience import PUBLIC, Audience
from hallpass.decision.classrooms import classroom_view
from hallpass.decision.content import Content, Groups, Mentions
from hallpass.decision.emergencies import Emergency
from hallpass.decision.facts import World
from hallpass.decision.screening import Screened
from hallpass.decision.students import Students
from hallpass.derive.calendar import floored, in_force
from hallpass.derive.households import households

_WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_FARTHEST = 7
"""Days after which an expiry is no nearer to any hold: a hold lasts two days at most."""


class Message:
    """Derives the views of sender and message for one request."""

    def __init__(
        self,
        request: ContactRequest,
        world: World,
        students: Students,
        audience: Audience,
        mentions: Mentions,
        screened: Screened,
        emergency: Emergency | None,
        sender: StaffFacts | None,
        local: datetime,
    ) -> None:
        """`local` is the instant of sending in the district's time zone."""
        self._request, self._world, self._students = request, world, students
        self._audience, self._emergency = audience, emergency
        self._sender, self._local, self._day = sender, local, local.date()
        self._content = Content(request, world, students, audience, mentions, screened, emergency, self._day)
        self._named_tags = frozenset(world.register.settings.named_tags)
        windows = world.register.settings.quiet_hours.values()
        self._bounds = tuple(sorted({bound for window in windows for bound in (window.start, window.until)}))
        platform_id = request.medium.platform_id
        platform = world.register.platforms.get(platform_id) if platform_id is not None else None
        self.platform: PlatformFacts | None = platform if platform and platform.active else None

    def sender(self) -> SenderView:
        """Who asks."""
        asked, sender = self._request.sender, self._sender
        acknowledged: list[AcceptableUse] = []
        if sender and sender.acceptable_use and sender.acceptable_use.date <= self._day:
            days = (self._day - sender.acceptable_use.date).days
            limit = self._world.register.settings.acceptable_use_days
            acknowledged = [
                AcceptableUse(version=sender.acceptable_use.version, days=floored(days, (0, limit, limit + 1)))
            ]
        return SenderView(
            known=sender is not None,
            discloses_employment=asked.discloses_employment,
            on_duty=asked.on_duty,
            acceptable_use=acknowledged,
            tags=self._tags(sender.tags if sender else ()),
        )

    def view(self) -> tuple[MessageView, Groups]:
        """The message, and what is behind its groups."""
        request = self._request
        content, groups = self._content.view()
        outside = (request.content.outside_organization or "").strip()
        emergency = self._emergency
        return MessageView(
            interaction=request.interaction,
            purpose=request.purpose,
            account=request.medium.account,
            device=request.medium.device,
            urgency=request.urgency,
            weekday=_WEEKDAYS[self._local.weekday()],
            minute=floored(self._local.hour * 60 + self._local.minute, self._bounds),
            expires=self._expires(),
            households=self._households() if outside else 0,
            declarer=emergency is not None and emergency.facts.declared_by == request.sender.staff_id,
            outside=Outside(named=bool(outside), approved=bool(outside) and self._approved(outside)),
            medium=self._medium(),
            classroom=classroom_view(
                request, self._world, self._students.notices, self._sender, self._day, self._named_tags
            ),
            content=content,
        ), groups

    def _tags(self, tags: Iterable[str]) -> list[str]:
        return [tag for tag in tags if tag in self._named_tags]

    def _expires(self) -> list[LocalTime]:
        expires = self._request.content.expires_at
        if expires is None:
            return []
        local = expires.astimezone(self._local.tzinfo)
        days = (local.date() - self._day).days
        if days < 0:
            return [LocalTime(days=0, minute=0)]
        return [LocalTime(days=min(days, _FARTHEST), minute=floored(local.hour * 60 + local.minute, self._bounds))]

    def _households(self) -> int:
        people = self._audience.people
        if PUBLIC in people:
            return 2
        families: list[list[str]] = []
        recipients: list[str] = []
        for person, addressed in people.items():
            if "student" in addressed.roles:
                recipients.append(person)
                families.append([person, *(link.guardian for link in self._students.facts(person).links)])
            if "guardian" in addressed.roles:
                recipients.append(person)
                families += ([child, person] for child in self._world.guardians.get(person, addressed.children))
                families += ([child, person] for child in addressed.children)
        return min(2, households(families, recipients))

    def _approved(self, organization: str) -> bool:
        wanted = _folded(organization)
        return any(
            approval.active
            and _folded(approval.organization) == wanted
            and in_force(approval.since, approval.until, self._day)
            for approval in self._world.register.approvals
        )

    def _medium(self) -> MediumView:
        medium, platform = self._request.medium, self.platform
        views = []
        if platform:
            views = [
                PlatformView(
                    sanctioned=platform.sanctioned,
                    provided_by=platform.provided_by,
                    minimum_age=[] if platform.minimum_age is None else [platform.minimum_age],
                    profile_restrictions=list(platform.profile_restrictions),
                    visibility=platform.visibility,
                    allows_tagging=platform.allows_tagging,
                    tags=self._tags(platform.tags),
                )
            ]
        kind = platform.kind if platform else (medium.kind or "unknown")
        return MediumView(kind=kind, named=medium.platform_id is not None, platform=views)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
