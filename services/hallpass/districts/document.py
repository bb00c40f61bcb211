"""A YAML file as nodes that know their line. Values are read from the text as written, never as YAML 1.1 resolves it.

YAML 1.1 reads 01 as a number, 20:00 as 1200 and `on` as true; the raw text has none of these traps. What a value
means is said by the member that holds it (see `members` and `values`).
"""

from pathlib import Path

import yaml

from hallpass.districts.faults import Faults, Place

LARGEST = 32 * 1024 * 1024
"""Bytes of one file. The answers of a large district fit many times."""

DEEPEST = 32
"""Levels of nesting; the format needs seven. Deeper text is refused before it can exhaust the parser."""


def open_document(path: Path, name: str, faults: Faults) -> yaml.MappingNode | None:
    """The file's one mapping, or None where there is nothing to read; what is wrong is added to `faults`."""
    start = Place(name, "", 1)
    text = _text(path, start, faults)
    if text is None:
        return None
    try:
        if not _shallow(text):
            faults.add(start, "too_deep", f"The file is nested more than {DEEPEST} levels deep.")
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        faults.add(_place_of(error, name), "yaml", f"This is not YAML: {_problem(error)}.")
        return None
    if node is None:
        node = yaml.compose("{}", Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode):
        faults.add(start, "mapping", "The file must hold members with names (name: value).")
        return None
    return node


def _text(path: Path, start: Place, faults: Faults) -> str | None:
    if path.stat().st_size > LARGEST:
        faults.add(start, "too_large", f"The file is larger than {LARGEST // 1024 // 1024} MB.")
        return None
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.add(Place(start.file, "", line), "encoding", "The file is not UTF-8 text.")
        return None


def _shallow(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return True


def _place_of(error: yaml.YAMLError, name: str) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(name, "", mark.line + 1, mark.column + 1) if mark is not None else Place(name, "", 1)


def _problem(error: yaml.YAMLError) -> str:
    """What the parser missed, without quoting the text around it."""
    if getattr(error, "problem", None) == "found undefined alias":
        return "*word repeats what &word has named further up in the same file, and nothing here is named so"
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    return str(problem).split("'", maxsplit=1)[0].strip().rstrip(",;:") or "it cannot be parsed"
