"""The envelope of every event, and how a consumer opens it.

The struct itself lives in the kernel, because the outbox and the bus carry it and know no contract.
"""

from typing import TypeVar

import msgspec

from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Fault, Invalid

__all__ = ["Envelope", "open_payload", "seal_payload"]

T = TypeVar("T")


def seal_payload(payload: object) -> bytes:
    """The payload struct as the JSON bytes that an outbox row carries; the same struct gives the same bytes."""
    return msgspec.json.encode(payload, order="deterministic")


def open_payload(envelope: Envelope, kind: type[T]) -> T:
    """The payload as `kind`. Raises Invalid, naming topic and type but no content, when it is something else."""
    try:
        return msgspec.json.decode(envelope.payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fault = Fault("payload", f"An event {envelope.type} of {envelope.topic} is not of the agreed shape.")
        raise Invalid((fault,)) from error
