"""What went wrong, read from the output of pip or Go: one sentence instead of a page."""

from __future__ import annotations

from pathlib import Path

NO_SPACE = ("no space left on device", "disk quota exceeded")
NO_NETWORK = (
    "temporary failure in name resolution",
    "name or service not known",
    "nodename nor servname",
    "network is unreachable",
    "no route to host",
    "connection refused",
    "connection timed out",
    "newconnectionerror",
    "connecttimeouterror",
    "proxyerror",
    "max retries exceeded",
    "no such host",
    "dial tcp",
    "i/o timeout",
    "tls handshake timeout",
    "(from versions: none)",
)
NO_VENV = ("ensurepip is not available", "no module named venv", "no module named 'venv'", "no module named ensurepip")
WRONG_HASH = ("do not match the hashes", "checksum mismatch", "security error")
NO_MEMORY = ("signal: killed", "cannot allocate memory", "out of memory")
NO_WHEEL = ("no matching distribution found", "could not find a version that satisfies")


TAIL_CHARACTERS = 20_000


def sentence(purpose: str, log: Path) -> str:
    """Name the cause of a failed step in one sentence; `log` holds what the tool printed."""
    said = log.read_text(encoding="utf-8", errors="replace")[-TAIL_CHARACTERS:].lower()
    for marks, cause in (
        (NO_SPACE, "the disk is full; free some space and run the same command again"),
        (
            NO_VENV,
            (
                "this Python has no venv module (on Debian and Ubuntu it is the package python3-venv); "
                "install it and run the same command again"
            ),
        ),
        (WRONG_HASH, "a download is not the file that was locked; try again, and do not use it if it stays so"),
        (
            NO_NETWORK,
            "the package registry cannot be reached; check the network and the proxy, and run the same command again",
        ),
        (NO_MEMORY, "the machine ran out of memory; about 1 GB is needed"),
        (NO_WHEEL, "the package registry has no file for this Python and this machine; try Python 3.11 or 3.12"),
    ):
        if any(mark in said for mark in marks):
            return f"{purpose} failed: {cause} (details: {log})."
    return f"{purpose} failed; the last lines of {log} say why."
