"""Expand, then contract: which statements of a migration the release before it can live with. Pure; reads SQL only.

While a release is rolled out, processes of the release before it run on the schema that is already new. So a revision
may only widen what is there: tables, columns that need not be given, indexes, rights, policies that let more through.
Inside a table that the revision itself creates everything is allowed, because no older code knows it; so is filling a
column that it adds.

The list is of what is known to widen. Whatever is not on it is refused, so that a statement nobody thought of is not
let through; the commonest are refused by their own name.

**Contracting.** What is no longer used has to go some day. A revision that takes away declares
`contracts = "<revision>"`: the earlier revision that brought what replaces it. Each revision declares `release`, the
version it ships with, and the one it names must have shipped with an earlier version. Both in one release would meet
code that has never seen the replacement. That the code before really has stopped using the old part, no list can see:
the declaration is where the author says so, and the reviewer looks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_NAME = r'(?:"[^"]+"|\w+)'
_TABLE = rf"(?:{_NAME}\.)?{_NAME}"
_FLAGS = re.IGNORECASE | re.DOTALL

# What is quoted and what is a comment, told apart in one pass: each may look like the beginning of the other.
_QUOTED = re.compile(r"""('(?:[^']|'')*')|("[^"]*")|--[^\n]*|/\*.*?\*/""", re.DOTALL)

_CREATES = re.compile(rf"CREATE (?:UNLOGGED )?TABLE ({_TABLE}) ?\(", _FLAGS)
_TOUCHES = re.compile(
    rf"(?:ALTER TABLE|CREATE (?:UNIQUE )?INDEX {_NAME} ON|CREATE POLICY {_NAME} ON|REVOKE [\w ,()]+ ON|INSERT INTO"
    rf"|UPDATE|DELETE FROM) ({_TABLE})(?=[\s(]|$)",
    _FLAGS,
)
_ADDS = re.compile(rf"ALTER TABLE ({_TABLE}) ADD (?:COLUMN )?({_NAME}) [^,]+$", _FLAGS)
_FILLS = re.compile(rf"UPDATE ({_TABLE}) SET ({_NAME}) ?= ?[^,]+$", _FLAGS)  # noqa: S608 - a pattern, not a query
_REFERS = re.compile(rf"\bREFERENCES ({_TABLE})", _FLAGS)
_HARDER = r"\b(?:UNIQUE|CHECK|REFERENCES|PRIMARY|CONSTRAINT|GENERATED)\b"

# Tried in this order; the first that matches names the trouble.
_REFUSED: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern, _FLAGS)
    for kind, pattern in {
        "drops a table": r"DROP TABLE",
        "drops a policy": r"DROP POLICY",
        "changes a policy": r"ALTER POLICY",
        "drops an index": r"DROP INDEX",
        "takes a right away": r"REVOKE|ALTER DEFAULT PRIVILEGES .*REVOKE",
        "empties a table": r"TRUNCATE",
        "renames": r"ALTER \w+ .*\bRENAME\b",
        "moves to another schema": r"ALTER \w+ .*\bSET SCHEMA\b",
        "drops a column": rf"ALTER TABLE {_TABLE} DROP (?:COLUMN|(?!CONSTRAINT\b){_NAME})",
        "drops a constraint": rf"ALTER TABLE {_TABLE} DROP CONSTRAINT",
        "changes a column's type": rf"ALTER TABLE .*ALTER (?:COLUMN )?{_NAME} (?:SET DATA )?TYPE\b",
        "makes a column required": rf"ALTER TABLE .*ALTER (?:COLUMN )?{_NAME} SET NOT NULL",
        "drops a default": rf"ALTER TABLE .*ALTER (?:COLUMN )?{_NAME} DROP DEFAULT",
        "adds a constraint": (
            rf"ALTER TABLE {_TABLE} ADD (?:CONSTRAINT|UNIQUE|CHECK|FOREIGN|PRIMARY|EXCLUDE)\b"
            rf"|ALTER TABLE {_TABLE} ADD .*{_HARDER}"
        ),
        "adds a column that must be given": rf"ALTER TABLE {_TABLE} ADD (?:COLUMN )?(?!.*\bDEFAULT\b).*\bNOT NULL\b",
        "makes values unique": r"CREATE UNIQUE INDEX",
        "locks rows that were open": rf"ALTER TABLE {_TABLE} ENABLE ROW LEVEL SECURITY",
        "adds a policy that lets less through": r"CREATE POLICY .*\bAS RESTRICTIVE\b",
        "changes rows of code that still runs": r"UPDATE|DELETE|INSERT|MERGE",
    }.items()
}

_WIDENS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        _CREATES.pattern,
        # One column at a time: a comma outside brackets would hide a second action behind the first.
        _ADDS.pattern,
        # For the owner alone, who never answers requests.
        rf"ALTER TABLE {_TABLE} (?:NO )?FORCE ROW LEVEL SECURITY$",
        rf"ALTER TABLE {_TABLE} ALTER (?:COLUMN )?{_NAME} (?:DROP NOT NULL|SET DEFAULT [^,]+)$",
        r"CREATE INDEX\b",
        r"CREATE POLICY\b",
        r"CREATE SEQUENCE\b",
        r"GRANT\b",
        r"COMMENT ON\b",
    )
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of a service's chain: what it declares, and the statements of its upgrade in order."""

    name: str
    before: str | None
    release: tuple[int, ...]
    contracts: str | None
    statements: Sequence[str]


def narrowed(statements: Sequence[str]) -> list[str]:
    """What the release before could trip over, one sentence for each statement that is not known to widen."""
    new = _New(set(), set())
    flat = (_flat(statement) for statement in statements)
    return [f"{kind}: {' '.join(one.split()[:8])}" for one in flat if (kind := _trouble(one, new))]


def refused(chain: Sequence[Revision]) -> list[str]:
    """Why revisions of a service must not be released as they are; empty when all is well.

    `chain` runs from the first revision to the last. The first is exempt: no release was before it.
    """
    return [f"{revision.name}: {why}" for at, revision in enumerate(chain) if at for why in _why(revision, chain[:at])]


def _why(revision: Revision, earlier: Sequence[Revision]) -> Iterator[str]:
    if revision.release < earlier[-1].release:
        yield "its release is before that of the revision it follows"
    if revision.contracts is None:
        yield from narrowed(revision.statements)
        return
    named = next((one for one in earlier if one.name == revision.contracts), None)
    if named is None:
        yield f"contracts {revision.contracts}, which is no earlier revision"
    elif named.contracts is not None:
        yield f"contracts {named.name}, which expanded nothing: it contracts itself"
    elif named.release >= revision.release:
        yield f"contracts {named.name}, which no earlier release has shipped"
    elif not narrowed(revision.statements):
        yield f"says that it contracts {named.name}, and takes nothing away"


@dataclass(frozen=True, slots=True)
class _New:
    """What the statements of one revision have brought so far."""

    tables: set[str]
    columns: set[tuple[str, str]]


def _trouble(statement: str, new: _New) -> str | None:
    bare = _without_brackets(statement)
    if re.search(r"[$;]", bare):
        return "more than one statement at once, or quoting that is not read here"
    if creates := _CREATES.match(bare):
        new.tables.add(_plain(creates[1]))
    if any(_plain(found[1]) not in new.tables for found in _REFERS.finditer(statement)):
        return "ties rows that were free"
    touches = _TOUCHES.match(bare)
    if touches and _plain(touches[1]) in new.tables and not re.search(r"\b(RENAME|SET SCHEMA)\b", bare, _FLAGS):
        return None
    fills = _FILLS.match(bare)
    if fills and (_plain(fills[1]), _plain(fills[2])) in new.columns:
        return None
    if kind := next((kind for kind, pattern in _REFUSED.items() if pattern.match(bare)), None):
        return kind
    if adds := _ADDS.match(bare):
        new.columns.add((_plain(adds[1]), _plain(adds[2])))
    return None if any(pattern.match(bare) for pattern in _WIDENS) else "is not known to widen"


def _flat(statement: str) -> str:
    """One line without comments; quoted texts are emptied, for nothing in them acts. Quoted names stay."""
    without = _QUOTED.sub(_shown, statement)
    return " ".join(without.split()).rstrip("; ")


def _shown(found: re.Match[str]) -> str:
    text, name = found[1], found[2]
    if (text and "\\" in text) or (name and not re.fullmatch(r'"\w+"', name)):
        # Where such a thing ends is not certain: the mark has the whole statement refused.
        return "$"
    return "''" if text else name or " "


def _without_brackets(statement: str) -> str:
    """The statement with every pair of brackets emptied, so that commas and words within them are not seen."""
    emptied = re.sub(r"\([^()]+\)", "()", statement)
    while emptied != statement:
        statement, emptied = emptied, re.sub(r"\((?:[^()]|\(\))+\)", "()", emptied)
    return emptied


def _plain(name: str) -> str:
    return name.replace('"', "").lower()
