"""The routes of the register: parse, authorise, call the service, answer."""

from typing import Annotated

from fastapi import APIRouter, Depends

from hallpass.contracts.web import Id, Written
from hallpass.kernel.clock import Clock
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import Ids
from hallpass.kernel.tokens import Caller
from hallpass.policy.bodies.approvals import ApprovalBody, ApprovalsAnswer, NamedAnswer
from hallpass.policy.bodies.emergencies import DeclaredAnswer, EmergenciesAnswer, EmergencyAnswer, EmergencyBody
from hallpass.policy.bodies.platforms import PlatformAnswer, PlatformBody, PlatformsAnswer
from hallpass.policy.bodies.settings import SettingsBody
from hallpass.policy.service import PolicyService


def router(service: PolicyService, guard: Guard, clock: Clock, ids: Ids) -> APIRouter:
    """The routes, for the district's administrators."""
    # The ids of a register are opaque: one may hold a slash, hence `:path`.
    routes = APIRouter(prefix="/v1", tags=["register"])
    admin = Depends(guard.require("admin"))
    _settings(routes, service, admin)
    _platforms(routes, service, admin)
    _emergencies(routes, service, admin, clock, ids)
    _approvals(routes, service, admin, ids)
    return routes


def _settings(routes: APIRouter, service: PolicyService, admin: object) -> None:
    @routes.get("/settings", summary="The district's settings")
    async def read_settings(caller: Annotated[Caller, admin]) -> SettingsBody:
        return SettingsBody.of(await service.settings(caller.tenant))

    @routes.put("/settings", summary="Replace the district's settings, whole")
    async def put_settings(body: SettingsBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.put(caller.tenant, body.entry(), caller.subject))


def _platforms(routes: APIRouter, service: PolicyService, admin: object) -> None:
    @routes.get("/platforms", summary="The platform register")
    async def list_platforms(caller: Annotated[Caller, admin]) -> PlatformsAnswer:
        found = await service.platforms(caller.tenant)
        return PlatformsAnswer(platforms=tuple(PlatformAnswer.of(facts) for facts in found))

    @routes.get("/platforms/{platform_id:path}", summary="An entry of the platform register")
    async def read_platform(platform_id: Id, caller: Annotated[Caller, admin]) -> PlatformAnswer:
        return PlatformAnswer.of(await service.platform(caller.tenant, platform_id))

    @routes.put("/platforms/{platform_id:path}", summary="Enter a platform, or replace its entry")
    async def put_platform(platform_id: Id, body: PlatformBody, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.put(caller.tenant, body.entry(platform_id), caller.subject))

    @routes.delete("/platforms/{platform_id:path}", summary="Take a platform off the register")
    async def remove_platform(platform_id: Id, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.remove(caller.tenant, "platform", platform_id, caller.subject))


def _emergencies(routes: APIRouter, service: PolicyService, admin: object, clock: Clock, ids: Ids) -> None:
    @routes.get("/emergencies", summary="Every emergency that was declared")
    async def list_emergencies(caller: Annotated[Caller, admin]) -> EmergenciesAnswer:
        found = await service.emergencies(caller.tenant)
        return EmergenciesAnswer(emergencies=tuple(EmergencyAnswer.of(entry) for entry in found))

    @routes.post("/emergencies", status_code=201, summary="Declare an emergency")
    async def declare(body: EmergencyBody, caller: Annotated[Caller, admin]) -> DeclaredAnswer:
        wanted = body.entry(str(ids.new()), clock.now())
        declared, sequence = await service.declare(caller.tenant, wanted, caller.subject)
        return DeclaredAnswer(id=declared.id, school=declared.school, sequence=sequence)

    @routes.post("/emergencies/{emergency_id:path}/end", summary="End an emergency early")
    async def end(emergency_id: Id, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.end(caller.tenant, emergency_id, caller.subject))


def _approvals(routes: APIRouter, service: PolicyService, admin: object, ids: Ids) -> None:
    @routes.get("/approvals", summary="The approvals of outside material")
    async def list_approvals(caller: Annotated[Caller, admin]) -> ApprovalsAnswer:
        found = await service.approvals(caller.tenant)
        return ApprovalsAnswer(approvals=tuple(ApprovalBody.of(facts) for facts in found))

    @routes.post("/approvals", status_code=201, summary="Approve the material of an outside organization")
    async def approve(body: ApprovalBody, caller: Annotated[Caller, admin]) -> NamedAnswer:
        entry = body.entry(str(ids.new()))
        return NamedAnswer(id=entry.id, sequence=await service.approve(caller.tenant, entry, caller.subject))

    @routes.delete("/approvals/{approval_id:path}", summary="Take an approval back")
    async def remove_approval(approval_id: Id, caller: Annotated[Caller, admin]) -> Written:
        return Written(sequence=await service.remove(caller.tenant, "approval", approval_id, caller.subject))
