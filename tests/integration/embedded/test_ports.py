"""The address is taken first, and a taken one is said in one sentence."""

import socket

import pytest

from hallpass.embedded.ports import claim
from hallpass.embedded.trouble import CannotStart


def test_a_claimed_port_takes_connections_on_loopback() -> None:
    with claim(0) as taken:
        host, port = taken.getsockname()
        assert host == "127.0.0.1"
        socket.create_connection((host, port)).close()


def test_a_port_in_use_is_named() -> None:
    with claim(0) as taken, pytest.raises(CannotStart, match=f"Port {taken.getsockname()[1]} on 127.0.0.1 is in use"):
        claim(taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_number_that_is_no_port_is_named(port: int) -> None:
    with pytest.raises(CannotStart, match=f"{port} is no port"):
        claim(port)
