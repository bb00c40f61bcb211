"""Bytes to lines of text, with everything refused that would make a later reader see something else than we do."""

from collections.abc import Iterator
from typing import IO

from hallpass.roster.oneroster.report import Report

LONGEST_LINE = 1_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


class Unreadable(Exception):
    """The rest of the file makes no sense; the report says why."""


class Lines:
    """The lines of one file, as an iterator of text with line ends. Reads ahead by one line only.

    A line that is not UTF-8, or has a NUL or a carriage return inside, is reported, and an empty line stands in its
    place, so that line numbers stay true and the following lines are examined too; `broken` is the last such line.
    Raises Unreadable where nothing sensible can follow: another encoding, or a line without end.
    """

    def __init__(self, stream: IO[bytes], file: str, report: Report) -> None:
        """`file` is the name under which problems are reported."""
        self.broken = 0
        self._stream = stream
        self._file = file
        self._report = report
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        """The lines, once."""
        while raw := self._stream.readline(LONGEST_LINE + 1):
            self._number += 1
            if len(raw) > LONGEST_LINE:
                self._complain("line_too_long", f"A line has more than {LONGEST_LINE} bytes.")
                raise Unreadable
            yield self._text(self._without_mark(raw) if self._number == 1 else raw)

    def _without_mark(self, raw: bytes) -> bytes:
        for mark, name in OTHER_ENCODINGS:
            if raw.startswith(mark):
                self._complain("encoding", f"The file is in {name}; it must be in UTF-8.")
                raise Unreadable
        # Text of plain letters in UTF-16 is half NULs.
        if raw.count(b"\0") * 3 > len(raw):
            self._complain("encoding", "The file is in UTF-16 without a mark, or no text; it must be in UTF-8.")
            raise Unreadable
        return raw.removeprefix(BYTE_ORDER_MARK)

    def _text(self, raw: bytes) -> str:
        if b"\0" in raw:
            return self._broken("nul", "The line holds a NUL character.")
        # A carriage return counts as part of the line end before a line feed, and at the end of the file.
        if b"\r" in raw and b"\r" in raw.removesuffix(b"\n").removesuffix(b"\r"):
            return self._broken("bare_cr", "The line holds a carriage return that does not end it.")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return self._broken("encoding", "The line is not UTF-8 (perhaps Latin-1 or Windows-1252).")

    def _broken(self, code: str, message: str) -> str:
        self.broken = self._number
        self._complain(code, message)
        return "\n"

    def _complain(self, code: str, message: str) -> None:
        self._report.error(self._file, self._number, code, message)
