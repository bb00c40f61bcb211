"""The routes of bundles: OPA's download with ETag and long poll, and the list of what is kept."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from hallpass.contracts.web import Body, shown
from hallpass.kernel.guard import Guard
from hallpass.kernel.tokens import Caller
from hallpass.policy import examples
from hallpass.policy.publishing import Publisher

MEDIA_TYPE = "application/vnd.openpolicyagent.bundles"
"""OPA goes on with long polls only when each answer says so."""

_WAIT = re.compile(r"(?:^|[;,\s])wait=(\d{1,4})(?:$|[;,\s])")


class RevisionAnswer(Body):
    """A revision of the policies that is kept."""

    model_config = shown(examples.REVISION)

    revision: str
    release: str
    built_at: datetime
    current: bool


class RevisionsAnswer(Body):
    """Every revision that is kept, the newest first."""

    model_config = shown(examples.REVISIONS)

    revisions: tuple[RevisionAnswer, ...]


def router(publisher: Publisher, guard: Guard, longest_wait: float) -> APIRouter:
    """The routes. `longest_wait` bounds the seconds that a download may wait."""
    routes = APIRouter(prefix="/v1", tags=["policies"])
    service = Depends(guard.require("service"))
    reader = Depends(guard.require("admin", "auditor"))

    @routes.get(
        "/bundles/{name}",
        summary="The signed policy bundle, as OPA downloads it",
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {}}}, 304: {"description": "The caller's version still stands"}},
    )
    async def download(
        name: str,
        _caller: Annotated[Caller, service],
        if_none_match: Annotated[str | None, Header()] = None,
        prefer: Annotated[str | None, Header()] = None,
    ) -> Response:
        bundle = await publisher.download(name, if_none_match or None, min(wait_of(prefer), longest_wait))
        if bundle is None:
            return Response(status_code=304, headers={"ETag": str(if_none_match), "Content-Type": MEDIA_TYPE})
        return Response(bundle.content, headers={"ETag": bundle.etag}, media_type=MEDIA_TYPE)

    @routes.get("/policies/revisions", summary="The revisions of the policies that are kept")
    async def revisions(_caller: Annotated[Caller, reader]) -> RevisionsAnswer:
        kept = await publisher.revisions()
        return RevisionsAnswer(
            revisions=tuple(
                RevisionAnswer(
                    revision=found.revision, release=found.release, built_at=found.built_at, current=found.current
                )
                for found in kept
            )
        )

    return routes


def wait_of(prefer: str | None) -> float:
    """Seconds of a `Prefer: modes=snapshot,delta;wait=30` header; 0 where there are none."""
    found = _WAIT.search(prefer or "")
    return float(found[1]) if found else 0.0
