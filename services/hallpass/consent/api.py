"""The routes of consent: parse, authorise, call the service, answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from hallpass.consent.bodies import (
    AnswerBody,
    AnswersAnswer,
    ConsultationBody,
    DeliveryBody,
    NoticeAnswer,
    NoticeBody,
    NoticesAnswer,
    NoticeWrittenAnswer,
    ObjectionBody,
    ReminderBody,
)
from hallpass.consent.service import ConsentService
from hallpass.contracts.web import Id, Written
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import Ids
from hallpass.kernel.tokens import Caller


def router(service: ConsentService, guard: Guard, ids: Ids, page: int) -> APIRouter:
    """The routes. `page` is the most notices in one answer."""
    # Ids are opaque: one may hold a slash, hence `:path`.
    routes = APIRouter(prefix="/v1", tags=["consent"])
    admin = Depends(guard.require("admin"))
    admin_or_sis = Depends(guard.require("admin", "sis"))
    _notices(routes, service, admin, ids, page)
    _answers(routes, service, admin)
    _classrooms(routes, service, admin)
    _directory(routes, service, admin_or_sis)
    return routes


def _notices(routes: APIRouter, service: ConsentService, admin: object, ids: Ids, page: int) -> None:
    @routes.post("/notices", status_code=201, summary="Write a notice to families")
    async def write_notice(body: NoticeBody, caller: Annotated[Caller, admin]) -> NoticeWrittenAnswer:
        fact = body.fact(str(ids.new()))
        return NoticeWrittenAnswer(id=fact.id, sequence=await service.record(caller.tenant, fact, caller.subject))

    @routes.get("/notices", summary="Notices, in the order of their ids")
    async def list_notices(
        caller: Annotated[Caller, admin], after: Annotated[Id | None, Query()] = None
    ) -> NoticesAnswer:
        found = await service.notices(caller.tenant, after, page)
        return NoticesAnswer(
            notices=tuple(NoticeAnswer.of(text, facts) for text, facts in found),
            next=found[-1][0].id if len(found) == page else None,
        )

    @routes.get("/notices/{notice_id:path}", summary="One notice")
    async def read_notice(notice_id: Id, caller: Annotated[Caller, admin]) -> NoticeAnswer:
        return NoticeAnswer.of(*await service.notice(caller.tenant, notice_id))

    @routes.post("/notices/{notice_id:path}/deliveries", status_code=201, summary="Record that a notice arrived")
    async def deliver(notice_id: Id, body: DeliveryBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.record(caller.tenant, body.fact(notice_id), caller.subject))


def _answers(routes: APIRouter, service: ConsentService, admin: object) -> None:
    @routes.post("/answers", status_code=201, summary="Record what a guardian answered for a child")
    async def answer(body: AnswerBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.record(caller.tenant, body.fact(), caller.subject))

    @routes.get("/answers", summary="Everything that was answered for a student", response_model_exclude_none=True)
    async def list_answers(student: Annotated[Id, Query()], caller: Annotated[Caller, admin]) -> AnswersAnswer:
        words, opted_out = await service.answers(caller.tenant, student)
        return AnswersAnswer(
            student=student,
            directory_opt_out=opted_out,
            answers=tuple(AnswerBody.of(fact) for fact in words),
        )


def _classrooms(routes: APIRouter, service: ConsentService, admin: object) -> None:
    @routes.post("/consultations", status_code=201, summary="Record a principal's word on a platform in a class")
    async def consult(body: ConsultationBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.record(caller.tenant, body.fact(), caller.subject))

    @routes.post("/objections", status_code=201, summary="Record why password protection would be detrimental")
    async def objection(body: ObjectionBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.record(caller.tenant, body.fact(), caller.subject))

    @routes.post("/reminders", status_code=201, summary="Record that families were reminded of tagging")
    async def remind(body: ReminderBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.record(caller.tenant, body.fact(), caller.subject))


def _directory(routes: APIRouter, service: ConsentService, admin_or_sis: object) -> None:
    @routes.put("/directory-opt-outs/{student:path}", summary="Put a student on the list of directory opt-outs")
    async def opt_out(student: Id, caller: Annotated[Caller, admin_or_sis]) -> Written:
        sequence = await service.opt_out_of_directory(caller.tenant, student, caller.subject)
        return Written(sequence=sequence)

    @routes.delete("/directory-opt-outs/{student:path}", summary="Take a student off the list of directory opt-outs")
    async def opt_in(student: Id, caller: Annotated[Caller, admin_or_sis]) -> Written:
        return Written(sequence=await service.opt_in_to_directory(caller.tenant, student, caller.subject))
