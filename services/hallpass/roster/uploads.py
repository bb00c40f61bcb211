"""Taking an upload in without ever giving it a name on disk: what has no name is gone when it is closed, or we are."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, cast

from fastapi import Request
from starlette.datastructures import UploadFile

from hallpass.kernel.errors import Invalid

IN_MEMORY = 1 << 20
PACKAGE = "package"
GUARDIANS = "guardians"


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of a zip, and of a guardians.csv beside it."""

    package: IO[bytes]
    guardians: IO[bytes] | None = None


@asynccontextmanager
async def uploaded(request: Request) -> AsyncIterator[Upload]:
    """The upload of a request: a body of application/zip, or a form with the files `package` and `guardians`.

    Raises Invalid naming the part that is missing or unknown. The route's limit of bytes counts while it comes in.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=2, max_fields=0) as form:
            yield _of_form(dict(form.multi_items()))
    elif kind in {"application/zip", "application/x-zip-compressed", "application/octet-stream"}:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spooled:
            async for chunk in request.stream():
                spooled.write(chunk)
            spooled.seek(0)
            yield Upload(cast("IO[bytes]", spooled))
    else:
        message = "Send the zip as application/zip, or as the file `package` of a multipart/form-data form."
        raise Invalid.member("body", "content_type", message)


def _of_form(parts: dict[str, UploadFile | str]) -> Upload:
    for name in parts:
        if name not in {PACKAGE, GUARDIANS}:
            raise Invalid.member("body", "unknown_part", "The form has a part other than `package` and `guardians`.")
    package, guardians = parts.get(PACKAGE), parts.get(GUARDIANS)
    if not isinstance(package, UploadFile):
        raise Invalid.member(PACKAGE, "missing", "The form lacks the file `package`.")
    return Upload(package.file, guardians.file if isinstance(guardians, UploadFile) else None)
