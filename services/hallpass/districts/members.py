"""Reading the members of a YAML mapping: each is asked for by name and kind; what is wrong is added to one list.

A member that nobody asked for is an error where a known name was probably meant (a misspelt setting must not be
silently without force), else a warning. Names that begin with `x-` are the author's own and are passed over.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from hallpass.districts import values
from hallpass.districts.faults import Faults, Place
from hallpass.kernel.errors import Fault

OWN = "x-"

LONGEST_ID = 255
LONGEST_TEXT = 20_000

_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_MERGE = "tag:yaml.org,2002:merge"
MERGE_KEY = (
    "The merge key << is not read in a district folder, so that every entry says everything itself. "
    "Write the members out here in its place. (A whole value may be repeated: name: &word …, then other: *word.)"
)
_TRUE = {"true", "yes", "on"}

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Value:
    """One node with its place. `words` in the errors say what was expected, never what was found."""

    node: yaml.Node
    place: Place
    faults: Faults

    @property
    def empty(self) -> bool:
        """Nothing after the colon, `null` or `~`."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL

    @property
    def is_mapping(self) -> bool:
        """Whether there are members with names."""
        return isinstance(self.node, yaml.MappingNode)

    def says(self, word: str) -> bool:
        """Whether this is exactly this word; says nothing about what else may stand here."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.value == word

    def refuse(self, faults: Iterable[Fault]) -> bool:
        """Add what the owner of this entry finds wrong with it; returns whether there was anything."""
        refused = False
        for fault in faults:
            refused = True
            self.faults.add(self.place.member(fault.member or ""), fault.code, fault.message)
        return refused

    def text(self, *, longest: int = LONGEST_TEXT) -> str | None:
        """Any scalar as it is written; a number or date without quotes is text here too."""
        if not isinstance(self.node, yaml.ScalarNode) or self.empty:
            self.faults.add(self.place, "text", "A text is expected here.")
            return None
        if len(self.node.value) > longest:
            self.faults.add(self.place, "too_long", f"At most {longest} characters are allowed here.")
            return None
        if "\x00" in self.node.value:
            self.faults.add(self.place, "text", "The text holds a character that cannot be stored.")
            return None
        return str(self.node.value)

    def filled(self) -> str | None:
        """A text of more than blanks."""
        text = self.text()
        if text is not None and not text.strip():
            self.faults.add(self.place, "empty", "Some words are expected here.")
            return None
        return text

    def id(self) -> str | None:
        """An id of 1-255 characters."""
        text = self.text()
        if text is None:
            return None
        if not 1 <= len(text) <= LONGEST_ID or not text.strip():
            self.faults.add(self.place, "id", f"An id of 1 to {LONGEST_ID} characters is expected here.")
            return None
        return text

    def boolean(self) -> bool | None:
        """`true` or `false`, without quotes."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag == _BOOL:
            return self.node.value.lower() in _TRUE
        self.faults.add(self.place, "boolean", "true or false is expected here, without quotes.")
        return None

    def integer(self, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        text = self.text()
        number = values.as_integer(text.strip()) if text is not None else None
        if number is None or not least <= number <= most:
            if text is not None:
                self.faults.add(self.place, "integer", f"A whole number from {least} to {most} is expected here.")
            return None
        return number

    def calendar_date(self) -> date | None:
        """`YYYY-MM-DD`."""
        text = self.text()
        if text is None:
            return None
        found = values.as_date(text.strip())
        if found is None:
            self.faults.add(self.place, "date", "A date is expected here, written YYYY-MM-DD.")
        return found

    def day(self, zone: ZoneInfo) -> date | None:
        """A date; of an instant, the day in the district."""
        text = self.text()
        if text is None:
            return None
        instant = values.as_instant(text.strip(), zone)
        return instant.astimezone(zone).date() if instant else self.calendar_date()

    def instant(self, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
        """An instant; without an offset in the district's time. Of a date its start, or its end where `end`."""
        text = self.text()
        if text is None:
            return None
        if day := values.as_date(text.strip()):
            return values.end_of(day, zone) if end else values.start_of(day, zone)
        found = values.as_instant(text.strip(), zone)
        if found is None:
            self.faults.add(self.place, "instant", "An instant is expected here, such as 2026-01-12T06:00:00-06:00.")
        return found

    def minute(self) -> int | None:
        """`HH:MM` as the minute of the day."""
        text = self.text()
        if text is None:
            return None
        found = values.as_minute(text.strip())
        if found is None:
            self.faults.add(self.place, "time", 'A time of day is expected here, written "HH:MM".')
        return found

    def word(self, allowed: Collection[Word]) -> Word | None:
        """One of the words of a vocabulary."""
        text = self.text()
        if text is None:
            return None
        for word in allowed:
            if text == word:
                return word
        self.faults.add(self.place, "word", f"One of these is expected here: {', '.join(allowed)}.")
        return None

    def items(self) -> Iterator["Value"]:
        """The entries of a list; nothing after the colon is an empty list."""
        if self.empty:
            return
        if not isinstance(self.node, yaml.SequenceNode):
            self.faults.add(self.place, "list", "A list is expected here.")
            return
        for index, node in enumerate(self.node.value):
            yield Value(node, _place(node, self.place.file, f"{self.place.path}[{index}]"), self.faults)

    def ids(self) -> tuple[tuple[str, Place], ...]:
        """A list of ids, each once, with their places; an id named twice is an error at the second."""
        found: dict[str, Place] = {}
        for item in self.items():
            text = item.id()
            if text is not None and text in found:
                item.faults.add(item.place, "duplicate", "This id is in the list already.")
            elif text is not None:
                found[text] = item.place
        return tuple(found.items())

    def texts(self) -> tuple[str, ...]:
        """A list of texts that are not blank."""
        return tuple(text for item in self.items() if (text := item.filled()) is not None)

    def members(self, known: Collection[str] | None) -> "Members | None":
        """The members of a mapping; `known` None allows any name: they may be ids, and are told by their position."""
        if not isinstance(self.node, yaml.MappingNode):
            self.faults.add(self.place, "mapping", "Members with names (name: value) are expected here.")
            return None
        return Members.of(self.node, self.place, self.faults, known)


@dataclass(frozen=True, slots=True)
class Members:
    """The members of one mapping by name."""

    place: Place
    faults: Faults
    values: dict[str, Value]

    @classmethod
    def of(cls, node: yaml.MappingNode, place: Place, faults: Faults, known: Collection[str] | None) -> "Members":
        """Read the names; a name twice, a name that is no text and a name that is not known are errors."""
        found: dict[str, Value] = {}
        for index, (key, value) in enumerate(node.value):
            key_place = _place(key, place.file, place.path)
            if not isinstance(key, yaml.ScalarNode):
                faults.add(key_place, "name", "A plain name is expected before the colon, no list and no members.")
                continue
            if key.tag == _MERGE:
                faults.add(key_place, "merge_key", MERGE_KEY)
                continue
            name = str(key.value)
            if name in found:
                faults.add(key_place, "duplicate", "This member is here twice.")
            elif known is not None and name not in known:
                if not name.startswith(OWN):
                    _unknown(name, known, key_place, faults)
            else:
                path = f"{place.path}[{index}]" if known is None else place.member(name).path
                found[name] = Value(value, _place(value, place.file, path), faults)
        return cls(place, faults, found)

    def get(self, name: str) -> Value | None:
        """The member, or None where it is absent or has nothing after the colon."""
        value = self.values.get(name)
        return None if value is None or value.empty else value

    def need(self, name: str) -> Value | None:
        """The member; its absence is an error."""
        value = self.get(name)
        if value is None:
            self.faults.add(self.place.member(name), "missing", "This member is required.")
        return value


def _place(node: yaml.Node, file: str, path: str) -> Place:
    return Place(file, path, node.start_mark.line + 1, node.start_mark.column + 1)


def _unknown(name: str, known: Collection[str], place: Place, faults: Faults) -> None:
    """An error where a known name was probably meant: a misspelt rule must not be without force. Else a warning.

    The name itself stays unsaid: it may be anything. The line says where it stands.
    """
    close = get_close_matches("date" if name == "on" else name.lower(), known, n=1)
    listed = f"Known are: {', '.join(sorted(known))}."
    if close:
        message = f"No member of this name is known here. Perhaps {close[0]} is meant. {listed}"
        faults.add(place, "unknown_member", message)
    else:
        faults.warn(place, "unknown_member", f"No member of this name is known here, so it says nothing. {listed}")
