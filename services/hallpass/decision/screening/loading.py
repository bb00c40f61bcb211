"""Reads a folder of rule files: one YAML file a category, and four beside them.

`vocabulary.yaml` names groups of words, `frames.yaml` the surroundings in which a phrase is harmless, `disguised.yaml`
the words that are recognised with hidden letters, `numbers.yaml` what is said around phone numbers. Each file has one
top member, named as the file. Nothing is loaded unless everything can be: the faults of all files are reported
together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from hallpass.contracts.contact import SignalCategory
from hallpass.decision.screening.cues import Cues
from hallpass.decision.screening.disguises import Disguised
from hallpass.decision.screening.language import Malformed, compiled
from hallpass.decision.screening.model import CATEGORIES
from hallpass.decision.screening.rules import Frame, Rule
from hallpass.kernel.errors import Fault, Invalid

T = TypeVar("T")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A misspelt member is a fault, never a rule that silently lacks something."""


class _Vocabulary(_Strict, frozen=True):
    about: str
    entries: dict[str, str]


class _FrameText(_Strict, frozen=True):
    why: str
    pattern: str
    whole_text: bool = False
    quoted: bool = False


class _Frames(_Strict, frozen=True):
    about: str
    entries: dict[str, _FrameText]


class _Disguised(_Strict, frozen=True):
    about: str
    words: frozenset[str]
    swearing: frozenset[str]


class _Numbers(_Strict, frozen=True):
    about: str
    own_before: str
    own_behind: str
    label: str


class _RuleText(_Strict, frozen=True):
    id: str
    why: str
    pattern: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    unless: str = ""
    frames: tuple[str, ...] = ()


class _Category(_Strict, frozen=True):
    about: str
    rules: tuple[_RuleText, ...]


class Source(NamedTuple):
    """What a folder holds: the compiled rules, the words worth restoring, and the hash of all files."""

    rules: tuple[Rule, ...]
    disguised: Disguised
    cues: Cues
    revision: str


@dataclass
class _Reader:
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    digest: Any = field(default_factory=sha256)

    def wrong(self, file: str, code: str, message: str, member: str | None = None, line: int | None = None) -> None:
        self.faults.append(Fault(code=code, message=message, member=member, file=file, line=line))

    def file(self, name: str, shape: type[T]) -> T | None:
        """The member of its own name in a file, in the given shape; None after a fault."""
        file = f"{name}.yaml"
        try:
            content = (self.folder / file).read_bytes()
            self.digest.update(content)
            document = yaml.safe_load(content)
            return msgspec.convert(document, dict[str, shape])[name]  # type: ignore[valid-type]
        except FileNotFoundError:
            self.wrong(file, "missing_file", "This file of the screening rules is missing.")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.wrong(file, "not_yaml", "This is not YAML.", line=None if mark is None else mark.line + 1)
        except KeyError:
            self.wrong(file, "missing_member", f"The file needs the top member {name}.", member=name)
        except msgspec.ValidationError as error:
            self.wrong(file, "wrong_shape", str(error), member=name)
        return None

    def pattern(self, file: str, member: str, text: str, vocabulary: Mapping[str, str]) -> Any | None:
        try:
            return compiled(text, vocabulary)
        except Malformed as error:
            self.wrong(f"{file}.yaml", "malformed_pattern", f"The pattern is malformed: {error}.", member=member)
            return None


def read(folder: Path) -> Source:
    """Everything in the folder, or `Invalid` with every fault found."""
    reader = _Reader(folder)
    vocabulary = reader.file("vocabulary", _Vocabulary)
    words = vocabulary.entries if vocabulary else {}
    frames = {frame.name: frame for frame in _frames(reader, words)}
    disguised = reader.file("disguised", _Disguised)
    cues = _cues(reader, words)
    rules = tuple(rule for category in CATEGORIES for rule in _rules(reader, category, words, frames))
    for rule_id in sorted({rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}):
        reader.wrong("", "duplicate_id", "Two rules have the same id.", member=rule_id)
    if reader.faults or disguised is None or cues is None:
        raise Invalid(tuple(reader.faults))
    return Source(rules, Disguised(disguised.words, disguised.swearing), cues, reader.digest.hexdigest())


def _frames(reader: _Reader, words: Mapping[str, str]) -> Iterator[Frame]:
    text = reader.file("frames", _Frames)
    for name, frame in (text.entries if text else {}).items():
        pattern = reader.pattern("frames", name, frame.pattern, words)
        if pattern is not None:
            yield Frame(name, pattern, frame.whole_text, frame.quoted)


def _cues(reader: _Reader, words: Mapping[str, str]) -> Cues | None:
    text = reader.file("numbers", _Numbers)
    if text is None:
        return None
    before, behind, label = (
        reader.pattern("numbers", member, getattr(text, member), words)
        for member in ("own_before", "own_behind", "label")
    )
    return Cues(before, behind, label)


def _rules(
    reader: _Reader, category: SignalCategory, words: Mapping[str, str], frames: Mapping[str, Frame]
) -> Iterator[Rule]:
    text = reader.file(category, _Category)
    for rule in text.rules if text else ():
        for name in sorted(set(rule.frames) - frames.keys()):
            reader.wrong(f"{category}.yaml", "unknown_frame", f"There is no frame {name}.", member=rule.id)
        pattern = reader.pattern(category, rule.id, rule.pattern, words)
        unless = reader.pattern(category, f"{rule.id}.unless", rule.unless, words) if rule.unless.strip() else None
        if pattern is None:
            continue
        yield Rule(
            id=rule.id,
            category=category,
            pattern=pattern,
            unless=unless,
            frames=tuple(frames[name] for name in rule.frames if name in frames),
            examples=rule.examples,
            counter_examples=rule.counter_examples,
        )
