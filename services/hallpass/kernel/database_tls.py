"""Whether connections to PostgreSQL are encrypted, and whether the server must prove who it is.

The choice travels in the data source name, as `sslmode` and `sslrootcert`: so whoever has the one has the other.
"""

import ssl
from pathlib import Path
from typing import Literal, TypeAlias, get_args
from urllib.parse import parse_qsl, urlencode

DatabaseTls: TypeAlias = Literal["disable", "prefer", "require", "verify-full"]
MODES: tuple[DatabaseTls, ...] = get_args(DatabaseTls)
VERIFIED: DatabaseTls = "verify-full"
MODE, AUTHORITY = "sslmode", "sslrootcert"


def says_tls(dsn: str) -> bool:
    """Whether a data source name says already how it is encrypted."""
    return any(name.startswith("ssl") for name, _ in _split(dsn)[1])


def with_tls(dsn: str, mode: DatabaseTls, authority: Path | None) -> str:
    """The data source name with the choice in it; `authority` is a file of certificates in PEM, for `verify-full`."""
    place, said = _split(dsn)
    return _joined(place, [*said, (MODE, mode), *([(AUTHORITY, str(authority))] if authority else [])])


def tls_of(dsn: str) -> tuple[str, ssl.SSLContext | DatabaseTls]:
    """The data source name without the choice, and the choice as asyncpg takes it; `prefer` where none was made.

    With `verify-full` the server's certificate must bear its name and be vouched for by `sslrootcert`, without it by
    the system's authorities. Raises ValueError for another mode, OSError where the authorities cannot be read.
    """
    place, query = _split(dsn)
    said = {name: value for name, value in query if name in (MODE, AUTHORITY)}
    mode = next((one for one in MODES if one == said.get(MODE, "prefer")), None)
    authority = said.get(AUTHORITY)
    if mode is None:
        raise ValueError(f"{MODE} of the database must be one of {', '.join(MODES)}")
    if authority is not None and mode != VERIFIED:
        raise ValueError(f"{AUTHORITY} of the database goes with {MODE}={VERIFIED}: no other looks at a certificate")
    tls = ssl.create_default_context(cafile=authority) if mode == VERIFIED else mode
    return _joined(place, [one for one in query if one[0] not in said]), tls


def _split(dsn: str) -> tuple[str, list[tuple[str, str]]]:
    place, _, query = dsn.partition("?")
    return place, parse_qsl(query, keep_blank_values=True)


def _joined(place: str, query: list[tuple[str, str]]) -> str:
    return f"{place}?{urlencode(query)}" if query else place
