"""Which notices to families bear on one message and one student, and on which days `to: all` covered that student."""

from __future__ import annotations

from datetime import date

from hallpass.contracts.consent import PARTS, NoticeFacts
from hallpass.contracts.contact import ContactRequest
from hallpass.decision.facts import Enrollment, World
from hallpass.derive.calendar import in_force
from hallpass.derive.consent import Reach, Told


class Notices:
    """The notices for the request's classroom medium, and for direct contact by its sender."""

    def __init__(self, request: ContactRequest, world: World, day: date) -> None:
        """`day` is the local day of sending."""
        self._world, self._day = world, day
        self._sender_id = request.sender.staff_id
        self._window_days = world.register.settings.window_days
        self._teaching = world.teaching.get(self._sender_id, ())
        class_id = request.classroom.class_id if request.classroom else None
        platform_id = request.medium.platform_id
        found = [
            notice
            for notice in world.notices
            if notice.kind == "classroom_media" and notice.class_id == class_id and notice.platform_id == platform_id
        ]
        complete = [notice for notice in found if len(notice.parts) == len(PARTS) and self.delivered(notice)]
        self._of_contact = [notice for notice in world.notices if notice.kind == "direct_contact"]
        self.of_medium: tuple[NoticeFacts, ...] = tuple(complete or found) if class_id is not None else ()
        """Where one is complete and delivered, the incomplete ones do not count."""
        self._reaches = {
            notice.id: tuple(Reach.of(delivery) for delivery in notice.deliveries)
            for notice in (*self.of_medium, *self._of_contact)
        }

    def delivered(self, notice: NoticeFacts) -> bool:
        """Whether it was delivered to anybody by the day of sending."""
        return any(delivery.date <= self._day for delivery in notice.deliveries)

    def shared_classes(self, student: str) -> frozenset[str]:
        """The classes that the sender teaches and the student attends, now."""
        if not self._teaching or not self._places(student):
            return frozenset()
        attended = {place.class_id for place in self._places(student) if self._holds(place, self._day)}
        return frozenset(
            place.class_id for place in self._teaching if place.class_id in attended and self._holds(place, self._day)
        )

    def told_of_medium(self, student: str) -> tuple[Told, ...]:
        """The notices about this classroom medium as they bear on the student."""
        return tuple(self._told(notice, student) for notice in self.of_medium)

    def told_of_contact(self, student: str) -> tuple[Told, ...]:
        """The notices about direct contact by this sender; a class's notice covers that class's teachers."""
        shared = self.shared_classes(student)
        return tuple(
            self._told(notice, student)
            for notice in self._of_contact
            if notice.staff_id == self._sender_id or (notice.class_id is not None and notice.class_id in shared)
        )

    def _told(self, notice: NoticeFacts, student: str) -> Told:
        window = notice.window_days if notice.window_days is not None else self._window_days
        days = frozenset(
            delivery.date
            for delivery in notice.deliveries
            if delivery.to is None and self._attended(notice, student, delivery.date)
        )
        return Told(self._reaches[notice.id], days, window)

    def _attended(self, notice: NoticeFacts, student: str, day: date) -> bool:
        """In the notice's class that day, or, for a staff member's notice, in one of their classes of that day."""
        attended = {place.class_id for place in self._places(student) if self._holds(place, day)}
        if notice.class_id is not None:
            return notice.class_id in attended
        return any(place.class_id in attended and self._holds(place, day) for place in self._teaching)

    def _places(self, student: str) -> tuple[Enrollment, ...]:
        return self._world.enrollments.get(student, ())

    @staticmethod
    def _holds(place: Enrollment, day: date) -> bool:
        return in_force(place.since, place.until, day)
