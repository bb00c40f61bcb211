"""The family of failures that a use case may report, without a word of HTTP.

Messages name members, files and lines. They never carry a value: a message can end up in a log or an answer.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was handed in, and where: a member of a body, or a place in a file."""

    code: str
    message: str
    member: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None


class HallpassError(Exception):
    """Base of every failure that the suite foresees. `message` is safe to show and to log."""

    def __init__(self, message: str) -> None:
        """Keep the sentence; it must not contain a value from the request or the data."""
        super().__init__(message)
        self.message = message


class NotFound(HallpassError):
    """There is no such thing, or the caller may not know that there is."""

    def __init__(self, message: str = "There is nothing here under that id.") -> None:
        """The default sentence serves wherever the kind of thing is plain from the route."""
        super().__init__(message)


class Conflict(HallpassError):
    """What was asked clashes with what is already there."""


class Invalid(HallpassError):
    """What was handed in is wrong; `faults` lists everything found, not only the first."""

    def __init__(self, faults: tuple[Fault, ...], message: str | None = None) -> None:
        """At least one fault is expected; the message defaults to a count of them."""
        super().__init__(message or _count(len(faults)))
        self.faults = faults

    @classmethod
    def member(cls, member: str, code: str, message: str) -> "Invalid":
        """The common case: one member of a body is wrong."""
        return cls((Fault(code=code, message=message, member=member),))


class Refused(HallpassError):
    """The caller is known and may not do this."""

    def __init__(self, message: str = "This caller may not do that.") -> None:
        """The default sentence does not say what would have been found."""
        super().__init__(message)


class Unauthenticated(HallpassError):
    """The caller is not known: no token, or one that does not hold."""

    def __init__(self, message: str = "A valid token is required.") -> None:
        """`message` may say what is wrong with the token, never what is in it."""
        super().__init__(message)


class Unavailable(HallpassError):
    """Something that is needed does not answer just now; asking again later may help."""

    def __init__(self, reason: str) -> None:
        """`reason` names the part: `database`, `bus`, `policy engine`."""
        super().__init__(f"Not available at the moment: {reason}.")
        self.reason = reason


class Undecided(HallpassError):
    """No decision could be reached. To a tool this means: do not contact."""

    def __init__(self, reason: str) -> None:
        """`reason` says which part failed, in a word or two."""
        super().__init__(f"No decision was reached ({reason}). Do not contact.")
        self.reason = reason


class TooLarge(HallpassError):
    """What was handed in exceeds a limit of size."""

    def __init__(self, member: str = "body") -> None:
        """`member` names what is too large; `body` is the request as a whole."""
        super().__init__(f"Too large: {member}.")
        self.member = member


class TooMany(HallpassError):
    """The tenant asks faster than it may. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        """Seconds after which a request has a chance again."""
        super().__init__("Too many requests; slow down.")
        self.retry_after = retry_after


def _count(number: int) -> str:
    return "One thing is wrong." if number == 1 else f"{number} things are wrong."
