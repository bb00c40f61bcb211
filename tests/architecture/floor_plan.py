"""The floor plan of a service as data: the names that every room may use, and each room's few names of its own.

A folder counts as a file of the same name: a room that has outgrown one file becomes a folder.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

SHARED = frozenset(
    {
        "__init__",
        "model",
        "service",
        "store",
        "tables",
        "api",
        "consumers",
        "wiring",
        "settings",
        "migrations",
        # the shapes of requests and answers, once they outgrow the routes
        "bodies",
        # what the documentation of the API shows of them
        "examples",
    }
)

OWN: Mapping[str, frozenset[str]] = {
    "roster": frozenset(
        {"oneroster", "guardians", "uploads", "importing", "additions", "outcome", "publishing"},
    ),
    "consent": frozenset({"checks", "ledger"}),
    "policy": frozenset(
        {
            "bundle",
            "engine_api",
            "engines",
            "numbers",
            "bundle_api",
            "bundle_store",
            "defaults",
            "opa_config",
            "publishing",
            "signing",
        }
    ),
    "decision": frozenset(
        {
            # what is asked, and about whom
            *("requests", "prepare", "message", "content", "audience", "people", "students", "classrooms"),
            "shapes",
            # facts into situations, one query, and back to people
            *("facts", "situations", "screening", "opa", "spread", "disclosure", "emergencies", "notices", "validity"),
            # what the sender reads
            *("render", "words", "summary", "asks"),
            # the read model, and what is kept
            *("projection", "queries", "freshness", "record", "log", "archive", "purging", "aging", "metrics"),
        }
    ),
}


def names(room: Path) -> Iterator[str]:
    """The names in a room, without endings; a folder of byte code is no name."""
    for entry in sorted(room.iterdir()):
        if entry.name != "__pycache__":
            yield entry.stem


def strangers(room: Path, own: frozenset[str]) -> list[str]:
    """Names in the room that the plan does not have."""
    return [name for name in names(room) if name not in SHARED | own]


def missing(room: Path, own: frozenset[str]) -> list[str]:
    """Names that the plan gives to the room alone and that are not there: the plan has aged."""
    return sorted(own - set(names(room)))
