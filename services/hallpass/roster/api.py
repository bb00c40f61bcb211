"""The routes of the roster: parse, authorise, call the service, answer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from hallpass.contracts.web import Id, Written
from hallpass.kernel.guard import Guard
from hallpass.kernel.tokens import Caller
from hallpass.roster.additions import Tagged
from hallpass.roster.bodies import (
    ImportAnswer,
    InterestAnswer,
    InterestBody,
    InterestsAnswer,
    StaffFactsBody,
    TaggedAnswer,
    TagsAnswer,
    TagsBody,
)
from hallpass.roster.service import RosterService
from hallpass.roster.settings import RosterSettings
from hallpass.roster.uploads import uploaded

_BINARY = {"type": "string", "format": "binary"}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["package"],
                    "properties": {"package": _BINARY, "guardians": _BINARY},
                }
            },
            "application/zip": {"schema": _BINARY},
        },
    }
}


def router(service: RosterService, guard: Guard, settings: RosterSettings) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["roster"])
    admin_or_sis = Depends(guard.require("admin", "sis"))
    _imports(routes, service, admin_or_sis, settings)
    _staff_facts(routes, service, admin_or_sis)
    _interests(routes, service, admin_or_sis, settings)
    _tags(routes, service, admin_or_sis, settings)
    return routes


def _imports(routes: APIRouter, service: RosterService, allowed: Any, settings: RosterSettings) -> None:
    @routes.post(
        "/rosters/imports",
        summary="Import a OneRoster package",
        max_body_size=settings.largest_upload,
        openapi_extra=UPLOAD,
    )
    async def import_package(
        request: Request,
        caller: Annotated[Caller, allowed],
        *,
        strict: Annotated[bool, Query(description="Refuse what the standard forbids, instead of warning.")] = False,
        dry_run: Annotated[bool, Query(description="Check and count; change nothing.")] = False,
        accept_removals: Annotated[bool, Query(description="Go on although many people would be dropped.")] = False,
    ) -> ImportAnswer:
        """All of the package, or nothing and every problem (400). One that would drop many people is held (409)."""
        async with uploaded(request) as upload:
            outcome = await service.import_package(
                caller.tenant,
                upload.package,
                upload.guardians,
                strict=strict,
                dry_run=dry_run,
                accept_removals=accept_removals,
            )
        return ImportAnswer.of(outcome)

    @routes.get("/rosters/imports/{import_id}", summary="What an import came to")
    async def read_import(import_id: UUID, caller: Annotated[Caller, allowed]) -> ImportAnswer:
        return ImportAnswer.of(await service.import_outcome(caller.tenant, import_id))


def _staff_facts(routes: APIRouter, service: RosterService, allowed: Any) -> None:
    # An id of OneRoster may hold a slash.
    path = "/staff/{staff_id:path}/facts"

    @routes.put(path, summary="Say of a member of staff what OneRoster does not carry")
    async def put_facts(staff_id: Id, body: StaffFactsBody, caller: Annotated[Caller, allowed]) -> Written:
        return Written(sequence=await service.put_staff_facts(caller.tenant, staff_id, body.additions()))

    @routes.get(path, summary="What was said of a member of staff")
    async def read_facts(staff_id: Id, caller: Annotated[Caller, allowed]) -> StaffFactsBody:
        return StaffFactsBody.of(await service.staff_facts(caller.tenant, staff_id))

    @routes.delete(path, summary="Forget what was said of a member of staff")
    async def delete_facts(staff_id: Id, caller: Annotated[Caller, allowed]) -> Written:
        return Written(sequence=await service.remove_staff_facts(caller.tenant, staff_id))


def _interests(routes: APIRouter, service: RosterService, allowed: Any, settings: RosterSettings) -> None:
    @routes.put("/record-interests", summary="Record a legitimate interest in a student's record")
    async def put_interest(body: InterestBody, caller: Annotated[Caller, allowed]) -> Written:
        return Written(sequence=await service.put_interest(caller.tenant, body.interest()))

    @routes.get("/record-interests", summary="Recorded interests, in the order of staff, then student")
    async def list_interests(
        caller: Annotated[Caller, allowed],
        after_staff: Annotated[Id | None, Query()] = None,
        after_student: Annotated[Id | None, Query()] = None,
    ) -> InterestsAnswer:
        found = await service.interests(caller.tenant, (after_staff or "", after_student or ""), settings.page)
        return InterestsAnswer(
            record_interests=tuple(InterestAnswer.of(each) for each in found), more=len(found) == settings.page
        )

    @routes.delete("/record-interests", summary="Forget a recorded interest")
    async def delete_interest(
        staff: Annotated[Id, Query()], student: Annotated[Id, Query()], caller: Annotated[Caller, allowed]
    ) -> Written:
        return Written(sequence=await service.remove_interest(caller.tenant, staff, student))


def _tags(routes: APIRouter, service: RosterService, allowed: Any, settings: RosterSettings) -> None:
    @routes.put("/tags/{kind}/{tagged_id:path}", summary="Put tags on a student, member of staff or class")
    async def put_tags(kind: Tagged, tagged_id: Id, body: TagsBody, caller: Annotated[Caller, allowed]) -> Written:
        return Written(sequence=await service.put_tags(caller.tenant, body.of_one(kind, tagged_id)))

    @routes.get("/tags/{kind}", summary="The tagged ones of a kind, in the order of their ids")
    async def list_tags(
        kind: Tagged, caller: Annotated[Caller, allowed], after: Annotated[Id | None, Query()] = None
    ) -> TagsAnswer:
        found = await service.tags(caller.tenant, kind, after or "", settings.page)
        return TagsAnswer(
            tagged=tuple(TaggedAnswer.of(each) for each in found),
            next=found[-1].id if len(found) == settings.page else None,
        )

    @routes.get("/tags/{kind}/{tagged_id:path}", summary="The tags of one")
    async def read_tags(kind: Tagged, tagged_id: Id, caller: Annotated[Caller, allowed]) -> TaggedAnswer:
        return TaggedAnswer.of(await service.tags_of(caller.tenant, kind, tagged_id))

    @routes.delete("/tags/{kind}/{tagged_id:path}", summary="Take every tag off")
    async def delete_tags(kind: Tagged, tagged_id: Id, caller: Annotated[Caller, allowed]) -> Written:
        return Written(sequence=await service.remove_tags(caller.tenant, kind, tagged_id))
