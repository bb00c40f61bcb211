"""The address that the suite answers on, taken before anything else is started."""

import errno
import socket

from hallpass.embedded.trouble import CannotStart

LARGEST = 65_535
BACKLOG = 1_024


def claim(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Listen on a loopback port and return the socket, to hand to the HTTP server; 0 takes any free port.

    Taking it first, and keeping it, leaves no moment in which another program could. Raises CannotStart.
    """
    if not 0 <= port <= LARGEST:
        raise CannotStart(f"{port} is no port: give a number from 1 to {LARGEST} with PORT=.")
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Connections of an earlier run may still be closing; that must not block this one.
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        raise CannotStart(_sentence(host, port, error)) from error
    return taken


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use by another program: stop it, or give another one with PORT=."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} needs special rights on this machine: give one above 1023 with PORT=."
    return f"Port {port} on {host} cannot be used: {error.strerror}."
