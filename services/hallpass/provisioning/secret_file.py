"""The secrets of a district's clients, in a file that its owner alone may read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec


class ClientSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """What a district's tools need to get tokens: where, and with which client."""

    token_url: str
    clients: dict[str, str]


def write_secrets(path: Path, token_url: str, clients: Mapping[str, str]) -> bool:
    """Write the file (0600) where it does not say this already; whether it was written.

    Raises PermissionError where others may read an existing file: what was in it is known to them.
    """
    content = msgspec.json.format(msgspec.json.encode(ClientSecrets(token_url=token_url, clients=dict(clients))))
    if path.exists():
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} may be read by others; make new secrets in Keycloak and remove the file.")
        if path.read_bytes() == content:
            return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
    return True
