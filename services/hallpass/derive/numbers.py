"""Phone numbers in the two forms in which they are compared, in the clear and as keyed hashes.

A number is known by its E.164 form, and by its last seven digits, as people write it who share an area code.
Numbers of staff leave the roster only as hashes under a key of the district: a plain hash of a phone number could be
reversed by trying them all.
"""

import hmac
from hashlib import sha256
from typing import Final

import phonenumbers

LOCAL_DIGITS: Final = 7


def e164(number: str, region: str = "US") -> str | None:
    """The number as +16085550100, or None when it cannot be one with its area code."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or len(str(parsed.national_number)) <= LOCAL_DIGITS:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def local(number: str) -> str | None:
    """The last seven digits, or None when there are fewer. What follows the number (ext. 12) must be cut off before."""
    digits = "".join(character for character in number if character.isdecimal() and character.isascii())
    return digits[-LOCAL_DIGITS:] if len(digits) >= LOCAL_DIGITS else None


def number_hash(key: bytes, number: str, region: str = "US") -> tuple[str, ...]:
    """HMAC-SHA-256 in hex of each form that the number has: E.164 first, then the last seven digits."""
    whole = e164(number, region)
    forms = (("e164", whole), ("local", local(whole or number)))
    return tuple(_hash(key, kind, form) for kind, form in forms if form is not None)


def _hash(key: bytes, kind: str, form: str) -> str:
    return hmac.new(key, f"{kind}:{form}".encode(), sha256).hexdigest()
