"""Tenants: the one id that every stored row, event and token carries."""

from typing import NewType

from hallpass.kernel.errors import Invalid

TenantId = NewType("TenantId", str)

LONGEST = 255


def tenant_id(text: str) -> TenantId:
    """Check an id of 1-255 printable characters and mark it as a tenant's; raises Invalid naming `tenant`."""
    if not 1 <= len(text) <= LONGEST or not text.isprintable():
        raise Invalid.member("tenant", "tenant_id", f"A tenant id has 1 to {LONGEST} printable characters.")
    return TenantId(text)
